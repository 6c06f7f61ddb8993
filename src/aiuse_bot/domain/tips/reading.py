"""What members received, and the notes that came with it."""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Tip, TipShare, UseCase


class TipReceived(NamedTuple):
    """One member's share of a tip. `note` is for them alone; `use_case` is `None` if the tip was not for a record."""

    tip_id: int
    giver_id: str
    points: int
    note: str | None
    use_case: UseCase | None
    at: dt.datetime


def tips_received(
    session: Session, workspace_id: str, user_id: str, since: dt.datetime, until: dt.datetime
) -> list[TipReceived]:
    """Return the tips that somebody got from `since` until before `until`, oldest first, without those taken back."""
    columns = select(Tip.id, Tip.giver_id, TipShare.points, Tip.note, UseCase, Tip.at)
    shared = columns.select_from(TipShare).join(Tip, Tip.id == TipShare.tip_id).outerjoin(UseCase)
    theirs = shared.where(
        TipShare.workspace_id == workspace_id,
        TipShare.user_id == user_id,
        Tip.state == "given",
        UseCase.withdrawn_at.is_(None),
        Tip.at >= since,
        Tip.at < until,
    )
    return [TipReceived(*row) for row in session.execute(theirs.order_by(Tip.at, Tip.id))]


def erase_notes(
    session: Session, workspace_id: str, *, use_case_id: int | None = None, user_id: str | None = None
) -> None:
    """Erase the notes written with tips: for one record, by one giver, or (neither named) in the whole workspace."""
    written = update(Tip).where(Tip.workspace_id == workspace_id, Tip.note.is_not(None)).values(note=None)
    if use_case_id is not None:
        written = written.where(Tip.use_case_id == use_case_id)
    if user_id is not None:
        written = written.where(Tip.giver_id == user_id)
    session.execute(written)
