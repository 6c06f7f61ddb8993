"""The live stream to the pages: the changes that each member may see."""

import asyncio
from collections.abc import Callable
from typing import Any

from slack_sandbox.page_shapes import page_channel, page_member, page_message
from slack_sandbox.values import Json
from slack_sandbox.workspace import changes
from slack_sandbox.workspace.models import Channel, Message
from slack_sandbox.workspace.shapes import view_shape
from slack_sandbox.workspace.workspace import Workspace

_MAX_QUEUED = 1000
ChangeQueue = asyncio.Queue[Json | None]


class Stream:
    """Sends every change to the open pages of the members who may see it."""

    def __init__(self, workspace: Workspace) -> None:
        """`workspace` decides who sees what."""
        self._workspace = workspace
        self._queues: dict[ChangeQueue, str] = {}

    def subscribe(self, user: str) -> ChangeQueue:
        """Open a queue for a member's page; None in it ends the stream."""
        queue: ChangeQueue = asyncio.Queue(_MAX_QUEUED)
        self._queues[queue] = user
        return queue

    def unsubscribe(self, queue: ChangeQueue) -> None:
        """Remove a page's queue."""
        self._queues.pop(queue, None)

    def close(self) -> None:
        """End all streams."""
        for queue in list(self._queues):
            self._end(queue)

    def _end(self, queue: ChangeQueue) -> None:
        self.unsubscribe(queue)
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(None)

    def on_change(self, change: changes.Change) -> None:
        """Put a change into the queues of those who may see it."""
        if not self._queues:
            return
        maker = _MAKERS.get(type(change))
        if maker is None:
            return
        for queue, user in list(self._queues.items()):
            news = maker(self._workspace, change, user)
            if news is None:
                continue
            if queue.full():
                # A page this far behind reconnects and fetches everything again.
                self._end(queue)
            else:
                queue.put_nowait(news)


def _sees(workspace: Workspace, user: str, channel: Channel, message: Message) -> bool:
    if message.ephemeral_for is not None:
        return message.ephemeral_for == user
    return workspace.can_see(user, channel)


def _message(workspace: Workspace, user: str, channel: Channel, message: Message, kind: str) -> Json | None:
    if not _sees(workspace, user, channel, message):
        return None
    return {"type": kind, "channel": channel.id, "message": page_message(workspace, channel, message)}


def _posted(workspace: Workspace, change: changes.MessagePosted, user: str) -> Json | None:
    return _message(workspace, user, change.channel, change.message, "message")


def _changed(
    workspace: Workspace, change: changes.MessageChanged | changes.ReactionChanged | changes.PinChanged, user: str
) -> Json | None:
    return _message(workspace, user, change.channel, change.message, "message_changed")


def _deleted(workspace: Workspace, change: changes.MessageDeleted, user: str) -> Json | None:
    if not _sees(workspace, user, change.channel, change.message):
        return None
    news: Json = {"type": "message_deleted", "channel": change.channel.id, "ts": change.message.ts}
    parent = change.channel.messages.get(change.message.thread_ts or "")
    # The parent has fewer replies now.
    return news | ({"parent": page_message(workspace, change.channel, parent)} if parent else {})


def _channel(
    workspace: Workspace,
    change: changes.ChannelChanged | changes.MembershipChanged | changes.BookmarksChanged,
    user: str,
) -> Json | None:
    leaves = isinstance(change, changes.MembershipChanged) and change.user == user
    if not leaves and not workspace.can_see(user, change.channel):
        return None
    news: Json = {"type": "channel", "channel": page_channel(workspace, change.channel, user)}
    if isinstance(change, changes.ChannelChanged) and change.what == "deleted":
        news["deleted"] = True
    return news


def _member(workspace: Workspace, change: changes.MemberChanged, _user: str) -> Json:
    return {"type": "member", "member": page_member(workspace, change.member)}


def _view(workspace: Workspace, change: changes.ViewChanged, user: str) -> Json | None:
    if change.user != user:
        return None
    news = {"type": "view", "action": change.action, "view": view_shape(workspace, change.view)}
    return news | {"errors": change.errors} if change.errors else news


def _home(workspace: Workspace, change: changes.HomePublished, user: str) -> Json | None:
    if change.user != user:
        return None
    return {"type": "home", "app": workspace.app.id, "view": view_shape(workspace, change.view)}


def _toast(_workspace: Workspace, change: changes.ToastShown, user: str) -> Json | None:
    return {"type": "toast", "text": change.text, "level": change.level} if change.user == user else None


def _read(_workspace: Workspace, change: changes.ReadMarked, user: str) -> Json | None:
    return {"type": "read", "channel": change.channel, "ts": change.ts} if change.user == user else None


_MAKERS: dict[type, Callable[[Workspace, Any, str], Json | None]] = {
    changes.MessagePosted: _posted,
    changes.MessageChanged: _changed,
    changes.ReactionChanged: _changed,
    changes.PinChanged: _changed,
    changes.MessageDeleted: _deleted,
    changes.ChannelChanged: _channel,
    changes.MembershipChanged: _channel,
    changes.BookmarksChanged: _channel,
    changes.MemberChanged: _member,
    changes.ViewChanged: _view,
    changes.HomePublished: _home,
    changes.ToastShown: _toast,
    changes.ReadMarked: _read,
}
