"""Events waiting for the next commit: bounded in memory, and batched to what one statement can hold."""

import asyncio
import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import NamedTuple

from aiuse_bot.delivery.envelope import Envelope

LARGEST_BATCH = 256
LARGEST_BATCH_BYTES = 16_000_000
"""A batch ends with the event that reaches this: the driver and the server hold several copies of the statement."""
MOST_WAITING = 10_000
MOST_WAITING_BYTES = 64_000_000
"""Callers wait a few seconds at most, so more than this in the queue could not be stored in time anyway."""


class Waiting(NamedTuple):
    """An event and the future that resolves once it is stored, awaited by a coroutine or a thread."""

    envelope: Envelope
    future: asyncio.Future[None] | Future[None]

    @property
    def size(self) -> int:
        """Size of its body in bytes."""
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
        """Add an event, or return false if the queue is full or closed."""
        with self._lock:
            is_full = self._queue.qsize() >= self._most or self._bytes + waiting.size > self._most_bytes
            if self._closed or (is_full and not self._queue.empty()):
                return False
            self._bytes += waiting.size
            self._queue.put(waiting)
        return True

    def close(self) -> None:
        """Accept nothing more; batches continue until the queue is empty."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)

    def closed(self) -> bool:
        """Whether the queue accepts nothing more."""
        return self._closed

    def waiting(self) -> int:
        """How many events are in the queue."""
        return self._queue.qsize()

    def batch(self) -> list[Waiting]:
        """Wait for one event, then take what else is there; an empty batch means closed and drained.

        Events whose caller has given up are skipped: they were not acknowledged, so Slack sends them again.
        """
        batch: list[Waiting] = []
        size = 0
        while waiting := self._take():
            if not waiting.future.done():
                batch.append(waiting)
                size += waiting.size
            # Nobody else takes from the queue, so if it is not empty now it stays so.
            is_enough = len(batch) == LARGEST_BATCH or size >= LARGEST_BATCH_BYTES
            if batch and (is_enough or self._queue.empty()):
                return batch
        # The end marker stays last: the next batch finds it again.
        self._queue.put(None)
        return batch

    def _take(self) -> Waiting | None:
        waiting = self._queue.get()
        if waiting is not None:
            with self._lock:
                self._bytes -= waiting.size
        return waiting
