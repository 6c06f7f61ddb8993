"""How many people praise a record: each once, its authors not among them."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from aiuse_bot.db.alias import shared_alias
from aiuse_bot.domain.models import LedgerEntry, Reaction, UseCase

WEEK = dt.timedelta(days=7)

Part = shared_alias(UseCase, "part")
"""The record itself, or one that was merged into it: each has messages at which the record can be praised."""


def praises() -> ColumnElement[bool]:
    """Return the condition under which a `Reaction` at a `Part` praises a `UseCase` now."""
    return and_(
        or_(Part.id == UseCase.id, Part.merged_into_id == UseCase.id),
        Part.withdrawn_at.is_(None),
        Reaction.workspace_id == Part.workspace_id,
        Reaction.channel_id == Part.channel_id,
        or_(Reaction.message_ts == Part.message_ts, Reaction.message_ts == Part.card_ts),
        Reaction.present,
        Reaction.purpose == "praise",
        Reaction.user_id != func.coalesce(UseCase.author_id, ""),
        Reaction.user_id != UseCase.co_author_ids.all_(),
    )


def praise_count(session: Session, use_case: UseCase) -> int:
    """Count the people who praise a record now."""
    people = select(func.count(Reaction.user_id.distinct())).select_from(UseCase, Part, Reaction)
    return session.scalar(people.where(UseCase.id == use_case.id, praises())) or 0


def is_praising(session: Session, use_case: UseCase, user_id: str) -> bool:
    """Whether this person praises a record now, in whatever way."""
    praising = select(Reaction.user_id).select_from(UseCase, Part, Reaction)
    theirs = praising.where(UseCase.id == use_case.id, praises(), Reaction.user_id == user_id)
    return session.scalar(theirs.limit(1)) is not None


def is_beyond_limit(session: Session, use_case: UseCase, giver_id: str, limit: int, at: dt.datetime) -> bool:
    """Whether somebody has praised the author of a record often enough in the week before a moment (0: no limit).

    Records count, and this one does not: giving, taking back and giving again is one praise.
    """
    if limit == 0 or use_case.author_id is None:
        return False
    of_whom = {"workspace_id": use_case.workspace_id, "giver_id": giver_id, "author_id": use_case.author_id}
    others = session.scalar(_PRAISED_LATELY, {**of_whom, "use_case_id": use_case.id, "since": at - WEEK})
    return (others or 0) >= limit


_PRAISED_LATELY = select(func.count(LedgerEntry.use_case_id.distinct())).where(
    LedgerEntry.workspace_id == bindparam("workspace_id"),
    LedgerEntry.giver_id == bindparam("giver_id"),
    LedgerEntry.user_id == bindparam("author_id"),
    LedgerEntry.kind == "praise",
    LedgerEntry.points > 0,
    LedgerEntry.use_case_id != bindparam("use_case_id"),
    LedgerEntry.created_at > bindparam("since"),
)
