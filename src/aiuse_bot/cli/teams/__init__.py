"""Teams for operators: import, export and show who is in which team."""

import datetime as dt
import sys
from io import TextIOWrapper
from pathlib import Path

import click

from aiuse_bot.cli.database import database, operator_settings
from aiuse_bot.cli.errors import plain_errors
from aiuse_bot.cli.table import table
from aiuse_bot.cli.teams.formatting import as_csv, of_person, of_team, of_teams, preview, summary
from aiuse_bot.cli.teams.list_file import ReadList, read_list
from aiuse_bot.cli.workspace import WORKSPACE, chosen_workspace
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.team import erase_person, import_list, memberships, team_named

MOST_REPORTED = 20
"""The number of faulty lines reported; once they are fixed, the next run reports the others."""

AT = click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="As it was on that day, 00:00 UTC; by default now.",
)


@click.group("teams")
def teams_command() -> None:
    """Who is in which team and when; admins keep the list of teams with `/usecase teams`."""


@teams_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@WORKSPACE
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@plain_errors()
def import_command(file: Path, workspace_id: str | None, *, dry_run: bool) -> None:
    """Take over a CSV file with the columns member, team and, where known, from and until ("-": stdin).

    Either the whole file is taken or, where one line is wrong, nothing of it. What people chose themselves stays.
    Importing the same file again changes nothing.
    """
    now = dt.datetime.now(dt.UTC)
    read = _good(file, now)
    with database(operator_settings()), Session.begin() as session:
        imported = import_list(session, chosen_workspace(session, workspace_id), read.lines, now=now)
        if dry_run:
            session.rollback()
    if dry_run:
        _print_moves(preview(imported))
    click.echo(summary(imported, read.left_out, dry_run=dry_run))


@teams_command.command("export")
@WORKSPACE
@plain_errors()
def export_command(workspace_id: str | None) -> None:
    """Write everybody's times in teams as CSV to stdout: member, team, from, until, and who said so (source)."""
    with database(operator_settings()), Session.begin() as session:
        known = memberships(session, chosen_workspace(session, workspace_id))
    click.echo(as_csv(known), nl=False)


@teams_command.command("show")
@click.argument("what", metavar="[TEAM|MEMBER]", required=False)
@AT
@WORKSPACE
@plain_errors()
def show_command(what: str | None, at: dt.datetime | None, workspace_id: str | None) -> None:
    """Show all teams, who is in one TEAM, or where one MEMBER (U…) has been."""
    moment = at.replace(tzinfo=dt.UTC) if at else dt.datetime.now(dt.UTC)
    with database(operator_settings()), Session.begin() as session:
        click.echo(_shown(session, chosen_workspace(session, workspace_id), what, moment))


@teams_command.command("forget")
@click.argument("member")
@WORKSPACE
@plain_errors()
def forget_command(member: str, workspace_id: str | None) -> None:
    """Delete for good in which teams MEMBER (U…) was and is, and whose champion they are."""
    with database(operator_settings()), Session.begin() as session:
        chosen = chosen_workspace(session, workspace_id)
        times = len(memberships(session, chosen, user_id=member))
        erase_person(session, chosen, member)
    click.echo(f"Forgotten: {times:,} {'time' if times == 1 else 'times'} in teams.")


def _good(file: Path, now: dt.datetime) -> ReadList:
    """Return the list of a valid file; else report its problems and stop before anything is written."""
    raw = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    with TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        read = read_list(stream, now)
    for problem in read.problems[:MOST_REPORTED]:
        click.echo(str(problem), err=True)
    if not read.problems:
        return read
    more = len(read.problems) - MOST_REPORTED
    raise click.ClickException(f"{f'And {more:,} more. ' if more > 0 else ''}Nothing was imported.")


def _print_moves(lines: list[list[str]]) -> None:
    if lines:
        click.echo(table(("member", "from team", "to team"), lines))


def _shown(session: OpenSession, workspace_id: str, what: str | None, at: dt.datetime) -> str:
    if what is None:
        return of_teams(session, workspace_id, at)
    team = team_named(session, workspace_id, what)
    if team is not None:
        return of_team(session, team, at)
    person = memberships(session, workspace_id, user_id=what)
    if not person:
        raise click.ClickException(f"There is no team {what}, and nothing is known of a member {what}.")
    return of_person(person)
