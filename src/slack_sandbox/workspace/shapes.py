"""The JSON of the workspace's objects in Slack's Web API and events."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from slack_sandbox.values import Json, without_nones
from slack_sandbox.workspace.file_shapes import file_shape
from slack_sandbox.workspace.models import Channel, Member, Message, View
from slack_sandbox.workspace.workspace import Workspace

_SHOWN_REPLY_USERS = 5
OTHER_TEAM_ID = "T0STRANGER"
"""The id of the one other workspace, to which all strangers belong."""


def message_shape(workspace: Workspace, channel: Channel, message: Message, *, with_metadata: bool = False) -> Json:
    """Return a message's JSON as in `conversations.history`, without the channel."""
    shape = without_nones(
        type="message",
        subtype=message.subtype,
        client_msg_id=message.client_msg_id,
        user=message.user or None,
        text=message.text,
        ts=message.ts,
        bot_id=message.bot_id,
        app_id=message.app_id,
        # Webhook posts have no team.
        team=workspace.state.team.id if message.subtype is None or (message.bot_id and message.user) else None,
        thread_ts=message.thread_ts,
    )
    if message.bot_id == workspace.app.bot_id:
        shape["bot_profile"] = bot_profile(workspace)
    for name in ("blocks", "attachments"):
        if value := getattr(message, name):
            shape[name] = value
    if message.files:
        found = (workspace.state.files.get(file_id) for file_id in message.files)
        shape |= {"files": [file_shape(workspace, file) for file in found if file is not None], "upload": False}
    if (pin := channel.pins.get(message.ts)) is not None:
        shape["pinned_to"] = [channel.id]
        shape["pinned_info"] = {"channel": channel.id, "pinned_by": pin.user, "pinned_ts": pin.created}
    if message.edited_ts:
        shape["edited"] = {"user": message.edited_by, "ts": message.edited_ts}
    if message.reactions:
        shape["reactions"] = [reaction_shape(r.name, r.users) for r in message.reactions]
    if with_metadata and message.metadata is not None:
        shape["metadata"] = message.metadata
    return shape | message.extra | _thread_fields(workspace, channel, message)


def reaction_shape(name: str, users: list[str]) -> Json:
    """Return the JSON of one reaction and who added it."""
    return {"name": name, "users": list(users), "count": len(users)}


def _thread_fields(workspace: Workspace, channel: Channel, message: Message) -> Json:
    replies = channel.threads.get(message.ts)
    if replies:
        authors = (channel.messages[ts].user or channel.messages[ts].bot_id for ts in replies)
        users = list(dict.fromkeys(filter(None, authors)))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "latest_reply": replies[-1],
            "reply_users": users[:_SHOWN_REPLY_USERS],
            "is_locked": False,
            "subscribed": False,
        }
    parent = channel.messages.get(message.thread_ts or "")
    if parent is None or parent is message:
        return {}
    if message.subtype == "thread_broadcast":
        return {"root": message_shape(workspace, channel, parent)}
    return {"parent_user_id": parent.user}


def bot_profile(workspace: Workspace) -> Json:
    """Return the JSON of the app's bot as in its messages."""
    app = workspace.app
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "user_id": app.bot_user_id,
        "name": app.name,
        "icons": {f"image_{size}": f"{workspace.base_url}/page/mark.svg" for size in (36, 48, 72)},
        "deleted": not app.installed,
        "updated": 0,
        "team_id": workspace.state.team.id,
    }


def home_team(workspace: Workspace, member: Member) -> str:
    """Return the id of a member's workspace, which for strangers is another one."""
    return OTHER_TEAM_ID if member.is_stranger else workspace.state.team.id


def user_shape(workspace: Workspace, member: Member, *, include_locale: bool = False) -> Json:
    """Return a member's JSON as in `users.info`."""
    team_id = home_team(workspace, member)
    zone = ZoneInfo(member.tz)
    moment = datetime.fromtimestamp(workspace.clock.now(), UTC).astimezone(zone)
    offset = moment.utcoffset()
    shape: Json = {
        "id": member.id,
        "team_id": team_id,
        "name": member.name,
        "deleted": member.deleted,
        "color": member.color,
        "real_name": member.real_name,
        "tz": member.tz,
        "tz_label": moment.tzname() or member.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": _profile(member, team_id),
        "is_admin": member.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": member.is_guest,
        "is_ultra_restricted": False,
        "is_bot": member.is_bot,
        "is_app_user": member.is_app_user,
        "updated": member.updated,
        "is_email_confirmed": not member.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    if member.is_stranger:
        shape["is_stranger"] = True
    if include_locale:
        shape["locale"] = member.locale
    return shape


def _profile(member: Member, team_id: str) -> Json:
    first, _, last = member.real_name.partition(" ")
    return without_nones(
        title="",
        phone="",
        skype="",
        real_name=member.real_name,
        real_name_normalized=member.real_name,
        display_name=member.display_name,
        display_name_normalized=member.display_name,
        first_name=first,
        last_name=last,
        status_text="",
        status_text_canonical="",
        status_emoji="",
        status_emoji_display_info=[],
        status_expiration=0,
        avatar_hash=f"g{member.color}",
        team=team_id,
        bot_id=member.bot_id,
        api_app_id=member.app_id,
        always_active=False if member.is_bot else None,
    )


def channel_shape(workspace: Workspace, channel: Channel, *, viewer: str, with_members: bool = False) -> Json:
    """Return a conversation's JSON as in `conversations.info` for `viewer`, usually the bot."""
    team_id = workspace.state.team.id
    common: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_org_shared": False,
        "context_team_id": team_id,
        "updated": channel.updated * 1000,
    }
    if channel.is_im:
        other = next((user for user in channel.members if user != viewer), viewer)
        deleted = (member := workspace.member(other)) is not None and member.deleted
        return common | {"user": other, "is_user_deleted": deleted, "priority": 0}
    shared = workspace.is_shared(channel)
    shape = common | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private,
        "is_general": channel.is_general,
        "is_member": viewer in channel.members,
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": [team_id, OTHER_TEAM_ID] if shared else [team_id],
        "internal_team_ids": [],
        "parent_conversation": None,
        "unlinked": 0,
        "creator": channel.creator,
        "previous_names": list(channel.previous_names),
        "topic": {"value": channel.topic, "creator": channel.creator if channel.topic else "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": channel.creator if channel.purpose else "", "last_set": 0},
    }
    if with_members:
        shape["num_members"] = len(channel.members)
    return shape


def view_shape(workspace: Workspace, view: View) -> Json:
    """Return a view's JSON as in `views.*` and interactive payloads."""
    app = workspace.app
    content = view.content
    return {
        "id": view.id,
        "team_id": workspace.state.team.id,
        "type": view.type,
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "state": {"values": view.state},
        "hash": view.hash,
        "title": content.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "submit_disabled": content.get("submit_disabled", False),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": app.id,
        "external_id": content.get("external_id", ""),
        "app_installed_team_id": workspace.state.team.id,
        "bot_id": app.bot_id,
    }
