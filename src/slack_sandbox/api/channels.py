"""The methods of `conversations.*` that create and change channels."""

import re

from slack_sandbox.api.lookup import find_channel, find_user, joined_channel
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.channels import (
    create_channel,
    describe_channel,
    join_channel,
    leave_channel,
    rename_channel,
    set_archived,
)
from slack_sandbox.workspace.models import Channel
from slack_sandbox.workspace.shapes import channel_shape

_MANAGE = ("channels:manage", "groups:write")
_NAME = re.compile(r"[\w\-]{1,80}")
_TOPIC = 250


def _shape(call: Call, channel: Channel) -> Json:
    return {"channel": channel_shape(call.workspace, channel, viewer=call.app.bot_user_id)}


def _managed(call: Call) -> Channel:
    """Return a channel that the bot is in and may change; the scope needed depends on the kind of channel."""
    channel = joined_channel(call)
    if channel.is_im or channel.is_mpim:
        raise SlackError("method_not_supported_for_channel_type")
    call.need_scope("groups:write" if channel.is_private else "channels:manage")
    return channel


def _name(call: Call) -> str:
    name = call.arguments.required("name")
    if name != name.lower() or not _NAME.fullmatch(name):
        raise SlackError("invalid_name_specials")
    if call.workspace.channel_named(name) is not None:
        raise SlackError("name_taken")
    return name


@method("conversations.create", *_MANAGE, tier=2)
def create(call: Call) -> Json:
    """Create a channel with the bot in it."""
    is_private = call.arguments.flag("is_private")
    call.need_scope("groups:write" if is_private else "channels:manage")
    bot = call.app.bot_user_id
    channel = create_channel(call.workspace, _name(call), creator=bot, is_private=is_private)
    join_channel(call.workspace, channel, bot)
    return _shape(call, channel)


@method("conversations.rename", *_MANAGE, tier=2)
def rename(call: Call) -> Json:
    """Rename a channel."""
    channel = _managed(call)
    rename_channel(call.workspace, channel, _name(call), by=call.app.bot_user_id)
    return _shape(call, channel)


@method("conversations.archive", *_MANAGE, tier=2)
def archive(call: Call) -> Json:
    """Archive a channel."""
    channel = _managed(call)
    if channel.is_archived:
        raise SlackError("already_archived")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    set_archived(call.workspace, channel, archived=True, by=call.app.bot_user_id)
    return {}


@method("conversations.unarchive", *_MANAGE, tier=2)
def unarchive(call: Call) -> Json:
    """Unarchive a channel."""
    channel = find_channel(call)
    if not channel.is_archived:
        raise SlackError("not_archived")
    set_archived(call.workspace, channel, archived=False, by=call.app.bot_user_id)
    return {}


@method("conversations.invite", "channels:manage", "groups:write", "channels:write.invites", tier=3)
def invite(call: Call) -> Json:
    """Add members to a channel."""
    channel = joined_channel(call)
    users = call.arguments.names("users")
    if not users:
        raise SlackError("no_user")
    if channel.is_archived:
        raise SlackError("is_archived")
    members = [find_user(call, user) for user in users]
    if call.app.bot_user_id in users:
        raise SlackError("cant_invite_self")
    if all(member.id in channel.members for member in members):
        raise SlackError("already_in_channel")
    for member in members:
        join_channel(call.workspace, channel, member.id, inviter=call.app.bot_user_id)
    return _shape(call, channel)


@method("conversations.kick", *_MANAGE, tier=3)
def kick(call: Call) -> Json:
    """Remove a member from a channel."""
    channel, member = _managed(call), find_user(call, call.arguments.required("user"))
    if member.id == call.app.bot_user_id:
        raise SlackError("cant_kick_self")
    if not leave_channel(call.workspace, channel, member.id):
        raise SlackError("not_in_channel")
    return {"errors": {}}


@method("conversations.setTopic", *_MANAGE, tier=2)
def set_topic(call: Call) -> Json:
    """Set a channel's topic."""
    return _describe(call, "topic")


@method("conversations.setPurpose", *_MANAGE, tier=2)
def set_purpose(call: Call) -> Json:
    """Set a channel's purpose."""
    return _describe(call, "purpose")


def _describe(call: Call, what: str) -> Json:
    channel = _managed(call)
    value = call.arguments.text(what) or ""
    if len(value) > _TOPIC:
        raise SlackError("too_long")
    if channel.is_archived:
        raise SlackError("is_archived")
    describe_channel(call.workspace, channel, what, value, by=call.app.bot_user_id)
    return _shape(call, channel)
