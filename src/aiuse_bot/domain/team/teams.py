"""The teams of a workspace: their names, the user groups they follow, and their champions."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, aliased

from aiuse_bot.domain.models import Team, TeamMembership, UseCase
from aiuse_bot.domain.search import index
from aiuse_bot.domain.team.membership import lock_teams
from aiuse_bot.domain.tools import folded

LONGEST_NAME = 75
"""Short enough for Slack's select menus."""


class TeamNameTakenError(ValueError):
    """Another team of the workspace has this name, or had it before it was merged."""


class UserGroupTakenError(ValueError):
    """Another team follows this user group; its name is the error's text."""


class UnknownTeamError(ValueError):
    """There is no such team, or no longer."""


class TeamFields(NamedTuple):
    """What an admin sets for a team."""

    name: str
    area: str | None = None
    user_group_id: str | None = None
    champion_ids: tuple[str, ...] = ()


def teams(session: Session, workspace_id: str) -> list[Team]:
    """Return the teams of a workspace, sorted by name."""
    current = select(Team).where(Team.workspace_id == workspace_id, Team.merged_into_id.is_(None))
    return list(session.scalars(current.order_by(Team.folded)))


def teams_like(session: Session, workspace_id: str, typed: str, limit: int) -> list[Team]:
    """Return teams whose name contains what was typed, prefix matches first."""
    wanted = folded(typed)
    begins = Team.folded.startswith(wanted, autoescape=True)
    found = select(Team).where(
        Team.workspace_id == workspace_id,
        Team.merged_into_id.is_(None),
        Team.folded.contains(wanted, autoescape=True),
    )
    return list(session.scalars(found.order_by(begins.desc(), Team.folded).limit(limit)))


def team_with_id(session: Session, workspace_id: str, team_id: int) -> Team:
    """Return a team, or the one into which it was merged. Raises `UnknownTeamError`."""
    return _current(session, Team.workspace_id == workspace_id, Team.id == team_id)


def team_named(session: Session, workspace_id: str, name: str) -> Team | None:
    """Return the team that this name means now, including names of merged teams; `None` if it is unknown."""
    try:
        return _current(session, Team.workspace_id == workspace_id, Team.folded == folded(name))
    except UnknownTeamError:
        return None


def add_team(session: Session, workspace_id: str, fields: TeamFields) -> Team:
    """Create a team. Raises `TeamNameTakenError` or `UserGroupTakenError`."""
    lock_teams(session, workspace_id)
    _refuse_taken(session, workspace_id, fields, own_id=None)
    team = Team(workspace_id=workspace_id, name=fields.name, folded=folded(fields.name))
    _describe(team, fields)
    session.add(team)
    session.flush()
    return team


def change_team(session: Session, workspace_id: str, team_id: int, fields: TeamFields) -> Team:
    """Replace all fields of a team; its records follow a new name.

    Raises `UnknownTeamError`, `TeamNameTakenError` or `UserGroupTakenError`.
    """
    lock_teams(session, workspace_id)
    team = team_with_id(session, workspace_id, team_id)
    _refuse_taken(session, workspace_id, fields, own_id=team.id)
    _take_back_name(session, team, fields.name)
    before, team.name, team.folded = team.name, fields.name, folded(fields.name)
    _describe(team, fields)
    session.flush()
    _rename_in_records(session, workspace_id, before, team.name)
    return team


def merge_teams(session: Session, workspace_id: str, team_id: int, into_id: int) -> Team:
    """Merge one team into another: people, past and present, and records move to it, and it inherits what it lacks.

    Returns the second. Raises `UnknownTeamError` if either is unknown, or both are the same.
    """
    lock_teams(session, workspace_id)
    source, target = (team_with_id(session, workspace_id, one) for one in (team_id, into_id))
    if source.id == target.id:
        raise UnknownTeamError(source.name)
    session.execute(update(TeamMembership).where(TeamMembership.team_id == source.id).values(team_id=target.id))
    session.execute(update(Team).where(Team.merged_into_id == source.id).values(merged_into_id=target.id))
    group_id, source.user_group_id, source.merged_into_id = source.user_group_id, None, target.id
    session.flush()
    target.user_group_id, target.area = target.user_group_id or group_id, target.area or source.area
    target.champion_ids = list(dict.fromkeys([*target.champion_ids, *source.champion_ids]))
    source.champion_ids = []
    session.flush()
    _rename_in_records(session, workspace_id, source.name, target.name)
    return target


def _current(session: Session, *conditions: ColumnElement[bool]) -> Team:
    into = aliased(Team)
    found = session.execute(
        select(Team, into).outerjoin(into, into.id == Team.merged_into_id).where(*conditions)
    ).one_or_none()
    if found is None:
        raise UnknownTeamError
    return found[1] or found[0]


def _refuse_taken(session: Session, workspace_id: str, fields: TeamFields, own_id: int | None) -> None:
    named = team_named(session, workspace_id, fields.name)
    if named is not None and named.id != own_id:
        raise TeamNameTakenError(named.name)
    if fields.user_group_id is None:
        return
    following = session.scalar(
        select(Team).where(Team.workspace_id == workspace_id, Team.user_group_id == fields.user_group_id)
    )
    if following is not None and following.id != own_id:
        raise UserGroupTakenError(following.name)


def _take_back_name(session: Session, team: Team, name: str) -> None:
    """A team may take the name of one merged into it: that name means this team already."""
    merged = session.scalar(
        select(Team).where(Team.merged_into_id == team.id, Team.folded == folded(name)).with_for_update()
    )
    if merged is not None:
        session.delete(merged)
        session.flush()


def _describe(team: Team, fields: TeamFields) -> None:
    team.area, team.user_group_id = fields.area, fields.user_group_id
    team.champion_ids = list(dict.fromkeys(fields.champion_ids))


def _rename_in_records(session: Session, workspace_id: str, before: str, after: str) -> None:
    if before == after:
        return
    held = select(UseCase).where(UseCase.workspace_id == workspace_id, UseCase.team == before)
    for use_case in session.scalars(held.order_by(UseCase.id).with_for_update()):
        use_case.team = after
        index(session, use_case)
