"""Events that Slack told us: kept before they are acknowledged, handled once, parked when they cannot be handled."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from aiuse_bot.delivery.envelope import Envelope, read_envelope, read_json
from aiuse_bot.delivery.models import InboxEvent

__all__ = [
    "Claimed",
    "Envelope",
    "InboxHealth",
    "claim",
    "done",
    "failed",
    "forget",
    "health",
    "keep",
    "read_envelope",
    "read_json",
    "release",
]

MAX_ATTEMPTS = 8
LONGEST_BACK_OFF = dt.timedelta(minutes=15)

_KEEP = """
    INSERT INTO inbox_event (workspace_id, api_app_id, event_id, event_type, body)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %b::bytea[])
    ON CONFLICT (api_app_id, event_id) DO NOTHING
"""

_WAITING = (InboxEvent.done_at.is_(None), InboxEvent.parked_at.is_(None))


class Claimed(NamedTuple):
    """An event that is ours until its lease ends. `attempts` counts this one."""

    id: int
    workspace_id: str
    event_id: str
    event_type: str
    body: bytes
    attempts: int
    received_at: dt.datetime


class InboxHealth(NamedTuple):
    """How many events wait, how many a person must look at, and how long (seconds) the oldest waiting one is here."""

    waiting: int
    parked: int
    oldest_seconds: float


def keep(connection: Connection, batch: Sequence[Envelope]) -> int:
    """Insert what is not known yet and return how many that were. The unique insert is what makes events count once.

    One statement for the whole batch, given straight to the driver: measured, this is what lets the door acknowledge
    durably as fast as an app that does nothing. The caller commits.
    """
    columns = tuple(list(column) for column in zip(*batch, strict=True))
    return connection.exec_driver_sql(_KEEP, columns).rowcount


def claim(session: Session, *, now: dt.datetime, limit: int, lease: dt.timedelta) -> list[Claimed]:
    """Take the oldest unfinished events that nobody else holds, oldest first. Commit before working on them."""
    free = (
        select(InboxEvent.id)
        .where(
            *_WAITING,
            or_(InboxEvent.not_before.is_(None), InboxEvent.not_before <= now),
            or_(InboxEvent.lease_until.is_(None), InboxEvent.lease_until <= now),
        )
        .order_by(InboxEvent.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("free")
    )
    taken = session.execute(
        update(InboxEvent)
        .where(InboxEvent.id == free.c.id)
        .values(attempts=InboxEvent.attempts + 1, lease_until=now + lease)
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
    return sorted(Claimed(*row) for row in taken)


def done(session: Session, ids: Sequence[int], now: dt.datetime) -> None:
    """Remember that these events are handled, and forget what was said in them."""
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.id.in_(ids))
        .values(done_at=now, body=None, lease_until=None, last_error=None)
        .execution_options(synchronize_session=False)
    )


def release(session: Session, ids: Sequence[int]) -> None:
    """Give claimed events back untouched: the attempt does not count, and anybody may take them at once."""
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.id.in_(ids), *_WAITING)
        .values(attempts=InboxEvent.attempts - 1, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def failed(
    session: Session, claimed: Claimed, *, now: dt.datetime, error: str, max_attempts: int = MAX_ATTEMPTS
) -> bool:
    """Put a failed event back for later, or park it after its last attempt; says whether it is parked now.

    `error` must hold no text of the event: it is shown to operators and outlives the event's body.
    """
    parked = claimed.attempts >= max_attempts
    values = {"parked_at": now} if parked else {"not_before": now + back_off(claimed.attempts)}
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.id == claimed.id, *_WAITING)
        .values(lease_until=None, last_error=error, **values)
        .execution_options(synchronize_session=False)
    )
    return parked


def back_off(attempts: int, longest: dt.timedelta = LONGEST_BACK_OFF) -> dt.timedelta:
    """Return the wait after the n-th attempt: 2^n seconds up to `longest`, less up to half so that crowds disperse."""
    seconds = min(2.0 ** min(attempts, 32), longest.total_seconds())
    return dt.timedelta(seconds=seconds * random.uniform(0.5, 1))  # noqa: S311 - spreading load is no secret


def health(session: Session, now: dt.datetime) -> InboxHealth:
    """Count what waits and what is parked."""
    waiting = InboxEvent.parked_at.is_(None)
    row = session.execute(
        select(
            func.count().filter(waiting),
            func.count().filter(~waiting),
            func.min(InboxEvent.received_at).filter(waiting),
        ).where(InboxEvent.done_at.is_(None))
    ).one()
    age = (now - row[2]).total_seconds() if row[2] else 0.0
    return InboxHealth(row[0], row[1], max(age, 0.0))


def forget(session: Session, *, before: dt.datetime) -> int:
    """Delete handled events received before a moment and return how many; a later retry of them would count again."""
    result = session.execute(
        delete(InboxEvent)
        .where(InboxEvent.done_at.is_not(None), InboxEvent.received_at < before)
        .execution_options(synchronize_session=False)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0
