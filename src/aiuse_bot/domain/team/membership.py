"""Who is in which team, and since when. A move starts a new period; earlier periods stay as they were."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable

from sqlalchemy import ColumnElement, delete, func, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from aiuse_bot.domain.models import Team, TeamMembership
from aiuse_bot.domain.team.periods import Period, Source, with_period, without_source


def team_of(session: Session, workspace_id: str, user_id: str, at: dt.datetime) -> Team | None:
    """Return the team somebody was in at a moment; `None` if they were in none, or nothing is known."""
    return teams_of(session, workspace_id, [user_id], at).get(user_id)


def teams_of(session: Session, workspace_id: str, user_ids: Iterable[str], at: dt.datetime) -> dict[str, Team]:
    """Return the team of each of these people at a moment; people in no team are left out."""
    found = (
        select(TeamMembership.user_id, Team)
        .join(Team, Team.id == TeamMembership.team_id)
        .where(TeamMembership.workspace_id == workspace_id, _one_of(user_ids), lasting(at))
    )
    return {row[0]: row[1] for row in session.execute(found)}


def period_of(session: Session, workspace_id: str, user_id: str, at: dt.datetime) -> Period | None:
    """Return the period that covers a moment for somebody, with its source; `None` if there is none."""
    return next((one for one in _periods(session, workspace_id, [user_id]).get(user_id, ()) if one.covers(at)), None)


def join_team(
    session: Session, workspace_id: str, user_id: str, team_id: int, source: Source, *, since: dt.datetime
) -> bool:
    """Put somebody into a team from a moment on, which ends their time in another.

    Returns whether anything changed: what a stronger source says stays.
    """
    period = Period(since, None, team_id, source)
    return bool(
        rewrite_periods(session, workspace_id, [user_id], lambda _user_id, periods: with_period(periods, period))
    )


def choose_no_team(session: Session, workspace_id: str, user_id: str, *, since: dt.datetime) -> bool:
    """Put somebody in no team, whatever lists and user groups say. Returns whether anything changed."""
    period = Period(since, None, None, "self")
    return bool(
        rewrite_periods(session, workspace_id, [user_id], lambda _user_id, periods: with_period(periods, period))
    )


def leave_to_others(session: Session, workspace_id: str, user_id: str, source: Source, *, since: dt.datetime) -> bool:
    """End what a source says about somebody; from the next list or user group sync on, those decide.

    Returns whether anything changed.
    """
    return bool(
        rewrite_periods(
            session, workspace_id, [user_id], lambda _user_id, periods: without_source(periods, source, since)
        )
    )


def members_of_teams(session: Session, workspace_id: str, at: dt.datetime) -> dict[int, list[str]]:
    """Return who is in each team at a moment, by the team's id; empty teams are left out."""
    found = (
        select(Team.id, TeamMembership.user_id)
        .join(Team, Team.id == TeamMembership.team_id)
        .where(TeamMembership.workspace_id == workspace_id, lasting(at))
        .order_by(TeamMembership.user_id)
    )
    members: dict[int, list[str]] = {}
    for team_id, user_id in session.execute(found):
        members.setdefault(team_id, []).append(user_id)
    return members


def erase_person(session: Session, workspace_id: str, user_id: str) -> None:
    """Delete every trace of somebody here: the teams they were in, and those they are a champion of."""
    lock_teams(session, workspace_id)
    session.execute(
        delete(TeamMembership).where(TeamMembership.workspace_id == workspace_id, TeamMembership.user_id == user_id)
    )
    session.execute(
        update(Team)
        .where(Team.workspace_id == workspace_id, Team.champion_ids.contains([user_id]))
        .values(champion_ids=func.array_remove(Team.champion_ids, user_id))
    )


def rewrite_periods(
    session: Session,
    workspace_id: str,
    user_ids: Collection[str],
    change: Callable[[str, list[Period]], list[Period]],
) -> list[str]:
    """Replace the periods of each person by what `change` returns for them. Returns who changed."""
    lock_teams(session, workspace_id)
    known = _periods(session, workspace_id, user_ids)
    after = {user_id: change(user_id, known.get(user_id, [])) for user_id in user_ids}
    changed = [user_id for user_id, periods in after.items() if periods != known.get(user_id, [])]
    session.execute(delete(TeamMembership).where(TeamMembership.workspace_id == workspace_id, _one_of(changed)))
    rows = [
        {"workspace_id": workspace_id, "user_id": user_id, **period._asdict()}
        for user_id in changed
        for period in after[user_id]
    ]
    if rows:
        session.execute(insert(TeamMembership), rows)
    return changed


def lock_teams(session: Session, workspace_id: str) -> None:
    """Serialize changes to a workspace's teams until the commit. They are rare and short.

    The table itself rejects overlapping periods; the lock keeps concurrent changes from running into that.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"teams/{workspace_id}", 0))))


def lasting(at: dt.datetime) -> ColumnElement[bool]:
    """Return the condition under which a membership covers a moment."""
    return (TeamMembership.began_at <= at) & or_(TeamMembership.ended_at.is_(None), TeamMembership.ended_at > at)


def _periods(session: Session, workspace_id: str, user_ids: Iterable[str]) -> dict[str, list[Period]]:
    columns = [getattr(TeamMembership, name) for name in Period._fields]
    found = (
        select(TeamMembership.user_id, *columns)
        .where(TeamMembership.workspace_id == workspace_id, _one_of(user_ids))
        .order_by(TeamMembership.user_id, TeamMembership.began_at)
    )
    periods: dict[str, list[Period]] = {}
    for user_id, *values in session.execute(found):
        periods.setdefault(user_id, []).append(Period(*values))
    return periods


def _one_of(user_ids: Iterable[str]) -> ColumnElement[bool]:
    """Use a single parameter, however many people there are."""
    return TeamMembership.user_id == func.any(literal(list(user_ids), ARRAY(Text)))
