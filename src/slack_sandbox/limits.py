"""Slack's rate limits, by the sandbox's clock."""

from collections import deque
from dataclasses import dataclass

from slack_sandbox.clock import Clock
from slack_sandbox.errors import SlackError

_CHANNEL_BURST = 4.0
"""`chat.postMessage` allows one message a second and channel and tolerates short bursts; Slack publishes no figure."""
_CHANNEL_RATE = 1.0
_TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute that each tier allows (Slack's page "Rate limits")."""
_HOUR = 3600.0
_MODES = ("off", "on", "strict")


class _Bucket:
    """Fills up steadily; each call takes one."""

    __slots__ = ("_at", "_burst", "_level", "_rate")

    def __init__(self, burst: float, rate: float, now: float) -> None:
        self._burst, self._rate = burst, rate
        self._level, self._at = burst, now

    def take(self, now: float) -> float:
        """Return 0, or the seconds until there is one to take."""
        self._level = min(self._burst, self._level + max(0.0, now - self._at) * self._rate)
        self._at = now
        if self._level >= 1:
            self._level -= 1
            return 0.0
        return (1 - self._level) / self._rate


class RateLimits:
    """`off`; `on`: one message a second and channel; `strict`: the tiers of all methods as well."""

    def __init__(self, clock: Clock, mode: str) -> None:
        """Take the mode."""
        self.switch(mode)
        self._clock = clock
        self._channels: dict[str, _Bucket] = {}
        self._methods: dict[str, _Bucket] = {}

    def switch(self, mode: str) -> None:
        """Change the mode; ValueError for an unknown one."""
        if mode not in _MODES:
            raise ValueError(f"rate limits are one of {', '.join(_MODES)}, not {mode!r}")
        self.mode = mode

    def count_message(self, channel_id: str) -> None:
        """Count a message to a channel; SlackError `ratelimited` where it is too much."""
        if self.mode != "off":
            now = self._clock.now()
            bucket = self._channels.setdefault(channel_id, _Bucket(_CHANNEL_BURST, _CHANNEL_RATE, now))
            _refuse(bucket.take(now))

    def count_call(self, method: str, tier: int | None) -> None:
        """Count a call of a method against its tier; SlackError `ratelimited` where it is too much."""
        if self.mode == "strict" and tier is not None:
            now, allowed = self._clock.now(), float(_TIERS[tier])
            bucket = self._methods.setdefault(method, _Bucket(allowed, allowed / 60, now))
            _refuse(bucket.take(now))


@dataclass(slots=True)
class Outcome:
    """Whether an event may go out; if not, the minute to tell the app of, once for each."""

    is_allowed: bool
    minute: int | None = None


class EventQuota:
    """How many events an app is sent in any sixty minutes (Slack: 30,000 a workspace); the others are lost."""

    def __init__(self, clock: Clock, per_hour: int) -> None:
        """Take how many."""
        self.per_hour = per_hour
        self._clock = clock
        self._sent: deque[float] = deque()
        self._told: int | None = None

    def take(self) -> Outcome:
        """Count an event."""
        now = self._clock.now()
        while self._sent and self._sent[0] <= now - _HOUR:
            self._sent.popleft()
        if len(self._sent) < self.per_hour:
            self._sent.append(now)
            return Outcome(is_allowed=True)
        minute = int(now // 60 * 60)
        if minute == self._told:
            return Outcome(is_allowed=False)
        self._told = minute
        return Outcome(is_allowed=False, minute=minute)


def _refuse(seconds: float) -> None:
    if seconds > 0:
        raise rate_limited(max(1, round(seconds)))


def rate_limited(retry_after: int) -> SlackError:
    """Answer HTTP 429 with `Retry-After` in whole seconds."""
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(retry_after)})
