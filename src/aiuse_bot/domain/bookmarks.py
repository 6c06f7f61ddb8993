"""Records that somebody saved for later; nobody else sees which."""

import datetime as dt

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Bookmark, UseCase
from aiuse_bot.domain.praise.button import DOUBLE_CLICK
from aiuse_bot.domain.praise.people import Part


def press_bookmark(
    session: Session, use_case: UseCase, user_id: str, at: dt.datetime, *, wanted: bool | None = None
) -> bool:
    """Save a record for later, or remove it if it was saved. Returns whether it is saved now.

    `wanted` is the desired state; `None` toggles it. The record must be locked.
    """
    last = session.get(Bookmark, (use_case.workspace_id, user_id, use_case.id), populate_existing=True)
    holds = last is not None and last.present
    if last is not None and at - last.changed_at < (DOUBLE_CLICK if wanted is None else dt.timedelta()):
        return holds
    wants = not holds if wanted is None else wanted
    known = {"present": wants, "changed_at": at}
    made = insert(Bookmark).values(
        workspace_id=use_case.workspace_id, user_id=user_id, use_case_id=use_case.id, **known
    )
    session.execute(made.on_conflict_do_update(index_elements=["workspace_id", "user_id", "use_case_id"], set_=known))
    return wants


def bookmarked(
    session: Session, workspace_id: str, user_id: str, readable: ColumnElement[bool], limit: int
) -> list[UseCase]:
    """Return what somebody saved and may still read, the latest first."""
    aside = (
        select(UseCase)
        .join(Part, or_(Part.id == UseCase.id, Part.merged_into_id == UseCase.id))
        .join(Bookmark, Bookmark.use_case_id == Part.id)
        .where(Bookmark.workspace_id == workspace_id, Bookmark.user_id == user_id, Bookmark.present, readable)
        .group_by(UseCase.id)
    )
    latest = func.max(Bookmark.changed_at)
    return list(session.scalars(aside.order_by(latest.desc(), UseCase.id.desc()).limit(limit)))
