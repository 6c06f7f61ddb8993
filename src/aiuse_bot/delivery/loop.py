"""A thread that works while there is work, and otherwise waits to be woken."""

import threading
import time
import traceback
from collections.abc import Callable, Sequence

import structlog

from aiuse_bot.delivery.times import subtract_jitter

log = structlog.get_logger(__name__)


def describe(problem: BaseException) -> str:
    """Name an exception and the line that raised it, without its message, which may quote what somebody wrote."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(problem).__name__}{place}"


class FailureLog:
    """Logs a lasting failure once (an unreachable database fails every second), and again when it is over."""

    def __init__(self, event: str, **facts: str) -> None:
        self._event = event
        self._facts = facts
        self._errors: set[str] = set()

    def failed(self, problem: BaseException) -> None:
        """Log a failure, unless the same one was logged since the last success."""
        error = describe(problem)
        if error not in self._errors:
            log.error(self._event, **self._facts, error=error)
        self._errors.add(error)

    def recovered(self) -> None:
        """Record a success; logs it if it ends a failure."""
        if self._errors:
            log.info("trouble_over", of=self._event, **self._facts)
            self._errors.clear()


FIRST_WAIT = 1 / 16
"""The first wait after work, as a fraction of the longest: work comes in bursts. Each further wait doubles."""


class Loop:
    """Repeats `step` in a thread: immediately after it returned true, else when woken or after at most `poll` seconds.

    A step that raises (say, because the database is unreachable) is logged and retried after the poll; only `stop`
    ends the thread.
    """

    def __init__(self, name: str, step: Callable[[], bool], poll: float) -> None:
        self._step = step
        self._poll = poll
        self.idle = False
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._failures = FailureLog("step_failed", thread=name)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Signal that there may be work. Costs nothing when the thread is busy."""
        self._woken.set()

    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Whether the step should finish."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Ask the thread to end after its current step; `join` waits for it."""
        self._stopping.set()
        self._woken.set()

    def join(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds and return whether the thread has ended."""
        if self._thread.ident is not None:
            self._thread.join(max(timeout, 0))
        return not self._thread.is_alive()

    def _run(self) -> None:
        wait = self._poll
        while not self.stopping:
            if self._worked():
                wait = self._poll * FIRST_WAIT
                continue
            self.idle = True
            woken = self._woken.wait(subtract_jitter(wait))
            self.idle = False
            self._woken.clear()
            wait = self._poll * FIRST_WAIT if woken else min(wait * 2, self._poll)

    def _worked(self) -> bool:
        try:
            has_worked = self._step()
        except Exception as problem:  # noqa: BLE001 - the thread must survive any error
            self._failures.failed(problem)
            return False
        self._failures.recovered()
        return has_worked


class WorkerPool:
    """Threads that share one kind of work. Together they poll for it every `poll` seconds; `wake` polls immediately.

    One idle thread is woken at a time, and a step that found work wakes another one before it does it (`wake_another`):
    a single piece of work costs one look for it, not one by each thread.
    """

    def __init__(self, name: str, step: Callable[[], bool], *, threads: int, poll: float) -> None:
        self._loops = [Loop(f"{name}-{number}", step, poll * threads) for number in range(threads)]

    def start(self) -> None:
        """Start all threads."""
        for loop in self._loops:
            loop.start()

    def wake(self) -> None:
        """Signal that there may be work. Busy threads look for it before they rest."""
        for loop in self._loops:
            if not loop.idle:
                loop.wake()
        self.wake_another()

    def wake_another(self) -> None:
        """Let one more thread look for work, if one is idle."""
        idle = next((loop for loop in self._loops if loop.idle), None)
        if idle is not None:
            idle.wake()

    def alive(self) -> bool:
        """Whether every thread runs."""
        return all(loop.alive() for loop in self._loops)

    @property
    def stopping(self) -> bool:
        """Whether work in progress should finish."""
        return any(loop.stopping for loop in self._loops)

    def stop(self, timeout: float) -> bool:
        """Finish work in progress and return whether that took less than `timeout` seconds."""
        return stop_loops(self._loops, timeout)


def stop_loops(loops: Sequence[Loop], timeout: float) -> bool:
    """Let all loops finish what they are doing and return whether that took less than `timeout` seconds."""
    deadline = time.monotonic() + timeout
    for loop in loops:
        loop.stop()
    return all([loop.join(deadline - time.monotonic()) for loop in loops])  # noqa: C419 - each of them is waited for
