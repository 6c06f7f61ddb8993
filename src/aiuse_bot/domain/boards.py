"""Boards: which cases are praised most, and which teams share.

Each person counts once, and each team of theirs once more, so that thanks from across the company weigh more than
thanks from the next desk.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import PraiseTotal, Preference, UseCase
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search import Hit
from aiuse_bot.domain.team import members_of_teams, teams

Period = Literal["week", "month", "quarter", "all"]
SMALLEST_GROUP = 5
"""Smaller groups get no figures: they would reveal individuals."""

ALL_TIME = dt.date(1, 1, 1)


class TeamLine(NamedTuple):
    """A team's figures: cases shared, by how many people, and thanks for them (a person counts once for each case)."""

    name: str
    cases: int
    sharers: int
    thanks: int


class TeamBoard(NamedTuple):
    """Teams with figures, best first; and those with fewer than five people, by name only."""

    lines: Sequence[TeamLine]
    small: Sequence[str]


class PersonLine(NamedTuple):
    """Somebody who opted in to the board."""

    user_id: str
    cases: int
    thanks: int


def starts_on(period: Period, now: dt.datetime, zone: ZoneInfo) -> dt.date:
    """Return the first day of the current period: Monday, first of the month or quarter; `ALL_TIME` for "all"."""
    today = now.astimezone(zone).date()
    if period == "week":
        return today - dt.timedelta(days=today.weekday())
    if period == "month":
        return today.replace(day=1)
    return ALL_TIME if period == "all" else today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)


def top_cases(
    session: Session,
    workspace_id: str,
    may_read: ColumnElement[bool],
    period: Period,
    start: dt.date,
    *also: ColumnElement[bool],
    limit: int = 10,
) -> list[Hit]:
    """Return the cases praised most in a period, newest first among equals; `also` narrows them further."""
    best = (
        select(UseCase, PraiseTotal.people)
        .join(PraiseTotal, PraiseTotal.use_case_id == UseCase.id)
        .where(_in_period(workspace_id, period, start), may_read, *also)
        .order_by(PraiseTotal.score.desc(), PraiseTotal.use_case_id.desc())
        .limit(limit)
    )
    return [Hit(use_case, people) for use_case, people in session.execute(best)]


def top_teams(
    session: Session, workspace_id: str, period: Period, start: dt.date, zone: ZoneInfo, now: dt.datetime
) -> TeamBoard:
    """Return what each team shared and was thanked for in a period, counting only what everybody may read."""
    everybody = readable(workspace_id, EVERY_MEMBER)
    since = dt.datetime.combine(start, dt.time(), zone) if start != ALL_TIME else None
    shared = select(UseCase.team, func.count(), func.count(UseCase.author_id.distinct())).where(everybody)
    shared = shared.where(UseCase.team.is_not(None), *([] if since is None else [UseCase.posted_at >= since]))
    thanked = (
        select(UseCase.team, func.sum(PraiseTotal.people), func.sum(PraiseTotal.score))
        .join(PraiseTotal, PraiseTotal.use_case_id == UseCase.id)
        .where(_in_period(workspace_id, period, start), everybody, UseCase.team.is_not(None))
    )
    cases = {str(name): (count, people) for name, count, people in session.execute(shared.group_by(UseCase.team))}
    thanks = {
        str(name): (int(people), int(score)) for name, people, score in session.execute(thanked.group_by(UseCase.team))
    }
    ranked = sorted(
        {*cases, *thanks}, key=lambda name: (-thanks.get(name, (0, 0))[1], -cases.get(name, (0, 0))[0], name)
    )
    large = _large_teams(session, workspace_id, now)
    lines = [TeamLine(name, *cases.get(name, (0, 0)), thanks.get(name, (0, 0))[0]) for name in ranked if name in large]
    return TeamBoard(lines, [name for name in ranked if name not in large])


def top_people(
    session: Session, workspace_id: str, period: Period, start: dt.date, limit: int = 10
) -> list[PersonLine]:
    """Return who was thanked most in a period, among those who opted in to the board and do not hide their points."""
    everybody = readable(workspace_id, EVERY_MEMBER)
    is_author = or_(
        UseCase.author_id == Preference.user_id, UseCase.co_author_ids.contains(array([Preference.user_id]))
    )
    thanks = func.sum(PraiseTotal.people)
    people = (
        select(Preference.user_id, func.count(), thanks)
        .join(UseCase, and_(UseCase.workspace_id == Preference.workspace_id, is_author))
        .join(PraiseTotal, PraiseTotal.use_case_id == UseCase.id)
        .where(Preference.workspace_id == workspace_id, Preference.on_boards, Preference.hides_points.is_(False))
        .where(_in_period(workspace_id, period, start), everybody)
        .group_by(Preference.user_id)
        .order_by(func.sum(PraiseTotal.score).desc(), Preference.user_id)
        .limit(limit)
    )
    return [PersonLine(user_id, cases, int(count)) for user_id, cases, count in session.execute(people)]


def _in_period(workspace_id: str, period: Period, start: dt.date) -> ColumnElement[bool]:
    return and_(PraiseTotal.workspace_id == workspace_id, PraiseTotal.period == period, PraiseTotal.starts_on == start)


def _large_teams(session: Session, workspace_id: str, now: dt.datetime) -> set[str]:
    members = members_of_teams(session, workspace_id, now)
    return {team.name for team in teams(session, workspace_id) if len(members.get(team.id, ())) >= SMALLEST_GROUP}
