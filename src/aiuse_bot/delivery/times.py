"""What time it is, and how long to wait before a retry."""

import datetime as dt
import random

SHORTEST = dt.timedelta(seconds=1)
_CHANCE = random.Random()  # noqa: S311 - spreading load is no secret
"""Our own generator: seeding or watching the global one is not disturbed by waiting threads."""


def utc_now() -> dt.datetime:
    """Return the time of this machine's clock."""
    return dt.datetime.now(dt.UTC)


def back_off(attempts: int, longest: dt.timedelta) -> dt.timedelta:
    """Return the wait after the n-th attempt: 2^n seconds up to `longest`, minus up to half as jitter."""
    return min(dt.timedelta(seconds=2.0 ** min(attempts, 32)), longest) * _chance(0.5, 1)


def back_off_since(since: dt.datetime, now: dt.datetime, longest: dt.timedelta) -> dt.timedelta:
    """Return a wait as long as the failure has lasted, at most `longest`, minus jitter: it doubles uncounted."""
    return min(max(now - since, SHORTEST), longest) * _chance(0.5, 1)


def add_jitter(wait: dt.timedelta, by: float = 0.1) -> dt.timedelta:
    """Return `wait` plus up to a fraction `by` of it: what failed together should not be retried together."""
    return wait * _chance(1, 1 + by)


def subtract_jitter(seconds: float) -> float:
    """Return between half and all of `seconds`, so that threads woken together drift apart."""
    return seconds * _chance(0.5, 1)


def _chance(least: float, most: float) -> float:
    return _CHANCE.uniform(least, most)
