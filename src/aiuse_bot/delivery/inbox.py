"""Events that Slack sent: stored before they are acknowledged, handled once, parked when they cannot be handled."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import structlog
from sqlalchemy import Connection, CursorResult, Integer, cast, func, or_, select, text, tuple_, update
from sqlalchemy.orm import Session

from aiuse_bot.delivery import metrics
from aiuse_bot.delivery.envelope import Envelope, read_envelope, read_json
from aiuse_bot.delivery.models import PARKED, WAITING, InboxEvent
from aiuse_bot.delivery.times import add_jitter

__all__ = [
    "Claimed",
    "Envelope",
    "InboxHealth",
    "claim",
    "done",
    "failed",
    "health",
    "keep",
    "read_envelope",
    "read_json",
    "release",
]

WAITS = tuple(dt.timedelta(seconds=seconds) for seconds in (2, 60, 300, 900, 900, 900, 900))
"""Waits after each failure: over an hour in total, to leave time to fix most of our bugs before an event is parked."""
MAX_ATTEMPTS = len(WAITS) + 1
MAX_CRASHES = 5
"""Number of claims without a result (the process was killed each time) after which an event is no longer retried."""

_KEEP = """
    INSERT INTO inbox_event (workspace_id, api_app_id, event_id, event_type, body)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %b::bytea[])
    ON CONFLICT (api_app_id, event_id) DO NOTHING
"""

log = structlog.get_logger(__name__)


class Claimed(NamedTuple):
    """An event we own until its lease ends. `attempts` counts earlier failures that were the event's own fault."""

    id: int
    workspace_id: str
    event_id: str
    event_type: str
    body: bytes
    attempts: int
    received_at: dt.datetime
    lease_until: dt.datetime


class _Free(NamedTuple):
    """An event that may be claimed; `crashes` includes a lease that has just ended without a result."""

    id: int
    event_id: str
    crashes: int


class InboxHealth(NamedTuple):
    """How many events wait, how many a person must look at, and the age (seconds) of the oldest waiting one."""

    waiting: int
    parked: int
    oldest_seconds: float


def keep(connection: Connection, batch: Sequence[Envelope]) -> int:
    """Insert the events not stored yet and return how many were new. The unique constraint deduplicates them.

    One statement for the whole batch, passed straight to the driver: measured, this lets the door acknowledge durably
    as fast as an app that does nothing. The caller commits.
    """
    columns = tuple(list(column) for column in zip(*batch, strict=True))
    return connection.exec_driver_sql(_KEEP, columns).rowcount


def claim(session: Session, *, now: dt.datetime, limit: int, lease: dt.timedelta) -> list[Claimed]:
    """Claim up to `limit` unfinished events that nobody else holds, oldest first. Commit before working on them.

    An event whose worker vanished is claimed alone: if it kills the process again, it takes no other event with it.
    """
    free = [_Free(*row) for row in session.execute(_free(now, limit))]
    _park_crashed(session, [event for event in free if event.crashes >= MAX_CRASHES], now)
    turn = [event for event in free if event.crashes < MAX_CRASHES]
    if not turn or turn[0].crashes == 0:
        return _take(session, [event for event in turn if event.crashes == 0], now + lease)
    # Jitter separates the leases, so that an event that was merely claimed with a killer is not retried alongside it.
    return _take(session, turn[:1], now + add_jitter(lease, 0.5))


def _free(now: dt.datetime, limit: int) -> Any:  # noqa: ANN401 - SQLAlchemy's select
    return (
        select(
            InboxEvent.id,
            InboxEvent.event_id,
            InboxEvent.crashes + cast(InboxEvent.lease_until.is_not(None), Integer),
        )
        .where(
            text(WAITING),
            or_(InboxEvent.not_before.is_(None), InboxEvent.not_before <= now),
            or_(InboxEvent.lease_until.is_(None), InboxEvent.lease_until <= now),
        )
        .order_by(InboxEvent.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def _take(session: Session, turn: Sequence[_Free], lease_until: dt.datetime) -> list[Claimed]:
    if not turn:
        return []
    taken = session.execute(
        update(InboxEvent)
        .where(InboxEvent.id.in_([event.id for event in turn]))
        .values(crashes=turn[0].crashes, lease_until=lease_until)
        .returning(
            InboxEvent.id,
            InboxEvent.workspace_id,
            InboxEvent.event_id,
            InboxEvent.event_type,
            func.coalesce(InboxEvent.body, b""),
            InboxEvent.attempts,
            InboxEvent.received_at,
        )
        .execution_options(synchronize_session=False)
    )
    return sorted(Claimed(*row, lease_until) for row in taken)


def _park_crashed(session: Session, killers: Sequence[_Free], now: dt.datetime) -> None:
    """Park events claimed too often without a result; if a person unparks one, its count starts over."""
    if not killers:
        return
    error = f"no result of {MAX_CRASHES} attempts: the process ended or hung"
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.id.in_([event.id for event in killers]))
        .values(parked_at=now, crashes=0, lease_until=None, last_error=error)
        .execution_options(synchronize_session=False)
    )
    metrics.EVENTS_PARKED.inc(len(killers))
    log.error("events_parked", event_ids=[event.event_id for event in killers], error=error)


def done(session: Session, events: Sequence[Claimed], now: dt.datetime) -> None:
    """Mark these events as handled and erase their bodies."""
    _set(session, events, done_at=now, body=None, crashes=0, lease_until=None, last_error=None)


def release(session: Session, events: Sequence[Claimed]) -> None:
    """Give claimed events back unhandled: any worker may claim them immediately."""
    _set(session, events, lease_until=None)


def failed(
    session: Session,
    event: Claimed,
    *,
    now: dt.datetime,
    error: str,
    retry_at: dt.datetime | None = None,
    counts: bool = True,
) -> bool:
    """Schedule a failed event for retry, or park it after its last attempt; returns whether it was parked.

    `counts` is false where the event is not to blame: that is never the last attempt. `retry_at` is when to retry,
    by default after a wait that grows with the attempts. `error` must hold no text of the event: it is shown to
    operators and outlives the event's body.
    """
    attempts = event.attempts + counts
    values: dict[str, Any] = {"attempts": attempts, "crashes": 0, "lease_until": None, "last_error": error}
    is_last = counts and attempts >= MAX_ATTEMPTS
    if is_last:
        return _set(session, [event], parked_at=now, **values) == 1
    wait = add_jitter(WAITS[min(max(attempts, 1), len(WAITS)) - 1])
    _set(session, [event], not_before=retry_at or now + wait, **values)
    return False


def _set(session: Session, events: Sequence[Claimed], **values: Any) -> int:  # noqa: ANN401 - columns of many types
    """Update the events we still own and return how many: each claim has its own lease end, which identifies it."""
    if not events:
        return 0
    ours = tuple_(InboxEvent.id, InboxEvent.lease_until).in_([(event.id, event.lease_until) for event in events])
    result = session.execute(
        update(InboxEvent).where(text(WAITING), ours).values(**values).execution_options(synchronize_session=False)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0


def health(session: Session, now: dt.datetime) -> InboxHealth:
    """Count waiting and parked events."""
    waiting, oldest = session.execute(select(func.count(), func.min(InboxEvent.received_at)).where(text(WAITING))).one()
    parked = session.scalar(select(func.count()).select_from(InboxEvent).where(text(PARKED))) or 0
    age = (now - oldest).total_seconds() if oldest else 0.0
    return InboxHealth(waiting, parked, max(age, 0.0))
