"""The directory in which a demo keeps its data, and the lock that allows one demo at a time."""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiuse_bot.cli.demo.errors import DemoError
from aiuse_bot.db.embedded import EmbeddedServer
from aiuse_bot.db.embedded.place import find_place

PATIENCE_S = 15
"""How long to wait for the processes of a killed demo: they notice immediately and need up to twelve seconds."""

_POLL_S = 0.1


class Place:
    """The paths of a demo's files. Nothing else in the directory is ever touched."""

    def __init__(self, directory: Path) -> None:
        """Use `directory`, creating it if it does not exist."""
        self.directory = directory.expanduser().resolve()
        self.directory.mkdir(parents=True, exist_ok=True)
        self.postgres = self.directory / "postgres"
        self.sandbox = self.directory / "sandbox"
        self.credentials = self.directory / "app.json"
        self.sandbox_log = self.directory / "sandbox.log"
        self.bot_log = self.directory / "bot.log"
        self._marker = self.directory / "filled.json"
        self._lock = self.directory / "demo.lock"

    @property
    def is_filled(self) -> bool:
        """Whether an earlier demo finished filling the workspace."""
        return self._marker.exists()

    def mark_filled(self, posts: int, cards: int) -> None:
        """Record that the workspace is complete, so that the next start leaves it as it is."""
        self._marker.write_text(json.dumps({"posts": posts, "cards": cards}), encoding="utf-8")

    @contextmanager
    def held(self) -> Iterator[int]:
        """Lock the directory exclusively and yield the lock's descriptor.

        Processes that inherit the descriptor hold the lock too: while one of them lives, no other demo starts.
        """
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._wait_for(descriptor)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            yield descriptor
        finally:
            os.close(descriptor)

    def clear(self) -> None:
        """Delete everything that a demo kept here. Only the holder of the lock may call this."""
        self._marker.unlink(missing_ok=True)
        self._stop_server_left_behind()
        shutil.rmtree(find_place(self.postgres).directory)
        shutil.rmtree(self.sandbox, ignore_errors=True)
        for file in (self.credentials, self.sandbox_log, self.bot_log):
            file.unlink(missing_ok=True)

    def _wait_for(self, descriptor: int) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not _locked(descriptor):
            owner = os.pread(descriptor, 20, 0).decode()
            if _is_alive(owner) or time.monotonic() > deadline:
                raise DemoError(
                    f"A demo is running in {self.directory} already (process {owner or 'unknown'}). "
                    "Stop it with Ctrl-C first, or choose another place with --dir and another --port."
                )
            time.sleep(_POLL_S)

    def _stop_server_left_behind(self) -> None:
        """Stop the database server that a demo leaves running if it is killed during its start."""
        running = find_place(self.postgres).cluster / "postmaster.pid"
        if not running.exists():
            return
        with EmbeddedServer(self.postgres):
            pass
        if running.exists():
            raise DemoError(f"The database in {self.postgres} is in use by another program. End that program first.")


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(process: str) -> bool:
    if not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
