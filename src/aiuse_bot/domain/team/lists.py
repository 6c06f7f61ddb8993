"""Import and export of team memberships in bulk: an operator's list comes in, everything known goes out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Team, TeamMembership
from aiuse_bot.domain.team.membership import lasting, lock_teams, rewrite_periods, teams_of
from aiuse_bot.domain.team.periods import Period, Source, with_period, without_source
from aiuse_bot.domain.team.teams import TeamFields, add_team, team_named


class Listed(NamedTuple):
    """A line of a list: somebody is in a team from a moment on, until before another or, with `None`, for good."""

    user_id: str
    team: str
    began_at: dt.datetime
    ended_at: dt.datetime | None = None


class Move(NamedTuple):
    """Where somebody is after a list was imported, and where they were; `None` stands for no team."""

    user_id: str
    before: str | None
    after: str | None


class ImportedList(NamedTuple):
    """What a list changed.

    `new_teams` are the names that were unknown. `moves` are the people who are in another team now, `changed` is how
    many people changed at all, past or future included, and `chose_otherwise` lists who stays in the team they chose
    themselves.
    """

    new_teams: list[str]
    moves: list[Move]
    changed: int
    chose_otherwise: list[str]


class Membership(NamedTuple):
    """A period somebody spent in a team; `team` is `None` for a period in which they chose to be in none."""

    user_id: str
    team: str | None
    began_at: dt.datetime
    ended_at: dt.datetime | None
    source: Source


def import_list(session: Session, workspace_id: str, lines: Sequence[Listed], *, now: dt.datetime) -> ImportedList:
    """Import a list of who was in which team; teams that do not exist yet are created.

    For everybody on it the list replaces what earlier lists said, from its first entry about them on. Everybody else
    stays as they are, and so does what people chose themselves. Of two lines about one person and moment, the later one
    counts.
    """
    lock_teams(session, workspace_id)
    team_ids, new_teams = _ids_of(session, workspace_id, lines)
    wanted = _by_person(lines, team_ids)
    before = teams_of(session, workspace_id, wanted, now)
    changed = rewrite_periods(
        session, workspace_id, sorted(wanted), lambda user_id, known: _listed(known, wanted[user_id])
    )
    after = teams_of(session, workspace_id, wanted, now)
    moves = [Move(user_id, _name(before, user_id), _name(after, user_id)) for user_id in sorted(wanted)]
    own = _chosen_by_themselves(session, workspace_id, wanted, now)
    return ImportedList(new_teams, [move for move in moves if move.before != move.after], len(changed), own)


def memberships(
    session: Session, workspace_id: str, *, user_id: str | None = None, team_id: int | None = None
) -> list[Membership]:
    """Return all memberships, of everybody, one person or one team, ordered by person, then by time."""
    known = (
        select(TeamMembership, Team.name)
        .outerjoin(Team, Team.id == TeamMembership.team_id)
        .where(TeamMembership.workspace_id == workspace_id)
        .order_by(TeamMembership.user_id, TeamMembership.began_at)
    )
    wanted = known if user_id is None else known.where(TeamMembership.user_id == user_id)
    wanted = wanted if team_id is None else wanted.where(TeamMembership.team_id == team_id)
    return [
        Membership(row.user_id, name, row.began_at, row.ended_at, _source(row.source))
        for row, name in session.execute(wanted)
    ]


def _ids_of(session: Session, workspace_id: str, lines: Sequence[Listed]) -> tuple[dict[str, int], list[str]]:
    """Return the team of each name, and the names of those that had to be made."""
    ids: dict[str, int] = {}
    new: list[str] = []
    for name in dict.fromkeys(line.team for line in lines):
        team = team_named(session, workspace_id, name)
        if team is None:
            team = add_team(session, workspace_id, TeamFields(name))
            new.append(name)
        ids[name] = team.id
    return ids, new


def _by_person(lines: Sequence[Listed], team_ids: Mapping[str, int]) -> dict[str, list[Period]]:
    wanted: dict[str, list[Period]] = {}
    for line in sorted(lines, key=lambda line: line.began_at):
        period = Period(line.began_at, line.ended_at, team_ids[line.team], "csv")
        wanted.setdefault(line.user_id, []).append(period)
    return wanted


def _listed(known: list[Period], wanted: list[Period]) -> list[Period]:
    periods = without_source(known, "csv", wanted[0].began_at)
    for period in wanted:
        periods = with_period(periods, period)
    return periods


def _chosen_by_themselves(
    session: Session, workspace_id: str, wanted: Mapping[str, list[Period]], now: dt.datetime
) -> list[str]:
    """Return who is now in another team than the list says, by their own choice."""
    listed = {
        user_id: period.team_id for user_id, periods in wanted.items() for period in periods if period.covers(now)
    }
    chosen = select(TeamMembership.user_id, TeamMembership.team_id).where(
        TeamMembership.workspace_id == workspace_id,
        TeamMembership.source == "self",
        lasting(now),
    )
    own = {row.user_id: row.team_id for row in session.execute(chosen)}
    return sorted(user_id for user_id, team_id in listed.items() if user_id in own and own[user_id] != team_id)


def _name(teams: Mapping[str, Team], user_id: str) -> str | None:
    team = teams.get(user_id)
    return team.name if team else None


def _source(kept: str) -> Source:
    return "self" if kept == "self" else "csv" if kept == "csv" else "group"
