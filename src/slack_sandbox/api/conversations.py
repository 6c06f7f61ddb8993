"""`conversations.*` about channels and their members."""

from slack_sandbox.api.lookup import find_channel, find_user, kind_of, page_of
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json, without_nones
from slack_sandbox.workspace.channels import join_channel, leave_channel
from slack_sandbox.workspace.messages import SLACKBOT
from slack_sandbox.workspace.models import Channel
from slack_sandbox.workspace.shapes import channel_shape

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_MOST_PEOPLE = 8
_TYPES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


@method("conversations.info", *_READ, tier=3)
def info(call: Call) -> Json:
    """Return one conversation; the bot need not be in a public one."""
    channel = find_channel(call)
    call.need_scope(f"{kind_of(channel)}:read")
    with_members = call.arguments.flag("include_num_members")
    shape = channel_shape(call.workspace, channel, viewer=call.app.bot_user_id, with_members=with_members)
    if call.app.bot_user_id in channel.members:
        shape["last_read"] = channel.last_read.get(call.app.bot_user_id, "0000000000.000000")
    if call.arguments.flag("include_locale"):
        shape["locale"] = "en-US"
    return {"channel": shape}


@method("conversations.list", *_READ, tier=2)
def list_channels(call: Call) -> Json:
    """List the conversations of the requested types that the bot can see."""
    return _channels_page(call, viewer=call.app.bot_user_id, joined_only=False)


@method("users.conversations", *_READ, tier=3)
def of_user(call: Call) -> Json:
    """List the conversations that a member is in and the bot can see."""
    user = call.arguments.text("user") or call.app.bot_user_id
    find_user(call, user)
    return _channels_page(call, viewer=user, joined_only=True)


def _channels_page(call: Call, *, viewer: str, joined_only: bool) -> Json:
    types = call.arguments.names("types") or ["public_channel"]
    if not set(types) <= _TYPES.keys():
        raise SlackError("invalid_types")
    for name in types:
        call.need_scope(f"{_TYPES[name]}:read")
    kinds = {_TYPES[name] for name in types}
    without_archived = call.arguments.flag("exclude_archived")
    bot = call.app.bot_user_id
    found = [
        channel
        for channel in call.workspace.state.channels.values()
        if kind_of(channel) in kinds
        and (not channel.is_private or bot in channel.members)
        and not (joined_only and viewer not in channel.members)
        and not (without_archived and channel.is_archived)
    ]
    page, cursor = page_of(call, found, default=100, most=1000)
    shapes = [channel_shape(call.workspace, c, viewer=bot, with_members=not joined_only) for c in page]
    if joined_only:
        for shape in shapes:
            shape.pop("is_member", None)
    return {"channels": shapes, "response_metadata": {"next_cursor": cursor}}


@method("conversations.members", *_READ, tier=4)
def members(call: Call) -> Json:
    """List a conversation's members."""
    channel = find_channel(call)
    call.need_scope(f"{kind_of(channel)}:read")
    page, cursor = page_of(call, list(channel.members), default=100, most=1000)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


@method("conversations.join", "channels:join", tier=3)
def join(call: Call) -> Json:
    """Join a public channel."""
    channel = find_channel(call)
    if channel.is_im or channel.is_mpim:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    joined = join_channel(call.workspace, channel, call.app.bot_user_id)
    shape = channel_shape(call.workspace, channel, viewer=call.app.bot_user_id)
    if joined:
        return {"channel": shape}
    return {
        "channel": shape,
        "warning": "already_in_channel",
        "response_metadata": {"warnings": ["already_in_channel"]},
    }


@method("conversations.leave", "channels:manage", "groups:write", tier=3)
def leave(call: Call) -> Json:
    """Leave a channel."""
    channel = find_channel(call)
    left = leave_channel(call.workspace, channel, call.app.bot_user_id)
    return {} if left else {"not_in_channel": True}


@method("conversations.open", "im:write", "mpim:write", tier=3)
def open_direct_message(call: Call) -> Json:
    """Open a direct message with one to eight members."""
    bot = call.app.bot_user_id
    if (channel_id := call.arguments.text("channel")) is not None:
        channel = find_channel(call, channel_id)
        return _opened(call, channel, was_open=True)
    users = _people(call)
    if len(users) > 1:
        call.need_scope("mpim:write")
        was_open = call.workspace.group_direct_message({*users, bot}) is not None
        return _opened(call, call.workspace.open_group_direct_message(bot, [*users, bot]), was_open=was_open)
    call.need_scope("im:write")
    was_open = call.workspace.direct_message(bot, users[0]) is not None
    return _opened(call, call.workspace.open_direct_message(bot, users[0]), was_open=was_open)


def _people(call: Call) -> list[str]:
    """Return the requested members other than the bot, who must all be active."""
    users = [user for user in dict.fromkeys(call.arguments.names("users")) if user != call.app.bot_user_id]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > _MOST_PEOPLE:
        raise SlackError("too_many_users")
    people = [find_user(call, user) for user in users]
    if any(person.deleted for person in people):
        raise SlackError("user_disabled")
    if any(person.is_bot or person.id == SLACKBOT for person in people):
        raise SlackError("cannot_dm_bot")
    return users


def _opened(call: Call, channel: Channel, *, was_open: bool) -> Json:
    shape: Json = {"id": channel.id}
    if call.arguments.flag("return_im"):
        shape = channel_shape(call.workspace, channel, viewer=call.app.bot_user_id)
    return without_nones(channel=shape, no_op=was_open or None, already_open=was_open or None)
