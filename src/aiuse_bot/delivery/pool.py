"""Threads that answer people; the process does not wait for them when it exits."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class _Task(NamedTuple):
    future: "Future[Any]"
    work: Callable[[], Any]

    def run(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.work()
        except BaseException as problem:  # noqa: BLE001 - passed on through the future
            self.future.set_exception(problem)
        else:
            self.future.set_result(result)


class DaemonPool(Executor):
    """At most `threads` threads, started on demand.

    The interpreter joins the standard library's pool at exit: one hanging call to Slack would keep a stopped bot alive
    until that call times out. Here a hanging call is cut off; the person sees Slack's own error.
    """

    def __init__(self, threads: int, name: str) -> None:
        self._most = threads
        self._name = name
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._idle = 0
        self._begun = 0
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Call `fn` in a thread. Raises `RuntimeError` after `shutdown`."""
        task = _Task(Future(), lambda: fn(*args, **kwargs))
        with self._lock:
            if self._closed:
                raise RuntimeError("The pool is closed.")
            self._tasks.put(task)
            if self._idle:
                self._idle -= 1
            elif self._begun < self._most:
                self._begun += 1
                threading.Thread(target=self._run, name=f"{self._name}-{self._begun}", daemon=True).start()
        return task.future

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = True) -> None:  # noqa: FBT001, FBT002 - inherited
        """Accept nothing more and cancel what has not started. Never waits: that is what this pool is for."""
        if wait or not cancel_futures:
            raise ValueError("This pool neither waits nor goes on.")
        with self._lock:
            self._closed = True
        try:
            while task := self._tasks.get_nowait():
                task.future.cancel()
        except Empty:
            pass
        self._tasks.put(None)

    def _run(self) -> None:
        # A thread is started for a task, so it does not count as idle before that.
        task = self._tasks.get()
        while task is not None:
            task.run()
            task = self._next()
        # The end marker is for all threads: each passes it on.
        self._tasks.put(None)

    def _next(self) -> _Task | None:
        with self._lock:
            if not self._tasks.empty():
                return self._tasks.get()
            self._idle += 1
        return self._tasks.get()
