"""Response URLs: each can answer one gesture up to five times within thirty minutes."""

import secrets
from dataclasses import dataclass

from slack_sandbox.clock import Clock
from slack_sandbox.errors import SlackError

_LIFETIME = 30 * 60.0
_USES = 5


@dataclass(slots=True)
class ResponseUrl:
    """Where and to whom the answer goes, and the message that was acted on."""

    user: str
    channel: str
    until: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses_left: int = _USES


class ResponseUrls:
    """The response URLs that were issued."""

    def __init__(self, clock: Clock) -> None:
        """URLs expire by `clock`."""
        self._clock = clock
        self._known: dict[str, ResponseUrl] = {}

    def new(self, user: str, channel: str, *, message_ts: str | None = None, thread_ts: str | None = None) -> str:
        """Issue a response URL and return its path."""
        path = f"/response/{secrets.token_urlsafe(24)}"
        self._known[path] = ResponseUrl(user, channel, self._clock.now() + _LIFETIME, message_ts, thread_ts)
        return path

    def use(self, path: str) -> ResponseUrl:
        """Count one use; SlackError `used_url` or `expired_url`, HTTP 404, if it is no longer valid."""
        found = self._known.get(path)
        if found is None or found.uses_left == 0:
            raise SlackError("used_url", status=404)
        if self._clock.now() > found.until:
            raise SlackError("expired_url", status=404)
        found.uses_left -= 1
        return found
