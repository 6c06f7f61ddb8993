"""`users.*`, `bots.*`, `team.*` and `emoji.*`: the contents of the workspace."""

from slack_sandbox.api.lookup import find_user, page_of
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.shapes import bot_profile, user_shape


@method("users.info", "users:read", tier=4)
def info(call: Call) -> Json:
    """Return one member."""
    member = find_user(call, call.arguments.required("user"))
    return {"user": user_shape(call.workspace, member, include_locale=call.arguments.flag("include_locale"))}


@method("users.profile.get", "users.profile:read", tier=4)
def profile(call: Call) -> Json:
    """Return a member's profile."""
    member = find_user(call, call.arguments.text("user") or call.app.bot_user_id)
    shape: Json = user_shape(call.workspace, member)["profile"]
    del shape["team"]
    return {"profile": shape | {"fields": {}}}


@method("users.list", "users:read", tier=2)
def list_users(call: Call) -> Json:
    """List all members, including bots and deactivated ones."""
    page, cursor = page_of(call, list(call.workspace.state.members.values()), default=1000, most=1000)
    with_locale = call.arguments.flag("include_locale")
    shapes = [user_shape(call.workspace, member, include_locale=with_locale) for member in page]
    now = int(call.hub.clock.now())
    return {"members": shapes, "cache_ts": now, "response_metadata": {"next_cursor": cursor}}


@method("bots.info", "users:read", tier=3)
def bot_info(call: Call) -> Json:
    """Return a bot: the app's own or another app's."""
    wanted = call.arguments.text("bot") or call.app.bot_id
    if wanted == call.app.bot_id:
        profile = bot_profile(call.workspace)
        del profile["team_id"]
        return {"bot": profile}
    member = next((m for m in call.workspace.state.members.values() if m.bot_id == wanted), None)
    if member is None:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": wanted,
            "deleted": member.deleted,
            "name": member.name,
            "updated": member.updated,
            "user_id": member.id,
            "icons": {},
        }
    }


@method("team.info", "team:read", tier=3)
def team_info(call: Call) -> Json:
    """Return the workspace."""
    team = call.workspace.state.team
    shape = {
        "id": team.id,
        "name": team.name,
        "domain": team.domain,
        "email_domain": "",
        "url": f"{call.workspace.base_url}/",
        "icon": {"image_default": True},
        "is_verified": False,
    }
    return {"team": shape}


@method("emoji.list", "emoji:read", tier=2)
def emoji(call: Call) -> Json:
    """Return the custom emoji: URLs, and aliases as `alias:name`."""
    now = f"{call.hub.clock.now():.6f}"
    return {"emoji": dict(call.workspace.state.emoji), "cache_ts": now}
