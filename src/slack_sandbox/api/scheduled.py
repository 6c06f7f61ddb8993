"""`chat.scheduleMessage` and its sister methods."""

from collections import Counter

from slack_sandbox.api.chat import destination
from slack_sandbox.api.content import read_content
from slack_sandbox.api.lookup import find_channel, page_of, thread_of
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.models import Scheduled
from slack_sandbox.workspace.shapes import message_shape

_FARTHEST = 120 * 24 * 3600
"""Seconds: messages can be scheduled up to 120 days ahead."""
_WINDOW, _MOST_IN_WINDOW = 300, 30
"""At most 30 messages per channel in five minutes."""
_TOO_LATE = 60
"""Seconds before its time from which a message can no longer be cancelled."""


@method("chat.scheduleMessage", "chat:write", tier=3)
def schedule(call: Call) -> Json:
    """Schedule a message."""
    channel = destination(call)
    post_at = _moment(call)
    content = read_content(call.workspace, call.arguments)
    thread_ts = thread_of(channel, call.arguments.text("thread_ts"))
    windows = Counter(s.post_at // _WINDOW for s in _scheduled(call) if s.channel == channel.id)
    if windows[post_at // _WINDOW] >= _MOST_IN_WINDOW:
        raise SlackError("restricted_too_many")
    message = content.message(call.app, thread_ts)
    scheduled = call.hub.scheduler.add(channel.id, post_at, message)
    shape = message_shape(call.workspace, channel, message, with_metadata=True)
    del shape["ts"]
    return {
        "channel": channel.id,
        "scheduled_message_id": scheduled.id,
        "post_at": post_at,
        "message": shape | {"type": "delayed_message"},
    }


def _moment(call: Call) -> int:
    written = call.arguments.required("post_at")
    if not written.isdecimal():
        raise SlackError("invalid_time")
    post_at, now = int(written), call.hub.clock.now()
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at > now + _FARTHEST:
        raise SlackError("time_too_far")
    return post_at


def _scheduled(call: Call) -> list[Scheduled]:
    return list(call.workspace.state.scheduled.values())


@method("chat.deleteScheduledMessage", "chat:write", tier=3)
def delete(call: Call) -> Json:
    """Cancel a scheduled message, unless its time is near."""
    channel = find_channel(call)
    found = call.workspace.state.scheduled.get(call.arguments.required("scheduled_message_id"))
    if found is None or found.channel != channel.id or found.post_at - call.hub.clock.now() < _TOO_LATE:
        raise SlackError("invalid_scheduled_message_id")
    call.hub.scheduler.cancel(found)
    return {}


@method("chat.scheduledMessages.list", tier=3)
def list_scheduled(call: Call) -> Json:
    """List the scheduled messages, soonest first; `channel`, `oldest` and `latest` filter them."""
    channel = call.arguments.text("channel")
    oldest, latest = _bound(call, "oldest", 0.0), _bound(call, "latest", float("inf"))
    if oldest >= latest:
        raise SlackError("invalid_time")
    wanted = [s for s in _scheduled(call) if channel in (None, s.channel) and oldest <= s.post_at <= latest]
    page, cursor = page_of(call, sorted(wanted, key=lambda s: (s.post_at, s.id)), default=100, most=1000)
    shapes = [
        {"id": s.id, "channel_id": s.channel, "post_at": s.post_at, "date_created": s.created, "text": s.message.text}
        for s in page
    ]
    return {"scheduled_messages": shapes, "response_metadata": {"next_cursor": cursor}}


def _bound(call: Call, name: str, default: float) -> float:
    value = call.arguments.text(name)
    try:
        return default if value is None else float(value)
    except ValueError:
        raise SlackError("invalid_time") from None
