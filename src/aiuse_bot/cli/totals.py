"""Recounting the totals that the boards show."""

import click

from aiuse_bot.cli.database import database, operator_settings
from aiuse_bot.cli.errors import plain_errors
from aiuse_bot.cli.progress import Progress
from aiuse_bot.cli.workspace import WORKSPACE, chosen_workspace
from aiuse_bot.db import Session
from aiuse_bot.domain.totals import RecountProgress, recount_all


@click.command("totals")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 where totals are wrong.")
@WORKSPACE
@plain_errors()
@click.pass_context
def totals_command(ctx: click.Context, workspace_id: str | None, *, check: bool) -> None:
    """Count anew how many people of how many teams praise each record, by week, month, quarter and in all.

    The bot keeps these totals up to date by itself. This is for a list of teams that says who was where in the past,
    and for whoever wants to be sure.
    """
    with database(operator_settings()):
        with Session.begin() as session:
            chosen = chosen_workspace(session, workspace_id)
        done = _recount(chosen, keep=not check)
    click.echo(f"{done.records:,} records counted, {done.wrong:,} totals {'are wrong' if check else 'corrected'}.")
    ctx.exit(1 if check and done.wrong else 0)


def _recount(workspace_id: str, *, keep: bool) -> RecountProgress:
    """Recount, committing after each batch; without `keep`, roll everything back at the end."""
    done = RecountProgress(0, 0)
    with Progress("records") as progress, Session() as session:
        for step in recount_all(session, workspace_id):
            if keep:
                session.commit()
            for _ in range(step.records - done.records):
                progress.one_more()
            done = step
        if keep:
            session.commit()
        else:
            session.rollback()
    return done
