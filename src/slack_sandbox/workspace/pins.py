"""Pinned messages and bookmarks of a channel."""

from dataclasses import dataclass

from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import BookmarksChanged, PinChanged
from slack_sandbox.workspace.messages import post_message
from slack_sandbox.workspace.models import Bookmark, Channel, Message, Pin
from slack_sandbox.workspace.shapes import message_shape
from slack_sandbox.workspace.workspace import Workspace


def pin_message(workspace: Workspace, channel: Channel, message: Message, *, user: str) -> bool:
    """Pin a message and post the notice in the channel; False if it is pinned already."""
    if message.ts in channel.pins:
        return False
    pin = Pin(message.ts, user, int(workspace.clock.now()))
    channel.pins[message.ts] = pin
    item = {"type": "message", "channel": channel.id, "message": {"ts": message.ts}}
    text = f"<@{user}> pinned a message to this channel."
    post_message(
        workspace,
        channel,
        Message("", user, text, subtype="pinned_item", extra={"item_type": "message", "item": item}),
    )
    workspace.announce(PinChanged(channel, message, pin, user, added=True, ts=workspace.now_ts()))
    return True


def unpin_message(workspace: Workspace, channel: Channel, message: Message, *, user: str) -> bool:
    """Remove a pin; False if there is none."""
    pin = channel.pins.pop(message.ts, None)
    if pin is None:
        return False
    workspace.announce(PinChanged(channel, message, pin, user, added=False, ts=workspace.now_ts()))
    return True


def pinned_item(workspace: Workspace, channel: Channel, message: Message, pin: Pin) -> Json:
    """Return a pin's JSON as in `pins.list` and the events."""
    shape = message_shape(workspace, channel, message)
    shape.pop("pinned_info", None)
    return {
        "type": "message",
        "created": pin.created,
        "created_by": pin.user,
        "channel": channel.id,
        "message": shape | {"permalink": workspace.permalink(channel, message)},
    }


@dataclass(slots=True, kw_only=True)
class BookmarkFields:
    """A bookmark's fields; None keeps the current value."""

    title: str | None = None
    link: str | None = None
    emoji: str | None = None


def add_bookmark(workspace: Workspace, channel: Channel, fields: BookmarkFields, *, user: str) -> Bookmark:
    """Add a bookmark to a channel."""
    now = int(workspace.clock.now())
    title, link = fields.title or "", fields.link or ""
    bookmark = Bookmark(workspace.new_id("Bk"), title, link, now, user, fields.emoji or "")
    channel.bookmarks[bookmark.id] = bookmark
    workspace.announce(BookmarksChanged(channel))
    return bookmark


def change_bookmark(
    workspace: Workspace, channel: Channel, bookmark: Bookmark, fields: BookmarkFields, *, user: str
) -> None:
    """Change a bookmark's title, link or emoji."""
    bookmark.title = fields.title or bookmark.title
    bookmark.link = fields.link or bookmark.link
    bookmark.emoji = bookmark.emoji if fields.emoji is None else fields.emoji
    bookmark.user, bookmark.updated = user, int(workspace.clock.now())
    workspace.announce(BookmarksChanged(channel))


def remove_bookmark(workspace: Workspace, channel: Channel, bookmark: Bookmark) -> None:
    """Remove a bookmark."""
    del channel.bookmarks[bookmark.id]
    workspace.announce(BookmarksChanged(channel))


def bookmark_shape(workspace: Workspace, channel: Channel, bookmark: Bookmark) -> Json:
    """Return a bookmark's JSON as in `bookmarks.list`."""
    rank = list(channel.bookmarks).index(bookmark.id)
    return {
        "id": bookmark.id,
        "channel_id": channel.id,
        "title": bookmark.title,
        "link": bookmark.link,
        "emoji": bookmark.emoji,
        "icon_url": "",
        "entity_id": "",
        "type": "link",
        "date_created": bookmark.created,
        "date_updated": bookmark.updated,
        "rank": f"{rank:04d}",
        "last_updated_by_user_id": bookmark.user,
        "last_updated_by_team_id": workspace.state.team.id,
        "shortcut_id": "",
        "app_id": "",
        "app_action_id": "",
    }
