"""Words that mean the same in this organisation, for operators; admins have `/usecase synonyms`."""

import click

from aiuse_bot.cli.database import database, operator_settings
from aiuse_bot.cli.errors import plain_errors
from aiuse_bot.cli.workspace import WORKSPACE, chosen_workspace
from aiuse_bot.db import Session
from aiuse_bot.domain.search.synonyms import add_synonyms, listed_synonyms, remove_synonyms, synonyms_of


@click.group("synonyms")
def synonyms_command() -> None:
    """Words that mean the same: those that come with the bot and those that were added here."""


@synonyms_command.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that come with the bot.")
@WORKSPACE
@plain_errors()
def list_command(workspace_id: str | None, *, everything: bool) -> None:
    """List what was added here, each line with the number by which it is removed."""
    with database(operator_settings()), Session.begin() as session:
        for line in synonyms_of(session, chosen_workspace(session, workspace_id)):
            click.echo(f"{line.id}\t{'; '.join(line.words)}")
    for words in listed_synonyms() if everything else ():
        click.echo(f"\t{'; '.join(words)}")


@synonyms_command.command("add")
@click.argument("words", nargs=-1, required=True)
@WORKSPACE
@plain_errors()
def add_command(words: tuple[str, ...], workspace_id: str | None) -> None:
    """Let WORDS mean the same from now on, such as "gift card" ギフト券."""
    with database(operator_settings()), Session.begin() as session:
        added = add_synonyms(session, chosen_workspace(session, workspace_id), words, by=None)
        if added is None:
            raise click.ClickException("Give at least two different words.")
        click.echo(f"{added.id}\t{'; '.join(added.words)}")


@synonyms_command.command("remove")
@click.argument("number", type=int)
@WORKSPACE
@plain_errors()
def remove_command(number: int, workspace_id: str | None) -> None:
    """Forget what was added here under NUMBER."""
    with database(operator_settings()), Session.begin() as session:
        if not remove_synonyms(session, chosen_workspace(session, workspace_id), number):
            raise click.ClickException(f"There is no line {number}; see aiuse-bot synonyms list.")
