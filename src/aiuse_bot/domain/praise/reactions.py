"""What is known of a reaction: the newest event decides, whatever order events arrive in.

Reactions are by far the most frequent event, so their statements are built once: rebuilding them in SQLAlchemy takes a
third of the total time spent on an event.
"""

import datetime as dt
from typing import Literal, NamedTuple

from sqlalchemy import Integer, and_, bindparam, case, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey, lock_message_shared
from aiuse_bot.domain.models import Reaction, UseCase
from aiuse_bot.domain.praise.pair_limit import IS_REACHED, NO_LIMIT, PairLimit

Meaning = Literal["praise", "reuse"]
"""What a stored emoji can mean."""


class Worth(NamedTuple):
    """What an emoji given from now on means, and how many points it is worth to each author.

    Of several emoji of one person only the highest counts, except that those that add up count each.
    """

    points: int = 1
    adds_up: bool = False
    purpose: Meaning = "praise"


ONE_POINT = Worth()


def add_reaction(
    session: Session,
    message: MessageKey,
    user_id: str,
    emoji: str,
    at: dt.datetime,
    worth: Worth = ONE_POINT,
    limit: PairLimit = NO_LIMIT,
) -> bool:
    """Record that a person holds an emoji on a message. Returns whether that was new; an older event is not.

    Beyond the limit it is worth no points.
    """
    return _set_reaction(session, message, user_id, emoji, at, present=True, worth=worth, limit=limit)


def remove_reaction(session: Session, message: MessageKey, user_id: str, emoji: str, at: dt.datetime) -> bool:
    """Record that a person took an emoji back, whenever it was given. Returns whether that was new."""
    return _set_reaction(session, message, user_id, emoji, at, present=False, worth=Worth(0))


def remove_known_reaction(session: Session, message: MessageKey, user_id: str, emoji: str, at: dt.datetime) -> bool:
    """Record the removal of an emoji that no longer means praise; one that never did is not stored.

    Returns whether that was new.
    """
    state = {**message._asdict(), "user_id": user_id, "emoji": emoji}
    held = update(Reaction).where(*(getattr(Reaction, name) == value for name, value in state.items()))
    is_older = Reaction.changed_at < at
    return (
        session.scalar(held.where(is_older).values(present=False, changed_at=at).returning(Reaction.emoji)) is not None
    )


class PraisedRecord(NamedTuple):
    """What praise needs of a record. Loading all its text would take longer than counting the praise."""

    id: int
    author_id: str | None


def praised_record(session: Session, message: MessageKey) -> PraisedRecord | None:
    """Return the record that a message belongs to, as its post or as its card, locked until the commit; else `None`.

    If it was merged, the record it was merged into is returned. The row lock makes simultaneous reactions of the same
    person count one after the other, while others may still write rows that refer to the record.
    """
    connection = session.connection()
    found = connection.execute(_UNMERGED, message._asdict()).one_or_none()
    if found is not None:
        return PraisedRecord(*found)
    # A record may be being created from the message, or merged, right now. Whoever does so holds the message.
    lock_message_shared(session, message)
    merged_or_new = connection.execute(_OF_MESSAGE, message._asdict()).one_or_none()
    if merged_or_new is None:
        return None
    found = connection.execute(_WITH_ID, {"record_id": merged_or_new.merged_into_id or merged_or_new.id}).one()
    return PraisedRecord(*found)


def praised_use_case(session: Session, message: MessageKey) -> UseCase | None:
    """Return the whole record that `praised_record` finds and locks."""
    record = praised_record(session, message)
    return None if record is None else session.get_one(UseCase, record.id, populate_existing=True)


def _set_reaction(
    session: Session,
    message: MessageKey,
    user_id: str,
    emoji: str,
    at: dt.datetime,
    *,
    present: bool,
    worth: Worth,
    limit: PairLimit = NO_LIMIT,
) -> bool:
    state = {**message._asdict(), "user_id": user_id, "emoji": emoji, "present": present, "changed_at": at}
    value = {"purpose": worth.purpose, "adds_up": worth.adds_up, "worth": worth.points}
    limited = limit.parameters(message.workspace_id, user_id, at)
    return session.connection().scalar(_UPSERT_REACTION, {**state, **value, **limited}) is not None


_POINTS = case((IS_REACHED, 0), else_=bindparam("worth", type_=Integer))
_NEW_REACTION = insert(Reaction).values(points=_POINTS)
_UPSERT_REACTION = _NEW_REACTION.on_conflict_do_update(
    index_elements=["workspace_id", "channel_id", "message_ts", "user_id", "emoji"],
    set_={name: _NEW_REACTION.excluded[name] for name in ("present", "changed_at", "purpose", "points", "adds_up")},
    where=Reaction.changed_at < _NEW_REACTION.excluded.changed_at,
).returning(Reaction.present)

_IS_OF_MESSAGE = and_(
    UseCase.workspace_id == bindparam("workspace_id"),
    UseCase.channel_id == bindparam("channel_id"),
    or_(UseCase.message_ts == bindparam("message_ts"), UseCase.card_ts == bindparam("message_ts")),
)
_LOCKED = select(UseCase.id, UseCase.author_id).with_for_update(key_share=True)
_UNMERGED = _LOCKED.where(_IS_OF_MESSAGE, UseCase.merged_into_id.is_(None)).limit(1)
_OF_MESSAGE = _LOCKED.add_columns(UseCase.merged_into_id).where(_IS_OF_MESSAGE).limit(1)
_WITH_ID = _LOCKED.where(UseCase.id == bindparam("record_id"))
