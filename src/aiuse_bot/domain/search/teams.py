"""Resolving the team that a query's filter means."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from aiuse_bot.domain.models import Team
from aiuse_bot.domain.search.vector import filter_mark

_GROUP = "subteam^"
"""How Slack writes a mention of a user group."""


def canonical_team(session: Session, workspace_id: str, mark: str) -> str:
    """Return the mark of the team that `team:` means, under its current name.

    It may be named by a team merged into it, or by mentioning the user group that it follows. An unknown name is
    returned unchanged, because imported records may have teams that are on no list.
    """
    named = mark.partition(":")[2]
    into = aliased(Team)
    is_group = named.startswith(_GROUP)
    is_meant = Team.user_group_id == named.removeprefix(_GROUP).upper() if is_group else Team.folded == named
    name = session.scalar(
        select(func.coalesce(into.name, Team.name))
        .select_from(Team)
        .outerjoin(into, into.id == Team.merged_into_id)
        .where(Team.workspace_id == workspace_id, is_meant)
    )
    return filter_mark("team", name) if name else mark
