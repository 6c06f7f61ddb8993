"""Group commit for concurrent events: a single thread inserts whatever queued up during the last batch."""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import structlog
from psycopg.errors import DeadlockDetected
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, SQLAlchemyError

from aiuse_bot.delivery import metrics
from aiuse_bot.delivery.crash import crash_point
from aiuse_bot.delivery.inbox import Envelope, keep
from aiuse_bot.delivery.queue import EventQueue, Waiting

BATCH_INTERVAL = 0.002
"""Minimum seconds from one batch to the next: see `docs/decisions/0001-the-writer-breathes.md`."""
PATIENCE = 2.5
"""Seconds until a caller gives up. Slack waits three, and an error is better than a timeout."""

log = structlog.get_logger(__name__)


class InboxUnavailableError(Exception):
    """The event could not be stored: the database is unreachable, slow, or refuses it. Slack must retry."""


class GroupWriter:
    """Stores events durably for many concurrent callers.

    `on_kept` is called after each commit, in the writer's thread: the moment to wake a worker. Without load a batch
    is one event and does not wait; under load a batch collects for at least `BATCH_INTERVAL`, or commits would saturate
    the machine.
    """

    def __init__(
        self,
        engine: Engine,
        on_kept: Callable[[], None] = lambda: None,
        patience: float = PATIENCE,
        queue: EventQueue | None = None,
    ) -> None:
        self._engine = engine
        self._on_kept = on_kept
        self._patience = patience
        self._queue = queue or EventQueue()
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="inbox-writer", daemon=True)
        self._thread.start()

    async def keep(self, envelope: Envelope) -> None:
        """Return once the event is committed (or was before), else raise `InboxUnavailableError`."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._put(Waiting(envelope, future))
        timer = loop.call_later(self._patience, _give_up, future)
        try:
            await future
        finally:
            timer.cancel()

    def keep_blocking(self, envelope: Envelope) -> None:
        """Do the same for a thread."""
        future: Future[None] = Future()
        self._put(Waiting(envelope, future))
        try:
            future.result(self._patience)
        except TimeoutError:
            future.cancel()
            raise InboxUnavailableError("no answer from the database in time") from None

    def alive(self) -> bool:
        """Whether events are still accepted."""
        return self._thread.is_alive() and not self._queue.closed()

    def close(self, timeout: float = 2) -> None:
        """Accept nothing more, finish what was accepted, and return the connection to the pool."""
        self._queue.close()
        self._thread.join(timeout)

    def _put(self, waiting: Waiting) -> None:
        if not self._queue.put(waiting):
            raise InboxUnavailableError("closing" if self._queue.closed() else "too many events wait")

    def _run(self) -> None:
        while batch := self._queue.batch():
            begun = time.monotonic()
            try:
                self._write(batch)
            except Exception as problem:  # noqa: BLE001 - callers get any error, then the next batch is tried
                log.error("inbox_write_failed", error=type(problem).__name__)  # noqa: TRY400 - a trace may hold an event
                self._forget_connection()
                _settle(batch, InboxUnavailableError(type(problem).__name__))
            self._wait_for_next_batch(begun)
        self._forget_connection()

    @staticmethod
    def _wait_for_next_batch(begun: float) -> None:
        """Let the next batch collect until `BATCH_INTERVAL` after `begun`."""
        time.sleep(max(begun + BATCH_INTERVAL - time.monotonic(), 0))

    def _write(self, batch: list[Waiting]) -> None:
        crash_point("event_taken")
        try:
            kept = keep(self._open_connection(), [waiting.envelope for waiting in batch])
        except SQLAlchemyError as problem:
            if not _concerns_single_rows(problem):
                raise
            self._write_one_by_one(batch)
            return
        metrics.EVENTS_RECEIVED.inc(len(batch))
        metrics.EVENTS_DUPLICATE.inc(len(batch) - kept)
        _settle(batch, None)
        self._on_kept()

    def _write_one_by_one(self, batch: list[Waiting]) -> None:
        """Store the other events of a batch when the database refuses one; each gets its own result."""
        for waiting in batch:
            try:
                kept = keep(self._open_connection(), [waiting.envelope])
            except DataError:
                log.error("inbox_event_refused", event_id=waiting.envelope.event_id)  # noqa: TRY400 - as above
                _settle([waiting], InboxUnavailableError("refused"))
            else:
                metrics.EVENTS_RECEIVED.inc()
                metrics.EVENTS_DUPLICATE.inc(1 - kept)
                _settle([waiting], None)
        self._on_kept()

    def _open_connection(self) -> Connection:
        """Return the writer's own connection. It autocommits, so that a batch costs one round trip."""
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    def _forget_connection(self) -> None:
        """Return the connection; the pool discards a broken one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except SQLAlchemyError:
                connection.invalidate()


def _concerns_single_rows(problem: SQLAlchemyError) -> bool:
    """Whether the error is about a row the database cannot hold or a deadlock, not about an unreachable database."""
    return isinstance(problem, DataError) or isinstance(getattr(problem, "orig", None), DeadlockDetected)


def _settle(batch: Sequence[Waiting], problem: InboxUnavailableError | None) -> None:
    """Resolve every future of the batch, with one call into each event loop."""
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = defaultdict(list)
    for waiting in batch:
        if isinstance(waiting.future, Future):
            _resolve_thread(waiting.future, problem)
        else:
            by_loop[waiting.future.get_loop()].append(waiting.future)
    for loop, futures in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, futures, problem)


def _resolve(futures: Sequence["asyncio.Future[None]"], problem: InboxUnavailableError | None) -> None:
    for future in futures:
        if future.done():
            continue
        if problem is None:
            future.set_result(None)
        else:
            future.set_exception(problem)


def _resolve_thread(future: "Future[None]", problem: InboxUnavailableError | None) -> None:
    # Once marked as running it cannot be cancelled between the check and the result.
    if future.done() or not future.set_running_or_notify_cancel():
        return
    if problem is None:
        future.set_result(None)
    else:
        future.set_exception(problem)


def _give_up(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_exception(InboxUnavailableError("no answer from the database in time"))
