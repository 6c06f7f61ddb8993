from aiuse_bot.db import Session
from aiuse_bot.domain.totals import recount_all, workspaces_of_other_zones


def recount_moved_workspaces() -> int:
    """Recount the praise of workspaces whose time zone has changed; returns the number of records."""
    with Session.begin() as session:
        moved = workspaces_of_other_zones(session)
    return sum(_recount(workspace_id) for workspace_id in moved)


def _recount(workspace_id: str) -> int:
    """Recount in one transaction: a half-recounted workspace would be wrong for longer than the whole takes."""
    records = 0
    with Session.begin() as session:
        for step in recount_all(session, workspace_id):
            records = step.records
    return records
