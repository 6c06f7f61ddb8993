"""What time it is, and how long to wait before something is tried again."""

import datetime as dt
import random

SHORTEST = dt.timedelta(seconds=1)
_CHANCE = random.Random()  # noqa: S311 - spreading load is no secret
"""Our own: whoever seeds or watches the one that all programs share is not disturbed by threads that wait."""


def utc_now() -> dt.datetime:
    """Return the time of this machine's clock."""
    return dt.datetime.now(dt.UTC)


def back_off(attempts: int, longest: dt.timedelta) -> dt.timedelta:
    """Return the wait after the n-th attempt: 2^n seconds up to `longest`, less up to half so that crowds disperse."""
    return min(dt.timedelta(seconds=2.0 ** min(attempts, 32)), longest) * _chance(0.5, 1)


def as_long_again(since: dt.datetime, now: dt.datetime, longest: dt.timedelta) -> dt.timedelta:
    """Return a wait as long as the trouble lasts already, up to `longest`: it doubles without anybody counting."""
    return min(max(now - since, SHORTEST), longest) * _chance(0.5, 1)


def or_a_little_longer(wait: dt.timedelta, by: float = 0.1) -> dt.timedelta:
    """Return `wait` and up to `by` of it more: what fell together shall not come back together."""
    return wait * _chance(1, 1 + by)


def somewhat_less(seconds: float) -> float:
    """Return half of `seconds` to all of it: threads that were woken together drift apart."""
    return seconds * _chance(0.5, 1)


def _chance(least: float, most: float) -> float:
    return _CHANCE.uniform(least, most)
