"""Teams that follow a Slack user group: its members are in the team, unless a stronger source says otherwise."""

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Team, TeamMembership, Workspace
from aiuse_bot.domain.team.membership import lock_teams, rewrite_periods
from aiuse_bot.domain.team.periods import Period, with_period, without_source


def followed_groups(session: Session, workspace_id: str) -> dict[str, int]:
    """Return the user groups that teams follow, each with the id of its team."""
    linked = select(Team.user_group_id, Team.id).where(
        Team.workspace_id == workspace_id, Team.user_group_id.is_not(None)
    )
    return {group_id: team_id for group_id, team_id in session.execute(linked) if group_id is not None}


def workspaces_with_groups(session: Session) -> list[str]:
    """Return the workspaces in which a team follows a user group."""
    linked = select(Team.workspace_id).where(Team.user_group_id.is_not(None)).distinct()
    return list(session.scalars(linked.order_by(Team.workspace_id)))


def follow_groups(
    session: Session, workspace_id: str, members: Mapping[str, Collection[str]], *, read_at: dt.datetime
) -> int | None:
    """Make teams follow their groups, as read from Slack starting at `read_at`; returns how many people changed.

    A group missing from `members` (disabled, or gone) changes nothing. Somebody in several groups stays in their
    current team if it is one of them, else goes to the oldest team. `None`: a later read of the groups was stored
    first.
    """
    lock_teams(session, workspace_id)
    if not _is_news(session, workspace_id, read_at):
        return None
    teams = {
        team_id: members[group] for group, team_id in followed_groups(session, workspace_id).items() if group in members
    }
    wanted: dict[str, list[int]] = {}
    for team_id in sorted(teams):
        for user_id in teams[team_id]:
            wanted.setdefault(user_id, []).append(team_id)
    people = wanted.keys() | _followers(session, workspace_id, teams, read_at)

    def follow(user_id: str, periods: list[Period]) -> list[Period]:
        return _followed(periods, wanted.get(user_id, []), read_at)

    return len(rewrite_periods(session, workspace_id, sorted(people), follow))


def _followed(periods: list[Period], team_ids: list[int], at: dt.datetime) -> list[Period]:
    if not team_ids:
        return without_source(periods, "group", at)
    now = next((period.team_id for period in periods if period.covers(at)), None)
    return with_period(periods, Period(at, None, now if now in team_ids else team_ids[0], "group"))


def _followers(session: Session, workspace_id: str, team_ids: Collection[int], at: dt.datetime) -> set[str]:
    """Return who is in these teams because of a group, now or later."""
    following = select(TeamMembership.user_id).where(
        TeamMembership.workspace_id == workspace_id,
        TeamMembership.source == "group",
        TeamMembership.team_id.in_(team_ids),
        or_(TeamMembership.ended_at.is_(None), TeamMembership.ended_at > at),
    )
    return set(session.scalars(following))


def _is_news(session: Session, workspace_id: str, read_at: dt.datetime) -> bool:
    """Two reads of the groups may be stored in reverse order; the one that began later wins."""
    noted = session.scalar(
        update(Workspace)
        .where(
            Workspace.id == workspace_id,
            or_(Workspace.user_groups_read_at.is_(None), Workspace.user_groups_read_at < read_at),
        )
        .values(user_groups_read_at=read_at)
        .returning(Workspace.id)
    )
    return noted is not None
