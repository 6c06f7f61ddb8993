"""Response URLs: the right to answer one gesture, five times within thirty minutes."""

import secrets
from dataclasses import dataclass

from slack_sandbox.clock import Clock
from slack_sandbox.errors import SlackError

_LIVES = 30 * 60.0
_USES = 5


@dataclass(slots=True)
class ResponseUrl:
    """Where and to whom the answer goes, and which message the gesture was on."""

    user: str
    channel: str
    until: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses_left: int = _USES


class ResponseUrls:
    """All response URLs that were handed out."""

    def __init__(self, clock: Clock) -> None:
        """Take the clock by which they expire."""
        self._clock = clock
        self._known: dict[str, ResponseUrl] = {}

    def new(self, user: str, channel: str, *, message_ts: str | None = None, thread_ts: str | None = None) -> str:
        """Return the path of a new one."""
        path = f"/response/{secrets.token_urlsafe(24)}"
        self._known[path] = ResponseUrl(user, channel, self._clock.now() + _LIVES, message_ts, thread_ts)
        return path

    def use(self, path: str) -> ResponseUrl:
        """Count one use; SlackError `used_url` or `expired_url`, HTTP 404, where it is not good any more."""
        found = self._known.get(path)
        if found is None or found.uses_left == 0:
            raise SlackError("used_url", status=404)
        if self._clock.now() > found.until:
            raise SlackError("expired_url", status=404)
        found.uses_left -= 1
        return found
