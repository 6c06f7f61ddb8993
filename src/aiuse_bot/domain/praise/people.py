"""How many people praise a record: each counts once, its authors do not."""

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from aiuse_bot.db.alias import shared_alias
from aiuse_bot.domain.models import Reaction, UseCase

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
    """Whether this person praises a record now, by any emoji or the button."""
    praising = select(Reaction.user_id).select_from(UseCase, Part, Reaction)
    theirs = praising.where(UseCase.id == use_case.id, praises(), Reaction.user_id == user_id)
    return session.scalar(theirs.limit(1)) is not None
