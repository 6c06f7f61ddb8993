from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import LOCAL_WORKSPACE, Workspace


def connect_workspace(
    session: Session,
    workspace_id: str,
    *,
    name: str | None,
    url: str | None,
    bot_user_id: str | None,
    bot_id: str | None,
) -> None:
    """Store the workspace's name and URL, and the bot's own identity in it."""
    ensure_workspace(session, workspace_id)
    known = {"name": name, "url": url, "bot_user_id": bot_user_id, "bot_id": bot_id}
    session.execute(update(Workspace).where(Workspace.id == workspace_id).values(**known))


def ensure_workspace(session: Session, workspace_id: str) -> None:
    """Make sure that rows can refer to this workspace, even before Slack has told us more about it.

    What was imported before any workspace was known belongs to the first one that appears.
    """
    if workspace_id != LOCAL_WORKSPACE and session.get(Workspace, workspace_id) is None:
        session.execute(update(Workspace).where(Workspace.id == LOCAL_WORKSPACE).values(id=workspace_id))
    session.execute(insert(Workspace).values(id=workspace_id).on_conflict_do_nothing())


def sole_workspace(session: Session) -> str:
    """Return the workspace that server commands mean when they name none; the local one if there is none yet.

    Raises `ValueError` if several are known, because a guess could reach the wrong people.
    """
    known = session.scalars(select(Workspace.id).order_by(Workspace.id).limit(3)).all()
    if len(known) > 1:
        raise ValueError(f"several workspaces are known ({', '.join(known)}): say which one")
    if not known:
        ensure_workspace(session, LOCAL_WORKSPACE)
        return LOCAL_WORKSPACE
    return known[0]


def workspaces(session: Session) -> list[str]:
    """Return the ids of all known workspaces."""
    return list(session.scalars(select(Workspace.id).order_by(Workspace.id)))


def workspace_url(session: Session, workspace_id: str) -> str | None:
    """Return the base URL of the workspace's permalinks; `None` if Slack has not told us."""
    return session.scalar(select(Workspace.url).where(Workspace.id == workspace_id))
