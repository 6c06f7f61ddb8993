"""How a test waits: for a condition, never for a fixed time.

A busy machine makes things late, not wrong. So every wait has the same generous limit, which only a defect reaches, and
no test measures seconds; `make bench` measures what has to be fast.
"""

import inspect
import os
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 60.0 * float(os.environ.get("TEST_PATIENCE", "1"))
"""Seconds after which a wait gives up; `TEST_PATIENCE=3` makes it three minutes."""

_FIRST_PAUSE = 0.01
_LONGEST_PAUSE = 0.1
"""Polling takes CPU time from the awaited work, so the interval grows up to this many seconds."""


def wait_until(condition: Callable[[], T], *, message: str | Callable[[], str] = "") -> T:
    """Return the first true value of a condition.

    TimeoutError if it stays false, with what was awaited, the last value, and `message`, which is called only then.
    """
    deadline = time.monotonic() + PATIENCE
    between_looks = _FIRST_PAUSE
    while not (value := condition()):
        if time.monotonic() > deadline:
            said = message if isinstance(message, str) else message()
            raise TimeoutError(f"not within {PATIENCE:g} s: {_source(condition)}\nlast seen: {value!r}\n{said}")
        time.sleep(between_looks)
        between_looks = min(between_looks * 1.5, _LONGEST_PAUSE)
    return value


def pause(seconds: float) -> None:
    """Wait as long as somebody else asks, as Slack does with `Retry-After`, but at most `PATIENCE`."""
    time.sleep(min(seconds, PATIENCE))


def join(*threads: threading.Thread) -> None:
    """Wait until threads have ended; TimeoutError names those still running."""
    wait_until(
        lambda: not any(thread.is_alive() for thread in threads),
        message=lambda: f"still running: {[thread.name for thread in threads if thread.is_alive()]}",
    )


def _source(condition: Callable[[], object]) -> str:
    try:
        return inspect.getsource(condition).strip()
    except (OSError, TypeError):
        return repr(condition)
