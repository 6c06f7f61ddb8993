"""A tip emoji on a message is a tip: the newest event decides, late and repeated ones change nothing."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import Tip, UseCase
from aiuse_bot.domain.praise import settle_tip
from aiuse_bot.domain.rules import Rules
from aiuse_bot.domain.tips.allowance import lock_giver
from aiuse_bot.domain.tips.giving import Giver, decide, new_tip, receivers, tip_of

ONE_POINT = 1


def add_tip_reaction(
    session: Session,
    message: MessageKey,
    giver: Giver,
    emoji: str,
    at: dt.datetime,
    rules: Rules,
    *,
    is_late: bool = False,
) -> Tip | None:
    """Give one point for an emoji added to a message, which the caller has locked. `None`: nothing new, or no tip.

    At a message that is not a record yet, the tip waits for the record and costs nothing. `is_late` is for a reaction
    whose time is unknown: it is stored, but is no tip.
    """
    lock_giver(session, message.workspace_id, giver.user_id)
    cause = cause_of(message, giver.user_id, emoji)
    known = tip_of(session, message.workspace_id, cause)
    if known is not None and (known.changed_at >= at or known.state != "withdrawn"):
        known.changed_at = max(known.changed_at, at)
        return None
    part = _record_at(session, message)
    people = receivers(session, part, giver.user_id) if part is not None else []
    if part is not None and (part.withdrawn_at is not None or not people):
        return None
    tip = _reset(session, known, new_tip(message.workspace_id, giver, cause, ONE_POINT, at), message, emoji)
    if is_late:
        tip.state = "refused"
        return None
    if part is None:
        return None
    tip.use_case_id = part.id
    decide(session, tip, people, rules)
    return tip


def is_tip_reaction(session: Session, message: MessageKey, user_id: str, emoji: str) -> bool:
    """Whether this emoji of this person on this message is, was, or could have been a tip."""
    return tip_of(session, message.workspace_id, cause_of(message, user_id, emoji)) is not None


def remove_tip_reaction(session: Session, message: MessageKey, user_id: str, emoji: str, at: dt.datetime) -> bool:
    """Take back the tip of an emoji; its points return to the allowance of its own period.

    Returns whether a tip was taken back. A removal is stored even if it arrives before the addition.
    """
    cause = cause_of(message, user_id, emoji)
    lock_giver(session, message.workspace_id, user_id)
    tip = tip_of(session, message.workspace_id, cause)
    if tip is None:
        tip = _reset(session, None, _removed_first(message, user_id, cause, at), message, emoji)
    elif tip.changed_at >= at:
        return False
    was_given = tip.state == "given"
    tip.state, tip.changed_at, tip.withdrawn_at, tip.note = "withdrawn", at, at, None
    session.flush()
    if was_given:
        settle_tip(session, tip.id)
    return was_given


def waiting_tips(session: Session, use_case: UseCase, rules: Rules) -> Iterator[Tip]:
    """Decide the tips that waited for a record, which the caller has locked; yields them, given or refused."""
    stamps = [ts for ts in (use_case.message_ts, use_case.card_ts) if ts is not None]
    waiting = select(Tip.cause, Tip.giver_id).where(
        Tip.workspace_id == use_case.workspace_id,
        Tip.channel_id == use_case.channel_id,
        Tip.message_ts.in_(stamps),
        Tip.state == "waiting",
    )
    # Always in the same order, to avoid deadlocks: two records that appear at once may share their tippers.
    for cause, giver_id in session.execute(waiting.order_by(Tip.giver_id, Tip.at)).all():
        lock_giver(session, use_case.workspace_id, giver_id)
        tip = tip_of(session, use_case.workspace_id, cause)
        people = receivers(session, use_case, giver_id)
        if tip is not None and tip.state == "waiting" and people:
            tip.use_case_id = use_case.id
            decide(session, tip, people, rules)
            yield tip


def cause_of(message: MessageKey, user_id: str, emoji: str) -> str:
    """Return the cause under which an emoji of one person on one message is stored."""
    return f"reaction:{message.channel_id}:{message.message_ts}:{user_id}:{emoji}"


def _reset(session: Session, known: Tip | None, made: Tip, message: MessageKey, emoji: str) -> Tip:
    """Make the stored tip of a cause as if just created; it keeps its id, which the ledger refers to."""
    if known is None:
        made.channel_id, made.message_ts, made.emoji = message.channel_id, message.message_ts, emoji
        session.add(made)
        return made
    for name in ("points", "state", "given_on", "zone", "at", "changed_at"):
        setattr(known, name, getattr(made, name))
    known.withdrawn_at = None
    return known


def _removed_first(message: MessageKey, user_id: str, cause: str, at: dt.datetime) -> Tip:
    """Return a tip that stores a removal which arrived before its addition; its day is set by the addition."""
    return Tip(
        workspace_id=message.workspace_id, cause=cause, giver_id=user_id, points=ONE_POINT, state="withdrawn",
        given_on=at.date(), zone="UTC", at=at, changed_at=at,
    )  # fmt: skip


def _record_at(session: Session, message: MessageKey) -> UseCase | None:
    """Return the record whose post or card a message is: that record itself, even if it was merged."""
    spoken_for = select(UseCase).where(
        UseCase.workspace_id == message.workspace_id,
        UseCase.channel_id == message.channel_id,
        or_(UseCase.message_ts == message.message_ts, UseCase.card_ts == message.message_ts),
    )
    return session.scalar(spoken_for.limit(1))
