"""Slack's rate limits, by the sandbox's clock."""

from collections import deque
from dataclasses import dataclass

from slack_sandbox.clock import Clock
from slack_sandbox.errors import SlackError

_CHANNEL_BURST = 4.0
"""`chat.postMessage` allows one message per second and channel and tolerates short bursts of unpublished size."""
_CHANNEL_RATE = 1.0
_TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls per minute that each tier allows (Slack's page "Rate limits")."""
_HOUR = 3600.0
_MODES = ("off", "on", "strict")


class _Bucket:
    """A token bucket: it refills steadily, and each call takes one token."""

    __slots__ = ("_at", "_burst", "_level", "_rate")

    def __init__(self, burst: float, rate: float, now: float) -> None:
        self._burst, self._rate = burst, rate
        self._level, self._at = burst, now

    def take(self, now: float) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        self._level = min(self._burst, self._level + max(0.0, now - self._at) * self._rate)
        self._at = now
        if self._level >= 1:
            self._level -= 1
            return 0.0
        return (1 - self._level) / self._rate


class RateLimits:
    """Modes: `off`; `on`: one message per second and channel; `strict`: also the tiers of all methods."""

    def __init__(self, clock: Clock, mode: str) -> None:
        """`mode` is `off`, `on` or `strict`; ValueError for any other."""
        self.switch(mode)
        self._clock = clock
        self._channels: dict[str, _Bucket] = {}
        self._methods: dict[str, _Bucket] = {}

    def switch(self, mode: str) -> None:
        """Set the mode; ValueError for an unknown one."""
        if mode not in _MODES:
            raise ValueError(f"rate limits are one of {', '.join(_MODES)}, not {mode!r}")
        self.mode = mode

    def count_message(self, channel_id: str) -> None:
        """Count a message to a channel; SlackError `ratelimited` above the limit."""
        if self.mode != "off":
            now = self._clock.now()
            bucket = self._channels.setdefault(channel_id, _Bucket(_CHANNEL_BURST, _CHANNEL_RATE, now))
            _refuse(bucket.take(now))

    def count_call(self, method: str, tier: int | None) -> None:
        """Count a call of a method against its tier; SlackError `ratelimited` above the limit."""
        if self.mode == "strict" and tier is not None:
            now, allowed = self._clock.now(), float(_TIERS[tier])
            bucket = self._methods.setdefault(method, _Bucket(allowed, allowed / 60, now))
            _refuse(bucket.take(now))


@dataclass(slots=True)
class QuotaDecision:
    """Whether an event may be sent; if not, the minute to report to the app, once per minute."""

    is_allowed: bool
    minute: int | None = None


class EventQuota:
    """Limits the events sent in any sixty minutes (Slack: 30,000 per workspace); the rest are dropped."""

    def __init__(self, clock: Clock, per_hour: int) -> None:
        """`per_hour` is the number of events allowed."""
        self.per_hour = per_hour
        self._clock = clock
        self._sent: deque[float] = deque()
        self._reported_minute: int | None = None

    def take(self) -> QuotaDecision:
        """Count an event and return whether it may be sent."""
        now = self._clock.now()
        while self._sent and self._sent[0] <= now - _HOUR:
            self._sent.popleft()
        if len(self._sent) < self.per_hour:
            self._sent.append(now)
            return QuotaDecision(is_allowed=True)
        minute = int(now // 60 * 60)
        if minute == self._reported_minute:
            return QuotaDecision(is_allowed=False)
        self._reported_minute = minute
        return QuotaDecision(is_allowed=False, minute=minute)


def _refuse(seconds: float) -> None:
    if seconds > 0:
        raise rate_limited(max(1, round(seconds)))


def rate_limited(retry_after: int) -> SlackError:
    """Return the HTTP 429 error with `Retry-After` in whole seconds."""
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(retry_after)})
