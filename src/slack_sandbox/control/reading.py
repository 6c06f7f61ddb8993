"""Reading what a member sees: channels, messages, modals, Home."""

import bisect

from slack_sandbox.control.request import Request, control
from slack_sandbox.errors import unknown
from slack_sandbox.mrkdwn.emoji import emoji_characters
from slack_sandbox.page_shapes import page_channel, page_member, page_message
from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import HomeOpened
from slack_sandbox.workspace.messages import SLACKBOT
from slack_sandbox.workspace.models import Channel, Member, Message
from slack_sandbox.workspace.shapes import view_shape
from slack_sandbox.workspace.workspace import Workspace

_LATEST = "9999999999.999999"
_MOST = 2000


@control("GET", "app")
async def app(request: Request) -> Json:
    """Return the app's credentials."""
    return credentials(request)


def credentials(request: Request) -> Json:
    """Return the credentials an app needs to connect."""
    found = request.workspace.app
    names = (
        "bot_token",
        "app_token",
        "signing_secret",
        "client_id",
        "client_secret",
        "verification_token",
        "bot_user_id",
        "bot_id",
    )
    ids = {"app_id": found.id, "team_id": request.workspace.state.team.id}
    return ids | {name: getattr(found, name) for name in names}


@control("GET", "state")
async def state(request: Request) -> Json:
    """Return everything that the page shows around the messages."""
    workspace = request.workspace
    me = request.actor() if request.text("as") else _first_person(workspace)
    workspace.open_direct_message(me.id, workspace.app.bot_user_id)
    team = workspace.state.team
    visible = [channel for channel in workspace.state.channels.values() if workspace.can_see(me.id, channel)]
    shapes = [page_channel(workspace, channel, me.id) for channel in visible]
    features = request.hub.manifest.features
    return {
        "team": {"id": team.id, "name": team.name, "domain": team.domain, "url": f"{workspace.base_url}/"},
        "me": page_member(workspace, me),
        "members": [page_member(workspace, member) for member in workspace.state.members.values()],
        "channels": [shape for shape in shapes if not shape["is_im"]],
        "dms": [shape for shape in shapes if shape["is_im"]],
        "apps": _apps(request),
        "commands": [
            command.model_dump(include={"command", "description", "usage_hint"}) for command in features.slash_commands
        ],
        "shortcuts": [shortcut.model_dump() for shortcut in features.shortcuts],
        "emoji": dict(workspace.state.emoji),
    }


def _first_person(workspace: Workspace) -> Member:
    """Return the member that the page acts as when its URL names nobody."""
    members = workspace.state.members.values()
    return next(m for m in members if not (m.is_bot or m.deleted) and m.id != SLACKBOT)


def _apps(request: Request) -> list[Json]:
    found = request.workspace.app
    if not found.installed:
        return []
    has_home = request.hub.manifest.features.app_home.home_tab_enabled
    return [{"id": found.id, "name": found.name, "bot_user_id": found.bot_user_id, "has_home": has_home}]


@control("GET", "emoji")
async def emoji(_request: Request) -> Json:
    """Return the character of every emoji name that the sandbox knows."""
    return {"emoji": emoji_characters()}


@control("GET", "messages")
async def messages(request: Request) -> Json:
    """Return the latest messages of a channel or thread, oldest first, as one member sees them."""
    user, channel = request.actor(), request.visible_channel()
    thread_ts = request.text("thread_ts")
    limit = max(1, min(request.whole("limit", 100), _MOST))
    before = request.text("before") or _LATEST
    timestamps = channel.timeline if thread_ts is None else _thread(channel, thread_ts)
    end = bisect.bisect_left(timestamps, before)
    first = max(0, end - limit)
    shown = [channel.messages[ts] for ts in timestamps[first:end]]
    since = shown[0].ts if first > 0 else ""
    shown += _ephemerals(channel, user.id, thread_ts, since, before)
    shown.sort(key=lambda message: message.ts)
    return {
        "messages": [page_message(request.workspace, channel, message) for message in shown],
        "has_more": first > 0,
    }


def _thread(channel: Channel, thread_ts: str) -> list[str]:
    if thread_ts not in channel.messages:
        raise unknown("thread", thread_ts)
    return [thread_ts, *channel.threads.get(thread_ts, [])]


def _ephemerals(channel: Channel, user: str, thread_ts: str | None, since: str, before: str) -> list[Message]:
    mine = (m for m in channel.ephemerals if m.ephemeral_for == user and since <= m.ts < before)
    return [message for message in mine if message.thread_ts == thread_ts]


@control("GET", "views")
async def views(request: Request) -> Json:
    """Return a member's open modals, bottom first."""
    workspace = request.workspace
    stack = workspace.state.stacks.get(request.actor().id, [])
    return {"views": [view_shape(workspace, workspace.state.views[view_id]) for view_id in stack]}


@control("GET", "home")
async def home(request: Request) -> Json:
    """Open the app's Home tab, which sends the app an event, and return its current view."""
    user, workspace = request.actor(), request.workspace
    wanted = request.text("app") or workspace.app.id
    if wanted != workspace.app.id:
        raise unknown("app", wanted)
    view = workspace.state.homes.get(user.id)
    if not request.flag("peek"):
        channel = workspace.open_direct_message(user.id, workspace.app.bot_user_id)
        workspace.announce(HomeOpened(user.id, channel.id, view, workspace.now_ts()))
    return {"view": None if view is None else view_shape(workspace, view)}
