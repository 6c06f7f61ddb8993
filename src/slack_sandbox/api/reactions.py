"""`reactions.*`: the bot's own reactions, and everyone's on a message."""

from slack_sandbox.api.lookup import find_channel, find_message
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.mrkdwn.emoji import is_emoji_name
from slack_sandbox.values import Json
from slack_sandbox.workspace.messages import add_reaction, remove_reaction
from slack_sandbox.workspace.models import Channel, Message
from slack_sandbox.workspace.shapes import message_shape


def _target(call: Call) -> tuple[Channel, Message]:
    channel = find_channel(call)
    ts = call.arguments.text("timestamp")
    if ts is None:
        raise SlackError("no_item_specified")
    message = find_message(channel, ts)
    if call.app.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel, message


def _emoji_name(call: Call) -> str:
    name = call.arguments.required("name").strip(":")
    if not is_emoji_name(name, call.workspace.state.emoji):
        raise SlackError("invalid_name")
    return name


@method("reactions.add", "reactions:write", tier=3)
def add(call: Call) -> Json:
    """Add a reaction by the bot."""
    name = _emoji_name(call)
    channel, message = _target(call)
    if channel.is_archived:
        raise SlackError("is_archived")
    if not add_reaction(call.workspace, channel, message, user=call.app.bot_user_id, name=name):
        raise SlackError("already_reacted")
    return {}


@method("reactions.remove", "reactions:write", tier=2)
def remove(call: Call) -> Json:
    """Remove a reaction by the bot."""
    name = _emoji_name(call)
    channel, message = _target(call)
    if not remove_reaction(call.workspace, channel, message, user=call.app.bot_user_id, name=name):
        raise SlackError("no_reaction")
    return {}


@method("reactions.get", "reactions:read", tier=3)
def get(call: Call) -> Json:
    """Return a message with all its reactions."""
    channel, message = _target(call)
    shape = message_shape(call.workspace, channel, message)
    shape["permalink"] = call.workspace.permalink(channel, message)
    return {"type": "message", "channel": channel.id, "message": shape}
