"""Which workspace a command applies to."""

import click
from sqlalchemy import select

from aiuse_bot.db import OpenSession
from aiuse_bot.domain.models import Workspace
from aiuse_bot.domain.workspace import sole_workspace

WORKSPACE = click.option("--workspace", "workspace_id", metavar="T…", help="Needed only where several are known.")


def chosen_workspace(session: OpenSession, workspace_id: str | None) -> str:
    """Return the id of the given workspace, which must be known, or of the only one; else `click.ClickException`."""
    if workspace_id is None:
        try:
            return sole_workspace(session)
        except ValueError as error:
            raise click.ClickException(f"The workspace must be named with --workspace: {error}.") from error
    if session.get(Workspace, workspace_id) is None:
        known = ", ".join(session.scalars(select(Workspace.id).order_by(Workspace.id))) or "none yet"
        raise click.ClickException(f"The workspace {workspace_id} is not known here. Known: {known}.")
    return workspace_id
