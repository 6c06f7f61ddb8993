"""Who reused what a record describes, and how it went. It is the most valuable thanks; never for one's own record."""

import datetime as dt
from collections.abc import Iterable
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import Reaction, Reuse, TeamMembership, UseCase
from aiuse_bot.domain.praise import (
    Worth,
    add_reaction,
    is_kept,
    praised_use_case,
    record_id,
    remove_known_reaction,
    remove_reaction,
    settle_points,
)
from aiuse_bot.domain.praise.people import Part
from aiuse_bot.domain.rules import Rules

Outcome = Literal["worked", "partly", "did_not"]
OUTCOMES: tuple[Outcome, ...] = ("worked", "partly", "did_not")


class ReuseReport(NamedTuple):
    """What somebody reports of their reuse: how it went, what they changed, and the record they made of it."""

    outcome: Outcome = "worked"
    note: str | None = None
    own_use_case_id: int | None = None


class Reused(NamedTuple):
    """How many people reused a record, and how many teams they were in."""

    people: int = 0
    teams: int = 0


NOBODY = Reused()


def record_reuse(
    session: Session, use_case: UseCase, user_id: str, report: ReuseReport, *, points: int, at: dt.datetime
) -> None:
    """Record that somebody reused a record; a later report replaces their earlier one. The record must be locked.

    `points` are what a reuse is worth now: changing a report keeps what it was worth.
    """
    _set(session, use_case, user_id, report, by_emoji=False, points=points, at=at)


def take_back_reuse(session: Session, use_case: UseCase, user_id: str, *, at: dt.datetime) -> bool:
    """Record that somebody did not reuse a record after all; erases their note. Returns whether there was a report."""
    reuse = reuse_of(session, use_case, user_id)
    if reuse is None:
        return False
    reuse.withdrawn_at, reuse.note, reuse.own_use_case_id = at, None, None
    _settle(session, use_case, user_id)
    return True


def reuse_by_emoji(
    session: Session, message: MessageKey, user_id: str, emoji: str, at: dt.datetime, rules: Rules
) -> None:
    """Count an emoji on a message as a reuse of what it describes, now or once it is a record."""
    use_case = praised_use_case(session, message)
    if not is_kept(session, message, use_case):
        return
    if add_reaction(session, message, user_id, emoji, at, Worth(0, purpose="reuse")) and use_case is not None:
        follow_emoji(session, use_case, user_id, points=rules.points_for_reuse, at=at)
        settle_points(session, use_case.id, user_id)  # the emoji may have meant praise until the rules changed


def take_back_emoji(
    session: Session, message: MessageKey, user_id: str, emoji: str, at: dt.datetime, rules: Rules, *, is_reuse: bool
) -> None:
    """Take back the reuse an emoji reported, or its praise while it meant that. Others are not remembered.

    `is_reuse`: it means reuse today, so its removal is remembered even if it arrives before the addition.
    """
    use_case = praised_use_case(session, message)
    if not is_kept(session, message, use_case):
        return
    remove = remove_reaction if is_reuse else remove_known_reaction
    if remove(session, message, user_id, emoji, at) and use_case is not None:
        follow_emoji(session, use_case, user_id, points=rules.points_for_reuse, at=at)
        settle_points(session, use_case.id, user_id)


def follow_emoji(session: Session, use_case: UseCase, user_id: str, *, points: int, at: dt.datetime) -> None:
    """Derive from one person's reuse emoji that a record worked for them; a report they wrote themselves stays."""
    reuse, holds = reuse_of(session, use_case, user_id), _holds_emoji(session, use_case, user_id)
    if reuse is None and holds:
        _set(session, use_case, user_id, ReuseReport(), by_emoji=True, points=points, at=at)
    elif reuse is not None and reuse.by_emoji and not holds:
        take_back_reuse(session, use_case, user_id, at=at)


def follow_all_emoji(session: Session, use_case: UseCase, *, points: int, at: dt.datetime) -> None:
    """Count reuse emoji that are older than the record, or older than what we know of its card."""
    holders = select(Reaction.user_id).distinct().select_from(UseCase, Part, Reaction)
    for user_id in session.scalars(holders.where(UseCase.id == use_case.id, _reuses())).all():
        follow_emoji(session, use_case, user_id, points=points, at=at)


def reuse_of(session: Session, use_case: UseCase, user_id: str) -> Reuse | None:
    """Return somebody's report on their reuse of a record; `None` if there is none, or it was taken back."""
    reuse = session.get(Reuse, (use_case.id, user_id), populate_existing=True)
    return reuse if reuse is not None and reuse.withdrawn_at is None else None


def reuse_count(session: Session, use_case: UseCase) -> Reused:
    """Count the people who reused a record, and the teams they were in when they did."""
    return reuse_counts(session, [use_case.id]).get(use_case.id, NOBODY)


def reuse_counts(session: Session, use_case_ids: Iterable[int]) -> dict[int, Reused]:
    """Count the people and teams that reused each of these records; a record nobody reused is left out."""
    people, teams = func.count(Reuse.user_id.distinct()), func.count(TeamMembership.team_id.distinct())
    theirs = and_(
        TeamMembership.workspace_id == Reuse.workspace_id,
        TeamMembership.user_id == Reuse.user_id,
        TeamMembership.began_at <= Reuse.at,
        or_(TeamMembership.ended_at.is_(None), TeamMembership.ended_at > Reuse.at),
    )
    counted = (
        select(UseCase.id, people, teams)
        .join(Part, or_(Part.id == UseCase.id, Part.merged_into_id == UseCase.id))
        .join(Reuse, Reuse.use_case_id == Part.id)
        .outerjoin(TeamMembership, theirs)
        .where(UseCase.id.in_(list(use_case_ids)), reused())
        .group_by(UseCase.id)
    )
    return {row[0]: Reused(row[1], row[2]) for row in session.execute(counted)}


def reused() -> ColumnElement[bool]:
    """Return the condition under which a `Reuse` of a `Part` counts for a `UseCase` now."""
    return and_(
        or_(Part.id == UseCase.id, Part.merged_into_id == UseCase.id),
        Part.withdrawn_at.is_(None),
        Reuse.use_case_id == Part.id,
        Reuse.withdrawn_at.is_(None),
        Reuse.user_id != func.coalesce(UseCase.author_id, ""),
        Reuse.user_id != UseCase.co_author_ids.all_(),
    )


def erase_notes(session: Session, use_case: UseCase) -> None:
    """Empty the notes people wrote about a record that is withdrawn; that they reused it stays."""
    session.execute(update(Reuse).where(Reuse.use_case_id == use_case.id).values(note=None))


def _set(
    session: Session,
    use_case: UseCase,
    user_id: str,
    report: ReuseReport,
    *,
    by_emoji: bool,
    points: int,
    at: dt.datetime,
) -> None:
    values = {**report._asdict(), "by_emoji": by_emoji, "withdrawn_at": None}
    fresh = {"at": at, "points": points}
    key = {"workspace_id": use_case.workspace_id, "use_case_id": use_case.id, "user_id": user_id}
    is_changed = reuse_of(session, use_case, user_id) is not None
    made = insert(Reuse).values(**key, **values, **fresh)
    session.execute(
        made.on_conflict_do_update(
            index_elements=["use_case_id", "user_id"], set_=values if is_changed else {**values, **fresh}
        )
    )
    _settle(session, use_case, user_id)


def _settle(session: Session, use_case: UseCase, user_id: str) -> None:
    session.flush()
    settle_points(session, record_id(use_case), user_id)


def _holds_emoji(session: Session, use_case: UseCase, user_id: str) -> bool:
    held = select(Reaction.emoji).select_from(UseCase, Part, Reaction)
    theirs = held.where(UseCase.id == use_case.id, _reuses(), Reaction.user_id == user_id)
    return session.scalar(theirs.limit(1)) is not None


def _reuses() -> ColumnElement[bool]:
    """Return the condition under which a `Reaction` at a `Part` reports the reuse of a `UseCase`."""
    return and_(
        or_(Part.id == UseCase.id, Part.merged_into_id == UseCase.id),
        Reaction.workspace_id == Part.workspace_id,
        Reaction.channel_id == Part.channel_id,
        or_(Reaction.message_ts == Part.message_ts, Reaction.message_ts == Part.card_ts),
        Reaction.present,
        Reaction.purpose == "reuse",
        Reaction.user_id != func.coalesce(UseCase.author_id, ""),
        Reaction.user_id != UseCase.co_author_ids.all_(),
    )
