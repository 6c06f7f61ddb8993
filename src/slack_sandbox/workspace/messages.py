"""Posting, editing and deleting messages, and their reactions."""

import bisect
from dataclasses import dataclass

from slack_sandbox.clock import slack_ts
from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import MessageChanged, MessageDeleted, MessagePosted, ReactionChanged
from slack_sandbox.workspace.models import Channel, Message, Reaction
from slack_sandbox.workspace.shapes import message_shape
from slack_sandbox.workspace.workspace import Workspace

SLACKBOT = "USLACKBOT"


@dataclass(slots=True, kw_only=True)
class Edit:
    """What an edit replaces; `None` keeps the current value."""

    text: str | None = None
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None


def post_message(workspace: Workspace, channel: Channel, message: Message, *, at: float | None = None) -> Message:
    """Post a message to its channel or thread, now or dated `at` (Unix seconds); assigns its `ts`."""
    message.ts = workspace.free_ts(channel, at)
    if message.ephemeral_for is not None:
        channel.ephemerals.append(message)
        workspace.announce(MessagePosted(channel, message))
        return message
    channel.messages[message.ts] = message
    if message.thread_ts is not None:
        bisect.insort(channel.threads.setdefault(message.thread_ts, []), message.ts)
    if message.thread_ts is None or message.subtype == "thread_broadcast":
        bisect.insort(channel.timeline, message.ts)
    workspace.announce(MessagePosted(channel, message))
    return message


def edit_message(workspace: Workspace, channel: Channel, message: Message, edit: Edit, *, by: str | None) -> None:
    """Replace content; `by` is who edited, or `None` for Slack's own changes, which set no `edited` field."""
    previous = message_shape(workspace, channel, message)
    for name in ("text", "blocks", "attachments", "metadata"):
        value = getattr(edit, name)
        if value is not None:
            setattr(message, name, value)
    message.metadata = message.metadata or None
    ts = workspace.now_ts()
    if by is not None:
        message.edited_by, message.edited_ts = by, slack_ts(float(int(workspace.clock.now())))
    workspace.announce(MessageChanged(channel, message, previous, ts))


def delete_message(workspace: Workspace, channel: Channel, message: Message) -> None:
    """Delete a message; a parent with replies stays as a tombstone until its last reply is deleted."""
    previous = message_shape(workspace, channel, message)
    ts = workspace.now_ts()
    if message.ephemeral_for is not None:
        channel.ephemerals.remove(message)
        workspace.announce(MessageDeleted(channel, message, previous, ts))
        return
    if channel.threads.get(message.ts):
        _make_tombstone(message)
        workspace.announce(MessageChanged(channel, message, previous, ts))
        return
    channel.pins.pop(message.ts, None)
    _take_out(channel, message)
    workspace.announce(MessageDeleted(channel, message, previous, ts))
    parent = channel.messages.get(message.thread_ts or "")
    if parent is not None and parent.subtype == "tombstone" and not channel.threads.get(parent.ts):
        delete_message(workspace, channel, parent)


def _make_tombstone(message: Message) -> None:
    message.subtype = "tombstone"
    message.user = SLACKBOT
    message.text = "This message was deleted."
    message.blocks, message.attachments, message.reactions = [], [], []
    message.metadata = message.client_msg_id = message.bot_id = message.app_id = None
    message.edited_by = message.edited_ts = None
    message.extra = {"hidden": True}


def _take_out(channel: Channel, message: Message) -> None:
    del channel.messages[message.ts]
    if message.ts in channel.timeline:
        channel.timeline.remove(message.ts)
    channel.threads.pop(message.ts, None)
    if message.thread_ts is not None and message.thread_ts in channel.threads:
        channel.threads[message.thread_ts].remove(message.ts)


def add_reaction(workspace: Workspace, channel: Channel, message: Message, *, user: str, name: str) -> bool:
    """Add one person's reaction; False, with no change, if they have it already."""
    reaction = next((r for r in message.reactions if r.name == name), None)
    if reaction is None:
        reaction = Reaction(name)
        message.reactions.append(reaction)
    if user in reaction.users:
        return False
    reaction.users.append(user)
    workspace.announce(ReactionChanged(channel, message, user, name, added=True, ts=workspace.now_ts()))
    return True


def remove_reaction(workspace: Workspace, channel: Channel, message: Message, *, user: str, name: str) -> bool:
    """Remove one person's reaction; False, with no change, if they do not have it."""
    reaction = next((r for r in message.reactions if r.name == name), None)
    if reaction is None or user not in reaction.users:
        return False
    reaction.users.remove(user)
    if not reaction.users:
        message.reactions.remove(reaction)
    workspace.announce(ReactionChanged(channel, message, user, name, added=False, ts=workspace.now_ts()))
    return True
