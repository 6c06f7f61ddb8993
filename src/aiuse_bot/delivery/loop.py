"""A thread that works while there is work, and otherwise waits to be woken."""

import threading
import time
import traceback
from collections.abc import Callable

import structlog

from aiuse_bot.delivery.times import somewhat_less

log = structlog.get_logger(__name__)


def describe(problem: BaseException) -> str:
    """Name an exception and the line it came from, without its text: that may quote what somebody wrote."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(problem).__name__}{place}"


class Trouble:
    """Logs what goes wrong once for as long as it lasts (a database that is away fails every second), and its end."""

    def __init__(self, event: str, **facts: str) -> None:
        self._event = event
        self._facts = facts
        self._errors: set[str] = set()

    def met(self, problem: BaseException) -> None:
        """Log a failure, unless the same one is known since the last success."""
        error = describe(problem)
        if error not in self._errors:
            log.error(self._event, **self._facts, error=error)
        self._errors.add(error)

    def over(self) -> None:
        """Take note that all is well, again or still."""
        if self._errors:
            log.info("trouble_over", of=self._event, **self._facts)
            self._errors.clear()


EAGER = 1 / 16
"""Of the longest wait: how long the first one is after work, because work comes in bursts. Each further one doubles."""


class Loop:
    """Repeats `step` in a thread: at once after it returned true, else when woken, and at the latest after `poll` s.

    A step that raises (a database that is away) is logged and tried again after the poll; nothing ends the thread but
    `stop`.
    """

    def __init__(self, name: str, step: Callable[[], bool], poll: float) -> None:
        self._step = step
        self._poll = poll
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._trouble = Trouble("step_failed", thread=name)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be work. Costs nothing when the thread is busy."""
        self._woken.set()

    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Whether the step should come to an end."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Ask the thread to end after what it is doing; `join` waits for it."""
        self._stopping.set()
        self._woken.set()

    def join(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds and say whether the thread has ended."""
        if self._thread.ident is not None:
            self._thread.join(max(timeout, 0))
        return not self._thread.is_alive()

    def _run(self) -> None:
        wait = self._poll
        while not self.stopping:
            if self._worked():
                wait = self._poll * EAGER
                continue
            woken = self._woken.wait(somewhat_less(wait))
            self._woken.clear()
            wait = self._poll * EAGER if woken else min(wait * 2, self._poll)

    def _worked(self) -> bool:
        try:
            has_worked = self._step()
        except Exception as problem:  # noqa: BLE001 - the thread has to outlive everything
            self._trouble.met(problem)
            return False
        self._trouble.over()
        return has_worked


class WorkerPool:
    """Threads that share one kind of work. Together they look for it once every `poll` seconds; `wake` asks at once."""

    def __init__(self, name: str, step: Callable[[], bool], *, threads: int, poll: float) -> None:
        self._loops = [Loop(f"{name}-{number}", step, poll * threads) for number in range(threads)]

    def start(self) -> None:
        """Begin to work."""
        for loop in self._loops:
            loop.start()

    def wake(self) -> None:
        """Say that there may be work."""
        for loop in self._loops:
            loop.wake()

    def alive(self) -> bool:
        """Whether every thread runs."""
        return all(loop.alive() for loop in self._loops)

    @property
    def stopping(self) -> bool:
        """Whether what is under way should come to an end."""
        return any(loop.stopping for loop in self._loops)

    def stop(self, timeout: float) -> bool:
        """Finish what is under way, and say whether that took less than `timeout` seconds."""
        deadline = time.monotonic() + timeout
        for loop in self._loops:
            loop.stop()
        return all(loop.join(deadline - time.monotonic()) for loop in self._loops)
