"""What waits for the next commit: no more than memory should hold, in batches that a statement can."""

import asyncio
import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import NamedTuple

from aiuse_bot.delivery.envelope import Envelope

LARGEST_BATCH = 256
LARGEST_BATCH_BYTES = 16_000_000
"""A batch ends with the event that reaches this: the driver and the server hold the statement several times."""
MOST_WAITING = 10_000
MOST_WAITING_BYTES = 64_000_000
"""Nobody waits longer than a few seconds, so more than this in the queue cannot be kept in time anyway."""


class Waiting(NamedTuple):
    """An event, and who wants to know when it is kept: a coroutine of a loop, or a thread."""

    envelope: Envelope
    future: asyncio.Future[None] | Future[None]

    @property
    def size(self) -> int:
        """How many bytes of Slack's it holds."""
        return len(self.envelope.body)


class EventQueue:
    """Many put events in, one thread takes them out in batches."""

    def __init__(self, most: int = MOST_WAITING, most_bytes: int = MOST_WAITING_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._bytes = 0
        self._closed = False

    def put(self, waiting: Waiting) -> bool:
        """Take an event, or return false: too much waits already, or the queue is closed."""
        with self._lock:
            is_full = self._queue.qsize() >= self._most or self._bytes + waiting.size > self._most_bytes
            if self._closed or (is_full and not self._queue.empty()):
                return False
            self._bytes += waiting.size
            self._queue.put(waiting)
        return True

    def close(self) -> None:
        """Take nothing more; batches go on until nothing is left."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)

    def closed(self) -> bool:
        """Whether nothing is taken any more."""
        return self._closed

    def waiting(self) -> int:
        """How many events are in the queue."""
        return self._queue.qsize()

    def batch(self) -> list[Waiting]:
        """Wait for one event, then take what else is there; empty means closed, and nothing is left.

        Whom nobody waits for any more is left out: it was not acknowledged, and Slack sends it again.
        """
        batch: list[Waiting] = []
        size = 0
        while waiting := self._take():
            if not waiting.future.done():
                batch.append(waiting)
                size += waiting.size
            # Nobody else takes from the queue, so what is not empty now stays so.
            is_enough = len(batch) == LARGEST_BATCH or size >= LARGEST_BATCH_BYTES
            if batch and (is_enough or self._queue.empty()):
                return batch
        # The end mark stays the last one: the next batch finds it again.
        self._queue.put(None)
        return batch

    def _take(self) -> Waiting | None:
        waiting = self._queue.get()
        if waiting is not None:
            with self._lock:
                self._bytes -= waiting.size
        return waiting
