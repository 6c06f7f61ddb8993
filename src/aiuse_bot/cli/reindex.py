"""Bringing the search index up to date while the bot runs."""

import click

from aiuse_bot.cli.database import database, operator_settings
from aiuse_bot.cli.errors import plain_errors
from aiuse_bot.cli.progress import Progress
from aiuse_bot.cli.workspace import WORKSPACE, chosen_workspace
from aiuse_bot.db import Session
from aiuse_bot.domain.search.reindex import reindex
from aiuse_bot.domain.search.statistics import rebuild
from aiuse_bot.jobs.search import encode_meanings, fold_words
from aiuse_bot.semantic import encoder

AT_ONCE = 200
"""Records per transaction: they are locked for a fraction of a second."""


@click.command("reindex")
@click.option("--all", "everything", is_flag=True, help="Also records that are up to date.")
@click.option("--count", is_flag=True, help="Afterwards, count the words of all records anew.")
@WORKSPACE
@plain_errors()
def reindex_command(workspace_id: str | None, *, everything: bool, count: bool) -> None:
    """Make records findable that were written by an earlier version of the bot.

    Search answers meanwhile. An interrupted run goes on where it was; with --all it begins again.
    """
    settings = operator_settings()
    with database(settings):
        with Session.begin() as session:
            chosen = chosen_workspace(session, workspace_id)
        with Progress("records") as progress:
            done = _reindex(chosen, progress, everything=everything)
        if count:
            with Session.begin() as session:
                rebuild(session, chosen)
        encode_meanings(encoder(settings.semantic))
    click.echo(f"{done:,} records brought up to date{', words counted anew' if count else ''}.")


def _reindex(workspace_id: str, progress: Progress, *, everything: bool) -> int:
    done, after = 0, 0
    while True:
        with Session.begin() as session:
            step = reindex(session, workspace_id, after=after, limit=AT_ONCE, everything=everything)
        fold_words()
        if step.last is None:
            return done
        after, done = step.last, done + step.records
        for _ in range(step.records):
            progress.one_more()
