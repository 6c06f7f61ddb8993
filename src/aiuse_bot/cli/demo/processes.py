"""The processes of a demo: starting, supervising and stopping them together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from aiuse_bot.cli.demo import parent_watch
from aiuse_bot.cli.demo.errors import DemoError, StopAskedError

LAST_LINES = 12
BOT_PATIENCE_S = 6
SANDBOX_PATIENCE_S = 2
"""Together they stay below the ten seconds within which a demo promises to stop."""

_POLL_S = 0.05
_FOREIGN = ("SLACK_", "AIUSE_BOT_", "DATABASE_URL")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


class Child:
    """A child process, with its log file."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: Path, patience_s: float) -> None:
        """Wrap a running process. `name` is for messages; `patience_s` is the time for a clean exit."""
        self.name = name
        self._process = process
        self._log = log
        self._patience_s = patience_s

    def said(self) -> str:
        """Return everything it has written so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def check(self) -> None:
        """Raise `DemoError`, with the last lines of the log, if it has exited."""
        code = self._process.poll()
        if code is not None:
            last = "\n".join(f"    {line}" for line in self.said().splitlines()[-LAST_LINES:])
            raise DemoError(
                f"The {self.name} ended by itself (exit code {code}). Its last words, from {self._log}:\n{last}"
            )

    def stop(self) -> None:
        """Terminate it, wait for that, and kill it if it takes too long."""
        self._process.terminate()
        try:
            self._process.wait(self._patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class ProcessGroup:
    """All processes of one demo. All waiting happens here, so that a stop or a crash is noticed in any case."""

    def __init__(self, directory: Path, lock: int) -> None:
        """Use `directory` as the processes' working directory; they inherit the descriptor of its lock."""
        self._directory = directory
        self._lock = lock
        self._children: list[Child] = []
        self._stop_asked = False
        self._alive_reader, self._alive_writer = os.pipe()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Stop every process at the end of the block, the last started first. Inside it, stop signals are handled."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._remember) for number in numbers}
        try:
            yield
        finally:
            self.end()
            os.close(self._alive_writer)
            os.close(self._alive_reader)
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(
        self,
        name: str,
        arguments: list[str],
        log: Path,
        *,
        patience_s: float,
        settings: Mapping[str, str] | None = None,
    ) -> Child:
        """Start `python -m` with these arguments. Its environment has only these settings of the bot's."""
        command = [sys.executable, "-P", parent_watch.__file__, str(self._alive_reader), *arguments]
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own modules
                command,
                cwd=self._directory,
                env=_environment(settings or {}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[self._alive_reader, self._lock],
                # Ctrl-C reaches the terminal's whole process group; this way only the demo gets it, and stops the rest.
                start_new_session=True,
            )
        child = Child(name, process, log, patience_s)
        self._children.append(child)
        return child

    def check(self) -> None:
        """Raise `StopAskedError` if a stop was requested, and `DemoError` if a process exited by itself."""
        if self._stop_asked:
            raise StopAskedError
        for child in self._children:
            child.check()

    def wait_until(self, condition: Callable[[], bool], what: str, timeout_s: float) -> None:
        """Return as soon as `condition` holds. After `timeout_s`, raise a `DemoError` that says what did not happen."""
        deadline = time.monotonic() + timeout_s
        self.check()
        while not condition():
            if time.monotonic() > deadline:
                raise DemoError(f"Within {timeout_s:.0f} seconds, {what}. The logs are in {self._directory}.")
            time.sleep(_POLL_S)
            self.check()

    def end(self) -> None:
        """Stop every process, the last started first."""
        while self._children:
            self._children.pop().stop()

    def keep(self) -> None:
        """Block until `check` raises."""
        while True:
            self.check()
            time.sleep(_POLL_S)

    def _remember(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_asked = True


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without real tokens and databases, which a demo must never use, and without proxies."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(_FOREIGN) and name.upper() not in _PROXIES
    }
    return {**kept, "PYTHONUNBUFFERED": "1", **settings}
