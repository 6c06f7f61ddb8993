"""Looking up the channels, messages and members that the bot may see."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from slack_sandbox.api.registry import Call
from slack_sandbox.errors import SlackError
from slack_sandbox.workspace.models import Channel, Member, Message

_Thing = TypeVar("_Thing")


def kind_of(channel: Channel) -> str:
    """Return the first part (`channels`, `groups`, …) of the scopes for this kind of conversation."""
    if channel.is_im:
        return "im"
    if channel.is_mpim:
        return "mpim"
    return "groups" if channel.is_private else "channels"


def find_channel(call: Call, channel_id: str | None = None) -> Channel:
    """Return the channel of the argument `channel`; a private one without the bot counts as not found."""
    wanted = channel_id or call.arguments.required("channel")
    channel = call.workspace.state.channels.get(wanted)
    hidden = channel is not None and channel.is_private and call.app.bot_user_id not in channel.members
    if channel is None or hidden:
        raise SlackError("channel_not_found")
    return channel


def joined_channel(call: Call, channel_id: str | None = None) -> Channel:
    """Return the channel of the argument `channel`, which the bot must be in."""
    channel = find_channel(call, channel_id)
    if call.app.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def readable_channel(call: Call) -> Channel:
    """Return a channel whose history the bot may read; the scope needed depends on the kind of channel."""
    channel = find_channel(call)
    call.need_scope(f"{kind_of(channel)}:history")
    if call.app.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def find_message(channel: Channel, ts: str) -> Message:
    """Return a message by its timestamp."""
    message = channel.messages.get(ts)
    if message is None:
        raise SlackError("message_not_found")
    return message


def thread_of(channel: Channel, thread_ts: str | None) -> str | None:
    """Return the `ts` of a new message's thread, or None; a reply to a reply goes to the same thread."""
    if thread_ts is None:
        return None
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    return parent.thread_ts or parent.ts


def find_user(call: Call, user_id: str) -> Member:
    """Return a member by id."""
    member = call.workspace.member(user_id)
    if member is None:
        raise SlackError("user_not_found")
    return member


def page_of(call: Call, things: Sequence[_Thing], *, default: int, most: int) -> tuple[list[_Thing], str]:
    """Return the page that `cursor` and `limit` select, and the next cursor, empty at the end."""
    limit = call.arguments.number("limit", default, most=most)
    start = read_cursor(call.arguments.text("cursor"), "offset")
    first = int(start) if start and start.isdecimal() else 0
    end = first + limit
    return list(things[first:end]), make_cursor("offset", str(end)) if end < len(things) else ""


def make_cursor(kind: str, value: str) -> str:
    """Encode a position as an opaque cursor."""
    return base64.b64encode(f"{kind}:{value}".encode()).decode()


def read_cursor(cursor: str | None, kind: str) -> str | None:
    """Decode a cursor (None: no cursor); SlackError `invalid_cursor` for anything that `make_cursor` did not make."""
    if cursor is None:
        return None
    try:
        found, _, value = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if found != kind:
        raise SlackError("invalid_cursor")
    return value
