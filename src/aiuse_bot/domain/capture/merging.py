"""Merging two records about the same thing. Both posts stay where they are, and each keeps its text and its number."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture.change import add_version
from aiuse_bot.domain.message import MessageKey, lock_message
from aiuse_bot.domain.models import Channel, UseCase
from aiuse_bot.domain.praise import settle_all_points
from aiuse_bot.domain.search import index
from aiuse_bot.domain.stale_card import mark_card_stale


def lock_pair(session: Session, workspace_id: str, one: int, other: int) -> tuple[UseCase | None, UseCase | None]:
    """Lock the records of two numbers until the commit, after anything happening at their messages right now.

    Reactions and edits lock the message first, then its record; merging does so in the same order.
    """
    both = select(UseCase).where(UseCase.workspace_id == workspace_id, UseCase.number.in_([one, other]))
    for message in sorted(message for use_case in session.scalars(both) for message in _messages(use_case)):
        lock_message(session, message)
    locked = both.order_by(UseCase.id).with_for_update(key_share=True).execution_options(populate_existing=True)
    by_number = {use_case.number: use_case for use_case in session.scalars(locked)}
    return by_number.get(one), by_number.get(other)


def can_merge(session: Session, one: UseCase, other: UseCase) -> bool:
    """Whether two records can be merged: both exist, and exactly the same people may read them.

    Otherwise merging would reveal what was posted in a private channel, or hide what everybody could read.
    """
    are_there = all(each.withdrawn_at is None and each.merged_into_id is None for each in (one, other))
    return are_there and one.id != other.id and _readers(session, one) == _readers(session, other)


def merge(session: Session, use_case: UseCase, into: UseCase, *, by: str | None, at: dt.datetime) -> bool:
    """Merge a record into another, which then counts praise at the messages of both and belongs to the authors of both.

    Returns whether it was done (`can_merge`). `by` is the person who asked for it; `None` if the bot found it.
    """
    if not can_merge(session, use_case, into):
        return False
    for part in unmerge_all(session, use_case, by=by, at=at):
        merge(session, part, into, by=by, at=at)
    known = _authors(into)
    brought = [author for author in _authors(use_case) if author not in known]
    use_case.merged_into_id, use_case.brought_author_ids = into.id, brought
    _own(session, into, use_case, [*into.co_author_ids, *brought], by, at)
    return True


def unmerge(session: Session, use_case: UseCase, *, by: str | None, at: dt.datetime) -> UseCase | None:
    """Make a merged record stand alone again. Returns the one it was part of; `None` if it was not merged."""
    if use_case.merged_into_id is None:
        return None
    whole = session.get_one(
        UseCase, use_case.merged_into_id, with_for_update={"key_share": True}, populate_existing=True
    )
    left = [author for author in whole.co_author_ids if author not in use_case.brought_author_ids]
    use_case.merged_into_id, use_case.brought_author_ids = None, []
    _own(session, whole, use_case, left, by, at)
    return whole


def unmerge_all(session: Session, use_case: UseCase, *, by: str | None, at: dt.datetime) -> list[UseCase]:
    """Make all records merged into this one stand alone again; returns those records."""
    parts = parts_of(session, use_case)
    for part in parts:
        unmerge(session, part, by=by, at=at)
    return parts


def parts_of(session: Session, use_case: UseCase) -> list[UseCase]:
    """Return the records that were merged into this one, oldest first, locked until the commit."""
    parts = select(UseCase).where(UseCase.merged_into_id == use_case.id).order_by(UseCase.id)
    return list(session.scalars(parts.with_for_update(key_share=True)))


def _own(
    session: Session, whole: UseCase, part: UseCase, co_authors: list[str], by: str | None, at: dt.datetime
) -> None:
    """Set the co-authors of the whole; search, points and cards of both follow."""
    if co_authors != whole.co_author_ids:
        whole.co_author_ids = co_authors
        whole.version += 1
        add_version(session, whole, ["co_author_ids"], "rule" if by is None else "human", by, at)
    for use_case in (whole, part):
        mark_card_stale(session, use_case)
        index(session, use_case)
        settle_all_points(session, use_case)


def _authors(use_case: UseCase) -> list[str]:
    return [author for author in (use_case.author_id, *use_case.co_author_ids) if author is not None]


def _messages(use_case: UseCase) -> list[MessageKey]:
    stamps = [ts for ts in (use_case.message_ts, use_case.card_ts) if ts is not None]
    return [MessageKey(use_case.workspace_id, use_case.channel_id or "", ts) for ts in stamps]


def _readers(session: Session, use_case: UseCase) -> str | None:
    """Return the private channel whose members alone may read a record; `None` if everybody may."""
    if use_case.channel_id is None:
        return None
    of_channel = (Channel.workspace_id == use_case.workspace_id, Channel.channel_id == use_case.channel_id)
    is_private = session.scalar(select(Channel.is_private).where(*of_channel))
    return None if is_private is False else use_case.channel_id
