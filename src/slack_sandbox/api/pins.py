"""`pins.*` and `bookmarks.*`."""

from slack_sandbox.api.lookup import find_message, joined_channel
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.models import Bookmark, Channel, Message
from slack_sandbox.workspace.pins import (
    BookmarkFields,
    add_bookmark,
    bookmark_shape,
    change_bookmark,
    pin_message,
    pinned_item,
    remove_bookmark,
    unpin_message,
)

_MOST_BOOKMARKS = 100


def _target(call: Call) -> tuple[Channel, Message]:
    channel = joined_channel(call)
    ts = call.arguments.text("timestamp")
    if ts is None:
        raise SlackError("no_item_specified")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel, find_message(channel, ts)


@method("pins.add", "pins:write", tier=2)
def pin(call: Call) -> Json:
    """Pin a message."""
    channel, message = _target(call)
    if message.subtype == "tombstone":
        raise SlackError("not_pinnable")
    if not pin_message(call.workspace, channel, message, user=call.app.bot_user_id):
        raise SlackError("already_pinned")
    return {}


@method("pins.remove", "pins:write", tier=2)
def unpin(call: Call) -> Json:
    """Remove a pin, whoever added it."""
    channel, message = _target(call)
    if not unpin_message(call.workspace, channel, message, user=call.app.bot_user_id):
        raise SlackError("no_pin")
    return {}


@method("pins.list", "pins:read", tier=2)
def list_pins(call: Call) -> Json:
    """Return the pinned messages of a channel, latest pin first."""
    channel = joined_channel(call)
    found = [(channel.messages[ts], pin) for ts, pin in channel.pins.items()]
    return {"items": [pinned_item(call.workspace, channel, message, pin) for message, pin in reversed(found)]}


def _bookmarked_channel(call: Call) -> Channel:
    return joined_channel(call, call.arguments.required("channel_id"))


def _fields(call: Call) -> BookmarkFields:
    link = call.arguments.text("link")
    if link is not None and not link.startswith(("http://", "https://")):
        raise SlackError("invalid_link")
    emoji = call.arguments.values.get("emoji")
    return BookmarkFields(
        title=call.arguments.text("title"), link=link, emoji=None if emoji is None else str(emoji or "")
    )


def _bookmark(call: Call, channel: Channel) -> Bookmark:
    bookmark = channel.bookmarks.get(call.arguments.required("bookmark_id"))
    if bookmark is None:
        raise SlackError("not_found")
    return bookmark


@method("bookmarks.add", "bookmarks:write", tier=2)
def bookmark(call: Call) -> Json:
    """Add a bookmark to a channel."""
    channel = _bookmarked_channel(call)
    call.arguments.required("title")
    if call.arguments.required("type") != "link":
        raise SlackError("invalid_bookmark_type")
    call.arguments.required("link")
    fields = _fields(call)
    if len(channel.bookmarks) >= _MOST_BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    added = add_bookmark(call.workspace, channel, fields, user=call.app.bot_user_id)
    return {"bookmark": bookmark_shape(call.workspace, channel, added)}


@method("bookmarks.edit", "bookmarks:write", tier=2)
def edit_bookmark(call: Call) -> Json:
    """Change a bookmark's title, link or emoji."""
    channel = _bookmarked_channel(call)
    found = _bookmark(call, channel)
    change_bookmark(call.workspace, channel, found, _fields(call), user=call.app.bot_user_id)
    return {"bookmark": bookmark_shape(call.workspace, channel, found)}


@method("bookmarks.remove", "bookmarks:write", tier=2)
def unbookmark(call: Call) -> Json:
    """Remove a bookmark."""
    channel = _bookmarked_channel(call)
    remove_bookmark(call.workspace, channel, _bookmark(call, channel))
    return {}


@method("bookmarks.list", "bookmarks:read", tier=3)
def list_bookmarks(call: Call) -> Json:
    """Return the bookmarks of a channel."""
    channel = _bookmarked_channel(call)
    return {"bookmarks": [bookmark_shape(call.workspace, channel, item) for item in channel.bookmarks.values()]}
