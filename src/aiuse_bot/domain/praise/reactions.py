"""What is known of a reaction: the newest event decides, whatever order events arrive in.

Reactions are by far the most frequent event, so their statements are built once: rebuilding them in SQLAlchemy takes a
third of the total time spent on an event.
"""

import datetime as dt
from typing import Any, Literal, NamedTuple

from sqlalchemy import and_, bindparam, or_, select, text, update
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
    return set_reaction(session, reaction_state(message, user_id, emoji, at, worth, limit))


def remove_reaction(session: Session, message: MessageKey, user_id: str, emoji: str, at: dt.datetime) -> bool:
    """Record that a person took an emoji back, whenever it was given. Returns whether that was new."""
    return set_reaction(session, reaction_state(message, user_id, emoji, at, present=False))


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


def reaction_state(
    message: MessageKey,
    user_id: str,
    emoji: str,
    at: dt.datetime,
    worth: Worth = ONE_POINT,
    limit: PairLimit = NO_LIMIT,
    *,
    present: bool = True,
) -> dict[str, Any]:
    """Return the parameters of `UPSERT_REACTION`; an emoji that is not `present` is worth nothing."""
    state = {**message._asdict(), "user_id": user_id, "emoji": emoji, "present": present, "changed_at": at}
    value = worth._asdict() if present else Worth(0)._asdict()
    return {**state, **value, **limit.parameters(at)}


def set_reaction(session: Session, state: dict[str, Any]) -> bool:
    """Store the state of one reaction (`reaction_state`). Returns whether it was new."""
    return session.connection().scalar(_UPSERT, state) is not None


UPSERT_REACTION = f"""
    INSERT INTO reaction (
        workspace_id, channel_id, message_ts, user_id, emoji, present, changed_at, purpose, adds_up, points
    ) VALUES (
        :workspace_id, :channel_id, :message_ts, :user_id, :emoji, :present, :changed_at, :purpose, :adds_up,
        CASE WHEN {IS_REACHED} THEN 0 ELSE :points END
    )
    ON CONFLICT (workspace_id, channel_id, message_ts, user_id, emoji) DO UPDATE SET
        present = excluded.present, changed_at = excluded.changed_at,
        purpose = excluded.purpose, adds_up = excluded.adds_up, points = excluded.points
    WHERE reaction.changed_at < excluded.changed_at
    RETURNING *
"""  # noqa: S608 - made of constants
_UPSERT = text(UPSERT_REACTION)

_IS_OF_MESSAGE = and_(
    UseCase.workspace_id == bindparam("workspace_id"),
    UseCase.channel_id == bindparam("channel_id"),
    or_(UseCase.message_ts == bindparam("message_ts"), UseCase.card_ts == bindparam("message_ts")),
)
_LOCKED = select(UseCase.id, UseCase.author_id).with_for_update(key_share=True)
_UNMERGED = _LOCKED.where(_IS_OF_MESSAGE, UseCase.merged_into_id.is_(None)).limit(1)
_OF_MESSAGE = _LOCKED.add_columns(UseCase.merged_into_id).where(_IS_OF_MESSAGE).limit(1)
_WITH_ID = _LOCKED.where(UseCase.id == bindparam("record_id"))
