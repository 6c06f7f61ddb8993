from aiuse_bot.db import Session
from aiuse_bot.domain.totals import recount_all, workspaces_of_other_zones


def recount_moved_workspaces() -> int:
    """Count the praise of workspaces anew whose days begin at another hour than before; returns how many records."""
    with Session.begin() as session:
        moved = workspaces_of_other_zones(session)
    return sum(_recount(workspace_id) for workspace_id in moved)


def _recount(workspace_id: str) -> int:
    """All at once: half a workspace counted by other days would be wrong for longer than the whole takes."""
    records = 0
    with Session.begin() as session:
        for step in recount_all(session, workspace_id):
            records = step.records
    return records
