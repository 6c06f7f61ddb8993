"""`chat.*`: the bot's messages."""

from slack_sandbox.api.arguments import Arguments
from slack_sandbox.api.content import read_content
from slack_sandbox.api.lookup import find_channel, find_message, thread_of
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.messages import SLACKBOT, Edit, delete_message, edit_message, post_message
from slack_sandbox.workspace.models import Channel, Message
from slack_sandbox.workspace.shapes import message_shape

_NOT_AFTER_UPDATE = (
    "ts",
    "thread_ts",
    "parent_user_id",
    "reply_count",
    "reply_users",
    "reply_users_count",
    "latest_reply",
    "is_locked",
    "subscribed",
    "reactions",
)
"""Message fields that real responses of `chat.update` leave out, as recorded."""


@method("chat.postMessage", "chat:write")
def post(call: Call) -> Json:
    """Post to a channel, a thread, or a member (which opens the direct message)."""
    channel = destination(call)
    content = read_content(call.workspace, call.arguments)
    thread_ts = thread_of(channel, call.arguments.text("thread_ts"))
    call.hub.limits.count_message(channel.id)
    message = content.message(call.app, thread_ts)
    if thread_ts is not None and call.arguments.flag("reply_broadcast"):
        message.subtype = "thread_broadcast"
    post_message(call.workspace, channel, message)
    shape = message_shape(call.workspace, channel, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


def destination(call: Call) -> Channel:
    """Return the channel to post to: the argument `channel` is an id, a name, or a member id for a direct message."""
    wanted = call.arguments.required("channel")
    person = call.workspace.member(wanted)
    if person is not None and (person.is_bot or person.id == SLACKBOT):
        raise SlackError("cannot_dm_bot")
    if person is not None:
        return call.workspace.open_direct_message(call.app.bot_user_id, wanted)
    named = call.workspace.channel_named(wanted.removeprefix("#"))
    channel = find_channel(call, named.id if named else wanted)
    if call.app.bot_user_id not in channel.members and "chat:write.public" not in call.app.bot_scopes:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


@method("chat.postEphemeral", "chat:write", tier=4)
def post_ephemeral(call: Call) -> Json:
    """Post a message that only one person sees and that is not in the history."""
    channel = destination(call)
    user = call.arguments.required("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    content = read_content(call.workspace, call.arguments)
    message = content.message(call.app, call.arguments.text("thread_ts"))
    message.ephemeral_for = user
    post_message(call.workspace, channel, message)
    return {"message_ts": message.ts}


@method("chat.update", "chat:write", tier=3)
def update(call: Call) -> Json:
    """Replace the given parts of one of the bot's messages; an empty list or object removes that part."""
    channel = find_channel(call)
    message = _own_message(call, channel, "cant_update_message")
    arguments = call.arguments
    content = read_content(call.workspace, arguments)
    edit = Edit(
        text=content.text or None,
        blocks=content.blocks if _given(arguments, "blocks") else None,
        attachments=content.attachments if _given(arguments, "attachments") else None,
        metadata=content.metadata,
    )
    edit_message(call.workspace, channel, message, edit, by=call.app.bot_id)
    shape = message_shape(call.workspace, channel, message, with_metadata=True)
    kept = {name: value for name, value in shape.items() if name not in _NOT_AFTER_UPDATE}
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": kept}


def _given(arguments: Arguments, name: str) -> bool:
    return arguments.structure(name) is not None


@method("chat.delete", "chat:write", tier=3)
def delete(call: Call) -> Json:
    """Delete one of the bot's messages."""
    channel = find_channel(call)
    message = _own_message(call, channel, "cant_delete_message")
    delete_message(call.workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _own_message(call: Call, channel: Channel, refusal: str) -> Message:
    message = find_message(channel, call.arguments.required("ts"))
    if message.bot_id != call.app.bot_id:
        raise SlackError(refusal)
    return message


@method("chat.getPermalink")
def permalink(call: Call) -> Json:
    """Return a message's permalink."""
    channel = find_channel(call)
    message = find_message(channel, call.arguments.required("message_ts"))
    return {"channel": channel.id, "permalink": call.workspace.permalink(channel, message)}
