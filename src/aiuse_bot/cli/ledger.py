"""The ledger of points, for operators: check that it matches what the reactions are worth, and repair it."""

from collections.abc import Sequence

import click

from aiuse_bot.cli.database import database, operator_settings
from aiuse_bot.cli.errors import plain_errors
from aiuse_bot.cli.workspace import WORKSPACE, chosen_workspace
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise import Difference, differences, settle_all_points, settle_tips_to_people

MOST_SHOWN = 100


@click.group("ledger")
def ledger_command() -> None:
    """Compare the ledger of points with what the reactions that are there are worth."""


@ledger_command.command("check")
@WORKSPACE
@plain_errors()
@click.pass_context
def check_command(ctx: click.Context, workspace_id: str | None) -> None:
    """List what differs; exit with 1 if anything does. Reads every reaction and changes nothing."""
    with database(operator_settings()), Session.begin() as session:
        found = differences(session, chosen_workspace(session, workspace_id), MOST_SHOWN)
        _show(session, found)
    click.echo("The ledger is right." if not found else f"{_count(found)} differences.")
    ctx.exit(1 if found else 0)


@ledger_command.command("repair")
@click.option("--yes", is_flag=True, help="Do it; without this only what would be done is listed.")
@WORKSPACE
@plain_errors()
def repair_command(workspace_id: str | None, *, yes: bool) -> None:
    """Add the entries that are missing. Entries that are there are never changed or removed."""
    with database(operator_settings()):
        while True:
            with Session.begin() as session:
                chosen = chosen_workspace(session, workspace_id)
                found = differences(session, chosen, MOST_SHOWN)
                _show(session, found)
                if not found or not yes:
                    break
                settle_tips_to_people(session, chosen)
                for use_case_id in sorted({one.use_case_id for one in found if one.use_case_id is not None}):
                    settle_all_points(session, session.get_one(UseCase, use_case_id, with_for_update=True))
    click.echo("The ledger is right." if not found else f"{_count(found)} to add. Add them with --yes.")


def _show(session: OpenSession, found: Sequence[Difference]) -> None:
    for one in found:
        use_case = session.get(UseCase, one.use_case_id) if one.use_case_id is not None else None
        where = f"UC-{use_case.number}" if use_case is not None else "–"
        click.echo(f"{where}\t{one.kind}\t{one.giver_id} → {one.user_id}\t{one.points:+}")


def _count(found: Sequence[Difference]) -> str:
    return f"{len(found)} or more" if len(found) == MOST_SHOWN else str(len(found))
