"""Taking a record back: by deleting the message, or by declaring it no use case. Nothing brings it back."""

import datetime as dt

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture.fields import TEXT_FIELDS
from aiuse_bot.domain.capture.lookup import use_case_of
from aiuse_bot.domain.capture.merging import unmerge, unmerge_all
from aiuse_bot.domain.message import MessageKey, lock_message
from aiuse_bot.domain.models import MessageMark, UseCase
from aiuse_bot.domain.praise import settle_all_points
from aiuse_bot.domain.reuse import erase_notes as erase_reuse_notes
from aiuse_bot.domain.search import index
from aiuse_bot.domain.stale_card import mark_card_stale
from aiuse_bot.domain.tips import erase_notes


def delete_message(session: Session, message: MessageKey, *, at: dt.datetime) -> UseCase | None:
    """Mark a message, known or not, as deleted: no later delivery restores it. Returns the record withdrawn, if any."""
    lock_message(session, message)
    _mark(session, message, deleted_at=at)
    return _withdraw_of(session, message, at)


def decline(session: Session, message: MessageKey, *, at: dt.datetime) -> UseCase | None:
    """Mark a message as no use case: nobody is asked about it again. Returns the record it was, if any."""
    lock_message(session, message)
    _mark(session, message, declined_at=at)
    return _withdraw_of(session, message, at)


def is_declined(session: Session, message: MessageKey) -> bool:
    """Whether its author said that this message is no use case."""
    mark = session.get(MessageMark, tuple(message), populate_existing=True)
    return mark is not None and mark.declined_at is not None


def is_deleted(session: Session, message: MessageKey) -> bool:
    """Whether this message was deleted in Slack, as far as we have heard."""
    mark = session.get(MessageMark, tuple(message), populate_existing=True)
    return mark is not None and mark.deleted_at is not None


def is_obsolete(session: Session, message: MessageKey, at: dt.datetime) -> bool:
    """Whether text from this moment came too late: the message is deleted or declined, or was edited since."""
    mark = session.get(MessageMark, tuple(message), populate_existing=True)
    if mark is None:
        return False
    is_gone = mark.deleted_at is not None or mark.declined_at is not None
    return is_gone or (mark.edited_at is not None and at < mark.edited_at)


def withdraw(session: Session, use_case: UseCase, *, at: dt.datetime) -> None:
    """Erase everything a person wrote; the number stays taken, and its points are removed.

    Records merged with it stand alone again: their own posts still exist.
    """
    unmerge_all(session, use_case, by=None, at=at)
    unmerge(session, use_case, by=None, at=at)
    use_case.withdrawn_at = at
    use_case.title, use_case.team, use_case.text_hash, use_case.written_by = "", None, None, {}
    use_case.tools, use_case.tool_versions, use_case.co_author_ids = [], [], []
    for name in TEXT_FIELDS:
        setattr(use_case, name, None)
    erase_reuse_notes(session, use_case)
    erase_notes(session, use_case.workspace_id, use_case_id=use_case.id)
    settle_all_points(session, use_case)
    mark_card_stale(session, use_case)
    index(session, use_case)


def use_cases_of_channel(session: Session, workspace_id: str, channel_id: str) -> list[UseCase]:
    """Return the current records of a channel, locked until the commit."""
    held = select(UseCase).where(
        UseCase.workspace_id == workspace_id, UseCase.channel_id == channel_id, UseCase.withdrawn_at.is_(None)
    )
    return list(session.scalars(held.order_by(UseCase.id).with_for_update(key_share=True)))


def use_cases_of_workspace(session: Session, workspace_id: str) -> list[UseCase]:
    """Return the records of a workspace that are not withdrawn, locked until the commit."""
    held = select(UseCase).where(UseCase.workspace_id == workspace_id, UseCase.withdrawn_at.is_(None))
    return list(session.scalars(held.order_by(UseCase.id).with_for_update(key_share=True)))


def mark_edited(session: Session, message: MessageKey, *, at: dt.datetime) -> None:
    """Record that a message which is no record was edited, so that an older text arriving later is ignored."""
    _mark(session, message, edited_at=at)


def purge_marks(session: Session, *, before: dt.datetime) -> int:
    """Delete marks older than a moment after which Slack delivers nothing more; returns how many.

    Declined messages stay declined: a reaction or a catch-up may reach them at any age.
    """
    past = delete(MessageMark).where(MessageMark.marked_at < before, MessageMark.declined_at.is_(None))
    result = session.execute(past)
    return result.rowcount if isinstance(result, CursorResult) else 0


def _withdraw_of(session: Session, message: MessageKey, at: dt.datetime) -> UseCase | None:
    use_case = use_case_of(session, message, lock=True)
    if use_case is None or use_case.withdrawn_at is not None:
        return None
    withdraw(session, use_case, at=at)
    return use_case


def _mark(session: Session, message: MessageKey, **moment: dt.datetime) -> None:
    """Store a moment for a message; of several edits the last counts, of anything else the first."""
    ((name, at),) = moment.items()
    column = getattr(MessageMark, name)
    known = func.greatest(column, at) if name == "edited_at" else func.least(column, at)
    session.execute(
        insert(MessageMark)
        .values(**message._asdict(), **moment)
        .on_conflict_do_update(index_elements=["workspace_id", "channel_id", "message_ts"], set_={name: known})
    )
