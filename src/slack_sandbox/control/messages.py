"""Messages, reactions and pins of members."""

import uuid

from slack_sandbox.clock import parse_moment
from slack_sandbox.control.request import Request, control
from slack_sandbox.errors import RefusedError, unknown
from slack_sandbox.mrkdwn.emoji import is_emoji_name
from slack_sandbox.mrkdwn.rich_text import rich_text
from slack_sandbox.mrkdwn.stored import store_typed
from slack_sandbox.page_shapes import page_message
from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import ReadMarked
from slack_sandbox.workspace.files import share_files
from slack_sandbox.workspace.messages import (
    Edit,
    add_reaction,
    delete_message,
    edit_message,
    post_message,
    remove_reaction,
)
from slack_sandbox.workspace.models import Channel, File, Message
from slack_sandbox.workspace.pins import pin_message, unpin_message

_LONGEST = 40_000


@control("POST", "post")
async def post(request: Request) -> Json:
    """Post as a member, now or dated earlier."""
    user, channel = request.actor(), _writable(request)
    files = _files(request)
    stored = "" if files and not (request.text("text") or "").strip() else _stored(request, request.required("text"))
    subtype = request.text("subtype")
    thread_ts = _thread(request, channel)
    if thread_ts is not None and request.flag("reply_broadcast"):
        subtype = "thread_broadcast"
    message = Message("", user.id, stored, subtype=subtype, thread_ts=thread_ts, bot_id=user.bot_id, app_id=user.app_id)
    if subtype == "bot_message":
        # Like an incoming webhook: no user, only a name.
        message.user, message.bot_id = "", user.bot_id or "B0WEBHOOK0"
        message.extra["username"] = user.real_name
    else:
        message.blocks = [rich_text(stored, uuid.uuid4().hex[:5])] if stored else []
    if subtype in (None, "thread_broadcast"):
        message.client_msg_id = str(uuid.uuid4())
    if subtype == "file_share" and not files:
        message.extra["files"] = request.values.get("files") or []
    if files:
        share_files(request.workspace, channel, files, message, at=_moment(request))
    else:
        post_message(request.workspace, channel, message, at=_moment(request))
    channel.last_read[user.id] = max(message.ts, channel.last_read.get(user.id, ""))
    return {"ts": message.ts, "message": page_message(request.workspace, channel, message)}


def _files(request: Request) -> list[File]:
    """Return the uploaded files given by id; made-up files given as objects are shown as they are."""
    named = request.values.get("files")
    if not isinstance(named, list):
        return []
    return [_file(request, name) for name in named if isinstance(name, str)]


def _file(request: Request, file_id: str) -> File:
    file = request.workspace.state.files.get(file_id)
    if file is None:
        raise unknown("file", file_id)
    return file


def _writable(request: Request) -> Channel:
    channel = request.visible_channel()
    if request.actor().id not in channel.members:
        raise RefusedError("not_in_channel", f"{request.values['as']} is not in #{channel.name}: join it first.")
    if channel.is_archived:
        raise RefusedError("is_archived", f"#{channel.name} is archived.")
    return channel


def _stored(request: Request, text: str) -> str:
    if not text.strip():
        raise RefusedError("no_text", "An empty message cannot be sent.")
    if len(text) > _LONGEST:
        raise RefusedError("msg_too_long", f"A message holds up to {_LONGEST} characters.")
    return store_typed(request.workspace, text)


def _thread(request: Request, channel: Channel) -> str | None:
    thread_ts = request.text("thread_ts")
    if thread_ts is None:
        return None
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise unknown("thread", thread_ts)
    return parent.thread_ts or parent.ts


def _moment(request: Request) -> float | None:
    at = request.values.get("at")
    if at is None:
        return None
    try:
        return parse_moment(at)
    except (TypeError, ValueError):
        raise RefusedError("invalid_arguments", f"at is neither Unix seconds nor ISO 8601: {at!r}") from None


@control("POST", "edit")
async def edit(request: Request) -> Json:
    """Edit one's own message; as in Slack's clients, an unchanged text is no edit."""
    user, channel = request.actor(), _writable(request)
    message = request.message(channel)
    if message.user != user.id:
        raise RefusedError("cant_update_message", "Only the author can edit a message.")
    stored = _stored(request, request.required("text"))
    if stored != message.text:
        change = Edit(text=stored, blocks=[rich_text(stored, uuid.uuid4().hex[:5])])
        edit_message(request.workspace, channel, message, change, by=user.id)
    return {"ts": message.ts, "message": page_message(request.workspace, channel, message)}


@control("POST", "touch")
async def touch(request: Request) -> Json:
    """Change a message as Slack does without an edit (unfurling a link): the app receives `message_changed`."""
    channel = request.channel()
    message = channel.messages.get(request.required("ts"))
    if message is None:
        raise unknown("message", request.values["ts"])
    edit_message(request.workspace, channel, message, Edit(), by=None)
    return {}


@control("POST", "delete")
async def delete(request: Request) -> Json:
    """Delete one's own message or an ephemeral one; admins may also delete those of others."""
    user, channel = request.actor(), request.visible_channel()
    message = request.message(channel)
    if not (message.user == user.id or user.is_admin or message.ephemeral_for == user.id):
        raise RefusedError("cant_delete_message", "Only the author or an admin can delete a message.")
    delete_message(request.workspace, channel, message)
    return {}


@control("POST", "react")
async def react(request: Request) -> Json:
    """Add a reaction."""
    user, channel, message, name = _reaction(request)
    if not add_reaction(request.workspace, channel, message, user=user, name=name):
        raise RefusedError("already_reacted", f"{user} holds :{name}: there already.")
    return {}


@control("POST", "unreact")
async def unreact(request: Request) -> Json:
    """Remove a reaction."""
    user, channel, message, name = _reaction(request)
    if not remove_reaction(request.workspace, channel, message, user=user, name=name):
        raise RefusedError("no_reaction", f"{user} does not hold :{name}: there.")
    return {}


def _reaction(request: Request) -> tuple[str, Channel, Message, str]:
    user, channel = request.actor(), request.visible_channel()
    name = request.required("name").strip(":")
    if not is_emoji_name(name, request.workspace.state.emoji):
        raise RefusedError("invalid_name", f"There is no emoji {name[:80]!r}.")
    message = request.message(channel)
    if message.ephemeral_for is not None or message.subtype == "tombstone":
        raise RefusedError("bad_timestamp", "This message takes no reactions.")
    if channel.is_archived:
        raise RefusedError("is_archived", f"#{channel.name} is archived.")
    return user.id, channel, message, name


@control("POST", "pin")
async def pin(request: Request) -> Json:
    """Pin a message to its channel."""
    user, channel = request.actor(), _writable(request)
    if not pin_message(request.workspace, channel, _lasting(request, channel), user=user.id):
        raise RefusedError("already_pinned", "The message is pinned already.")
    return {}


@control("POST", "unpin")
async def unpin(request: Request) -> Json:
    """Remove a pin."""
    user, channel = request.actor(), _writable(request)
    if not unpin_message(request.workspace, channel, _lasting(request, channel), user=user.id):
        raise RefusedError("no_pin", "The message is not pinned.")
    return {}


def _lasting(request: Request, channel: Channel) -> Message:
    message = request.message(channel)
    if message.ephemeral_for is not None or message.subtype == "tombstone":
        raise RefusedError("not_pinnable", "This message cannot be pinned.")
    return message


@control("POST", "read")
async def mark_read(request: Request) -> Json:
    """Mark a channel as read up to a message."""
    user, channel = request.actor(), request.visible_channel()
    channel.last_read[user.id] = request.required("ts")
    request.workspace.announce(ReadMarked(user.id, channel.id, channel.last_read[user.id]))
    return {}
