"""Locks between processes. The kernel releases them with the process, so a killed one never blocks the others."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aiuse_bot.db.embedded.errors import EmbeddedServerError, NotWantedError

# The longest operations under a lock are initdb on a slow disk and copying 35 MB of binaries.
PATIENCE_S = 120
_POLL_S = 0.02


@contextmanager
def exclusive(path: Path, owner: int | None = None, is_wanted: Callable[[], bool] = lambda: True) -> Iterator[int]:
    """Lock the file exclusively and yield its descriptor; raises `EmbeddedServerError` after `PATIENCE_S` seconds.

    The wait ends with `NotWantedError` as soon as `is_wanted` returns false.
    """
    descriptor = open_lock(path, owner)
    try:
        _wait_for(descriptor, path, is_wanted)
        yield descriptor
    finally:
        os.close(descriptor)


def open_lock(path: Path, owner: int | None = None) -> int:
    """Open the lock file, creating it for `owner` (a uid; `None` keeps the process's own)."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise EmbeddedServerError(
            f"The lock file {path} cannot be opened ({error.strerror}). Run as the user who owns {path.parent}, "
            "or choose another directory with AIUSE_BOT_DATA_DIR.",
        ) from error
    if owner is not None:
        os.fchown(descriptor, owner, -1)
    return descriptor


def share(descriptor: int) -> None:
    """Take a shared lock. Nobody holds it exclusively for longer than a moment, see `is_last`."""
    fcntl.flock(descriptor, fcntl.LOCK_SH)


def is_last(descriptor: int) -> bool:
    """Whether no other process shares the lock. The caller must keep others from taking it, with another lock."""
    return _try_alone(descriptor)


def _wait_for(descriptor: int, path: Path, is_wanted: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not _try_alone(descriptor):
        if not is_wanted():
            raise NotWantedError
        if time.monotonic() > deadline:
            raise EmbeddedServerError(
                f"Another process has held {path} for {PATIENCE_S} seconds. It is starting or stopping the database "
                "and seems stuck: end it and try again.",
            )
        time.sleep(_POLL_S)


def _try_alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
