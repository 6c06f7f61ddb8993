"""Which cards no longer match their records. A periodic job redraws them, rather than each change.

A change is recorded in its own table, not in the record: a record is a wide row, and people praise it while its card is
being drawn. Each change has its own number; drawing a card remembers the last one seen, and if there is a newer one by
then, the card is still stale.
"""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Text, bindparam, cast, delete, func, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import StaleCard, UseCase

IMMEDIATELY = dt.timedelta()


class Stale(NamedTuple):
    """A card to draw: its record, and the number of the record's last change so far."""

    use_case_id: int
    change: int


class Snapshot(NamedTuple):
    """A record as it was read, and the version of its row, which every change to the row replaces."""

    use_case: UseCase
    row_version: str


_NEW = insert(StaleCard).values(use_case_id=bindparam("use_case_id"), workspace_id=bindparam("workspace_id"))
_MARK = _NEW.on_conflict_do_update(
    index_elements=["use_case_id"], set_={name: _NEW.excluded[name] for name in ("change", "changed_at")}
)
_ROW_VERSION = cast(literal_column("(use_case.xmin, use_case.ctid)"), Text)


def mark_card_stale(session: Session, use_case: UseCase) -> None:
    """Have the card of a record redrawn soon after the commit."""
    session.flush()
    session.connection().execute(_MARK, {"use_case_id": use_case.id, "workspace_id": use_case.workspace_id})


def mark_cards_of_channel_stale(session: Session, workspace_id: str, channel_id: str) -> None:
    """Mark the cards of all records of a channel to be redrawn soon after the commit."""
    of_channel = select(UseCase.id, UseCase.workspace_id).where(
        UseCase.workspace_id == workspace_id, UseCase.channel_id == channel_id, UseCase.withdrawn_at.is_(None)
    )
    new = insert(StaleCard).from_select(["use_case_id", "workspace_id"], of_channel.order_by(UseCase.id))
    session.execute(
        new.on_conflict_do_update(
            index_elements=["use_case_id"], set_={name: new.excluded[name] for name in ("change", "changed_at")}
        )
    )


def stale_cards(
    session: Session, limit: int, *, rest: dt.timedelta = IMMEDIATELY, longest: dt.timedelta = IMMEDIATELY
) -> list[Stale]:
    """Return up to `limit` cards to draw, the least recently changed first. Locks nothing.

    A card is due once nothing has changed for `rest`; during a long burst of changes it is also due every `longest`.
    """
    is_due = or_(StaleCard.changed_at <= func.now() - rest, StaleCard.since <= func.now() - longest)
    rows = select(StaleCard.use_case_id, StaleCard.change).where(is_due).order_by(StaleCard.change).limit(limit)
    return [Stale(*row) for row in session.execute(rows)]


def take_snapshot(session: Session, use_case_id: int) -> Snapshot | None:
    """Read a record without locking it; `None` if it no longer exists."""
    wanted = select(UseCase, _ROW_VERSION).where(UseCase.id == use_case_id)
    row = session.execute(wanted, execution_options={"populate_existing": True}).one_or_none()
    return None if row is None else Snapshot(*row)


def is_unchanged(session: Session, snapshot: Snapshot) -> bool:
    """Whether nobody has changed the record since: its text, its place, or who may read it."""
    version = select(_ROW_VERSION).where(UseCase.id == snapshot.use_case.id)
    return session.scalar(version) == snapshot.row_version


def settle_card(session: Session, card: Stale) -> bool:
    """Count a card as drawn, with the commit, unless more has changed since. Returns whether it may be drawn now.

    It may not while somebody else is drawing it or changing its record; this never waits for their lock.
    """
    held = select(StaleCard.change).where(StaleCard.use_case_id == card.use_case_id)
    last = session.scalar(held.with_for_update(skip_locked=True))
    this = StaleCard.use_case_id == card.use_case_id
    if last == card.change:
        session.execute(delete(StaleCard).where(this))
    elif last is not None:
        session.execute(update(StaleCard).where(this).values(since=func.now()))
    return last is not None
