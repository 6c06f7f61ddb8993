"""`conversations.history` and `conversations.replies`."""

import bisect
from decimal import Decimal, InvalidOperation

from slack_sandbox.api.lookup import make_cursor, read_cursor, readable_channel
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.models import Channel
from slack_sandbox.workspace.shapes import message_shape

_READ = ("channels:history", "groups:history", "im:history", "mpim:history")
_MOST = 999
_DEFAULT = 100
_DEFAULT_REPLIES = 1000
_END_OF_TIME = "9999999999.999999"


@method("conversations.history", *_READ, tier=3)
def history(call: Call) -> Json:
    """Return a channel's messages, newest first, without ephemerals and (unless broadcast) replies."""
    channel = readable_channel(call)
    limit = call.arguments.number("limit", _DEFAULT, most=_MOST)
    window = _window(call, channel.timeline)
    if cursor := read_cursor(call.arguments.text("cursor"), "before"):
        window = [ts for ts in window if ts < cursor]
    page = window[-limit:]
    more = len(window) > limit
    answer = _answer(call, channel, page[::-1], make_cursor("before", page[0]) if more else "")
    return answer | {"pin_count": len(channel.pins), "channel_actions_ts": None, "channel_actions_count": 0}


@method("conversations.replies", *_READ, tier=3)
def replies(call: Call) -> Json:
    """Return a thread, oldest first; every page begins with the parent."""
    channel = readable_channel(call)
    message = channel.messages.get(call.arguments.required("ts"))
    if message is None:
        raise SlackError("thread_not_found")
    parent_ts = message.thread_ts or message.ts
    limit = call.arguments.number("limit", _DEFAULT_REPLIES, most=_MOST + 1)
    window = _window(call, channel.threads.get(parent_ts, []))
    if cursor := read_cursor(call.arguments.text("cursor"), "after"):
        window = [ts for ts in window if ts > cursor]
    page = window[: max(limit - 1, 0)]
    more = len(window) > len(page)
    parent = [parent_ts] if parent_ts in channel.messages else []
    return _answer(call, channel, parent + page, make_cursor("after", (parent + page)[-1]) if more else "")


def _window(call: Call, timestamps: list[str]) -> list[str]:
    """Return the timestamps between `oldest` and `latest`, which are themselves included only with `inclusive`."""
    oldest = _moment(call, "oldest", "0000000000.000000")
    latest = _moment(call, "latest", _END_OF_TIME)
    if call.arguments.flag("inclusive"):
        first, end = bisect.bisect_left(timestamps, oldest), bisect.bisect_right(timestamps, latest)
    else:
        first, end = bisect.bisect_right(timestamps, oldest), bisect.bisect_left(timestamps, latest)
    return timestamps[first:end]


def _moment(call: Call, name: str, default: str) -> str:
    value = call.arguments.text(name)
    if value is None:
        return default
    try:
        return f"{Decimal(value):017.6f}"
    except InvalidOperation:
        raise SlackError(f"invalid_ts_{name}") from None


def _answer(call: Call, channel: Channel, page: list[str], cursor: str) -> Json:
    with_metadata = call.arguments.flag("include_all_metadata")
    shapes = [message_shape(call.workspace, channel, channel.messages[ts], with_metadata=with_metadata) for ts in page]
    answer: Json = {"messages": shapes, "has_more": bool(cursor)}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer
