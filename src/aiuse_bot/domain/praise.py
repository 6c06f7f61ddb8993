"""Praise is a state: who holds which praising emoji on which message. Points follow from it, at any age.

A record can be praised at its post and at the bot's card below it. One person's praise of one record counts once,
however many emoji they use and wherever they put them.

Reactions are by far the most frequent event, so their statements are built once: building them anew costs SQLAlchemy
a third of all the time that an event takes.
"""

import datetime as dt

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey, hold_with_others
from aiuse_bot.domain.models import LedgerEntry, Reaction, UseCase


def add_reaction(session: Session, message: MessageKey, user_id: str, emoji: str, at: dt.datetime) -> bool:
    """Remember that a person holds an emoji on a message. Returns whether that was news; an older event is none."""
    return _set_reaction(session, message, user_id, emoji, at, present=True)


def remove_reaction(session: Session, message: MessageKey, user_id: str, emoji: str, at: dt.datetime) -> bool:
    """Remember that a person took an emoji back, whenever it was given. Returns whether that was news."""
    return _set_reaction(session, message, user_id, emoji, at, present=False)


def remove_known_reaction(session: Session, message: MessageKey, user_id: str, emoji: str, at: dt.datetime) -> bool:
    """Remember that an emoji was taken back which does not praise any more; one that never did is not remembered."""
    state = {**message._asdict(), "user_id": user_id, "emoji": emoji}
    held = update(Reaction).where(*(getattr(Reaction, name) == value for name, value in state.items()))
    is_older = Reaction.changed_at < at
    return (
        session.scalar(held.where(is_older).values(present=False, changed_at=at).returning(Reaction.emoji)) is not None
    )


def _set_reaction(
    session: Session, message: MessageKey, user_id: str, emoji: str, at: dt.datetime, *, present: bool
) -> bool:
    state = {**message._asdict(), "user_id": user_id, "emoji": emoji, "present": present, "changed_at": at}
    return session.connection().scalar(_UPSERT_REACTION, state) is not None


def praised_use_case(session: Session, message: MessageKey) -> UseCase | None:
    """Return the record that a message stands for, as its post or as its card, locked until the commit.

    The lock of the row makes two reactions of the same person at the same moment count one after the other; that of the
    message makes a reaction wait for a record that is being made of it right now.
    """
    hold_with_others(session, message)
    return session.scalar(_PRAISED_USE_CASE, message._asdict())


def settle_points(session: Session, use_case: UseCase, giver_id: str, points: int) -> int:
    """Make the ledger say what the reactions of one person on one record are worth now. Returns the change.

    `points` is what praise is worth. Nothing is given for praise of one's own record, nor for a withdrawn one.
    """
    if use_case.author_id is None:
        return 0
    may_praise = use_case.withdrawn_at is None and giver_id != use_case.author_id
    entry = {
        "workspace_id": use_case.workspace_id,
        "use_case_id": use_case.id,
        "user_id": use_case.author_id,
        "giver_id": giver_id,
        "worth": points if may_praise else 0,
        "channel_id": use_case.channel_id,
        "message_ts": use_case.message_ts,
        "card_ts": use_case.card_ts,
    }
    return int(session.connection().scalar(_SETTLE, entry) or 0)


def settle_all_points(session: Session, use_case: UseCase, points: int) -> None:
    """Settle the points of everybody who holds or held an emoji on this record: it is new, or it was withdrawn."""
    session.flush()
    reacted = select(Reaction.user_id).where(_on(use_case))
    credited = select(LedgerEntry.giver_id).where(LedgerEntry.use_case_id == use_case.id)
    for giver_id in session.scalars(reacted.union(credited)).all():
        settle_points(session, use_case, giver_id, points)


def praise_count(session: Session, use_case: UseCase) -> int:
    """Count the people who praise a record now, its author not among them."""
    count = session.scalar(
        select(func.count(Reaction.user_id.distinct())).where(
            _on(use_case), Reaction.present, Reaction.user_id != func.coalesce(use_case.author_id, "")
        )
    )
    return int(count or 0)


def _on(use_case: UseCase) -> ColumnElement[bool]:
    messages = [ts for ts in (use_case.message_ts, use_case.card_ts) if ts is not None]
    return and_(
        Reaction.workspace_id == use_case.workspace_id,
        Reaction.channel_id == use_case.channel_id,
        Reaction.message_ts.in_(messages),
    )


_NEW_REACTION = insert(Reaction)
_UPSERT_REACTION = _NEW_REACTION.on_conflict_do_update(
    index_elements=["workspace_id", "channel_id", "message_ts", "user_id", "emoji"],
    set_={"present": _NEW_REACTION.excluded.present, "changed_at": _NEW_REACTION.excluded.changed_at},
    where=Reaction.changed_at < _NEW_REACTION.excluded.changed_at,
).returning(Reaction.present)

_PRAISED_USE_CASE = (
    select(UseCase)
    .where(
        UseCase.workspace_id == bindparam("workspace_id"),
        UseCase.channel_id == bindparam("channel_id"),
        or_(UseCase.message_ts == bindparam("message_ts"), UseCase.card_ts == bindparam("message_ts")),
    )
    .limit(1)
    .with_for_update()
)

_HELD = exists().where(
    Reaction.workspace_id == bindparam("workspace_id"),
    Reaction.channel_id == bindparam("channel_id"),
    Reaction.message_ts.in_([bindparam("message_ts"), bindparam("card_ts")]),
    Reaction.user_id == bindparam("giver_id"),
    Reaction.present,
)
_GIVEN = (
    select(func.coalesce(func.sum(LedgerEntry.points), 0))
    .where(LedgerEntry.use_case_id == bindparam("use_case_id"), LedgerEntry.giver_id == bindparam("giver_id"))
    .scalar_subquery()
)
_OWED = case((_HELD, bindparam("worth", type_=LedgerEntry.points.type)), else_=literal(0)) - _GIVEN
_SETTLE = (
    insert(LedgerEntry)
    .from_select(
        ["workspace_id", "use_case_id", "user_id", "giver_id", "points"],
        select(
            bindparam("workspace_id", type_=LedgerEntry.workspace_id.type),
            bindparam("use_case_id", type_=LedgerEntry.use_case_id.type),
            bindparam("user_id", type_=LedgerEntry.user_id.type),
            bindparam("giver_id", type_=LedgerEntry.giver_id.type),
            _OWED,
        ).where(_OWED != 0),
    )
    .returning(LedgerEntry.points)
)
"""One entry for the difference between what a person's reactions are worth and what was given; none if equal."""
