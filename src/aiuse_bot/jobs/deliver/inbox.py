"""From the inbox to the listeners."""

import datetime as dt
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import structlog

from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery import metrics
from aiuse_bot.delivery.crash import crash_point
from aiuse_bot.delivery.inbox import Claimed, claim, done, failed, read_json, release
from aiuse_bot.delivery.loop import WorkerPool, describe
from aiuse_bot.delivery.times import add_jitter, back_off_since, utc_now
from aiuse_bot.jobs.deliver.refusal import retry_delay_s

BATCH = 50
LEASE = dt.timedelta(minutes=2)
POLL = 1.0
"""Seconds. The writer wakes the worker; the poll finds what other processes stored and what is due for a retry."""
LONGEST_BACK_OFF = dt.timedelta(minutes=15)
"""Between attempts at an event that waits for Slack to recover, which is retried for as long as that takes."""

log = structlog.get_logger(__name__)

Dispatch = Callable[[dict[str, Any], Claimed], None]


class _Failure(NamedTuple):
    """`retry_after_s`: Slack failed, retry no sooner than that; `None`: the fault is the event's or ours."""

    claimed: Claimed
    error: str
    retry_after_s: float | None


class InboxWorker(WorkerPool):
    """Threads that claim stored events in batches and pass each to `dispatch`, which raises if it was not handled.

    An event may be dispatched twice (after a crash following its listener's commit), so listeners must be idempotent.
    `on_handled` is called after each batch: the moment to wake the outbox worker. An event still in progress when
    `stop` times out is handled again after its lease, by this or another process.
    """

    def __init__(
        self,
        dispatch: Dispatch,
        *,
        clock: Callable[[], dt.datetime] = utc_now,
        on_handled: Callable[[], None] = lambda: None,
        threads: int = 2,
        lease: dt.timedelta = LEASE,
        poll: float = POLL,
    ) -> None:
        self._dispatch = dispatch
        self._clock = clock
        self._on_handled = on_handled
        self._lease = lease
        super().__init__("inbox", self._step, threads=threads, poll=poll)

    def _step(self) -> bool:
        now = self._clock()
        with Session.begin() as session:
            batch = claim(session, now=now, limit=BATCH, lease=self._lease)
        if not batch:
            return False
        self.wake_another()
        crash_point("inbox_after_claim")
        self._work_through(deque(batch), until=now + self._lease / 2)
        self._on_handled()
        return True

    def _work_through(self, waiting: deque[Claimed], until: dt.datetime) -> None:
        """Handle events `until` well within the lease; release those left then, or when the worker stops."""
        handled: list[Claimed] = []
        failures: list[_Failure] = []
        while waiting and self._clock() < until and not self.stopping:
            event = waiting.popleft()
            failure = self._handle(event)
            if failure is None:
                handled.append(event)
            else:
                failures.append(failure)
        crash_point("inbox_before_commit")
        self._remember(handled, failures, list(waiting))

    def _handle(self, event: Claimed) -> _Failure | None:
        """Pass one event to its listener; returns the failure without any text of the event, `None` on success."""
        begun = time.perf_counter()
        try:
            self._dispatch(read_json(event.body), event)
        except Exception as problem:  # noqa: BLE001 - a listener may raise anything, its event is retried
            return _Failure(event, describe(problem), retry_delay_s(problem))
        finally:
            metrics.LISTENER_SECONDS.observe(time.perf_counter() - begun)
        return None

    def _remember(self, handled: list[Claimed], failures: list[_Failure], left: list[Claimed]) -> None:
        now = self._clock()
        with Session.begin() as session:
            done(session, handled, now)
            release(session, left)
            parked = [_put_back(session, failure, now) for failure in failures]
        metrics.EVENTS_HANDLED.inc(len(handled))
        metrics.EVENTS_FAILED.inc(len(failures))
        metrics.EVENTS_PARKED.inc(sum(parked))
        for failure, is_parked in zip(failures, parked, strict=True):
            log.error(
                "event_parked" if is_parked else "event_failed",
                event_id=failure.claimed.event_id,
                event_type=failure.claimed.event_type,
                attempts=failure.claimed.attempts + (failure.retry_after_s is None),
                error=failure.error,
            )


def _put_back(session: OpenSession, failure: _Failure, now: dt.datetime) -> bool:
    """Schedule a retry; returns whether the event was parked instead. Slack's outages park nothing."""
    event, retry_after_s = failure.claimed, failure.retry_after_s
    if retry_after_s is None:
        return failed(session, event, now=now, error=failure.error)
    wait = max(back_off_since(event.received_at, now, LONGEST_BACK_OFF), dt.timedelta(seconds=retry_after_s))
    retry_at = now + add_jitter(wait)
    return failed(session, event, now=now, error=failure.error, retry_at=retry_at, counts=False)
