"""An app's answer to a gesture, in its acknowledgement or through a response URL."""

from slack_sandbox.api.arguments import Arguments
from slack_sandbox.api.content import Content, read_content
from slack_sandbox.errors import SlackError
from slack_sandbox.hub import Hub
from slack_sandbox.response_urls import ResponseUrl
from slack_sandbox.values import Json, truthy
from slack_sandbox.workspace.messages import Edit, delete_message, edit_message, post_message
from slack_sandbox.workspace.models import Channel, Message


def apply_answer(hub: Hub, body: Json | str | None, to: ResponseUrl) -> Message | None:
    """Post (ephemeral unless `in_channel`), replace or delete as `body` asks; None if nothing was posted."""
    values = {"text": body} if isinstance(body, str) else body
    channel = hub.workspace.state.channels.get(to.channel)
    if not values or channel is None:
        return None
    original = _message(channel, to.message_ts)
    if truthy(values.get("delete_original")):
        if original is None:
            raise SlackError("message_not_found", status=404)
        delete_message(hub.workspace, channel, original)
        return None
    if not any(values.get(name) for name in ("text", "blocks", "attachments")):
        return None
    content = read_content(hub.workspace, Arguments(values))
    if truthy(values.get("replace_original")) and original is not None:
        edit = Edit(text=content.text, blocks=content.blocks, attachments=content.attachments)
        edit_message(hub.workspace, channel, original, edit, by=hub.workspace.app.bot_id)
        return original
    return post_message(hub.workspace, channel, _new_message(hub, values, content, to))


def _new_message(hub: Hub, values: Json, content: Content, to: ResponseUrl) -> Message:
    message = content.message(hub.workspace.app, values.get("thread_ts") or to.thread_ts)
    message.ephemeral_for = None if values.get("response_type") == "in_channel" else to.user
    return message


def _message(channel: Channel, ts: str | None) -> Message | None:
    if ts is None:
        return None
    return channel.messages.get(ts) or next((m for m in channel.ephemerals if m.ts == ts), None)
