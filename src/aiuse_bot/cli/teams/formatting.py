"""Formatting teams for operators."""

import csv
import datetime as dt
from collections.abc import Sequence
from io import StringIO

from aiuse_bot.cli.table import table
from aiuse_bot.db import OpenSession
from aiuse_bot.domain.models import Team
from aiuse_bot.domain.team import ImportedList, Membership, Source, members_of_teams, memberships, teams

SOURCE_NAMES: dict[Source, str] = {"self": "their own choice", "csv": "a list", "group": "a Slack user group"}


def preview(imported: ImportedList) -> list[list[str]]:
    """Return who would move, as rows: the person, where they are, where they would be."""
    return [[move.user_id, move.before or "–", move.after or "–"] for move in imported.moves]


def summary(imported: ImportedList, left_out: int, *, dry_run: bool) -> str:
    """Return a sentence on what an import changed, or would change."""
    parts = [f"{_people(len(imported.moves))} {'would be' if dry_run else 'are'} in another team now"]
    elsewhen = imported.changed - len(imported.moves)
    if elsewhen > 0:
        parts.append(f"{_people(elsewhen)} {'would be' if dry_run else 'were'} changed at other times only")
    sentences = [f"{', '.join(parts)}."]
    if imported.new_teams:
        sentences.append(f"New {'team' if len(imported.new_teams) == 1 else 'teams'}: {', '.join(imported.new_teams)}.")
    if imported.chose_otherwise:
        sentences.append(f"Stay where they put themselves: {', '.join(imported.chose_otherwise)}.")
    if left_out:
        lines = "line was" if left_out == 1 else "lines were"
        sentences.append(
            f"{left_out:,} {lines} left out, because people or user groups say these (source self, group)."
        )
    return " ".join([*sentences, *(["Nothing was written."] if dry_run else [])])


def as_csv(known: Sequence[Membership]) -> str:
    """Return memberships as CSV that can be imported; times are in UTC."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("member", "team", "from", "until", "source"))
    writer.writerows((one.user_id, one.team, _iso(one.began_at), _iso(one.ended_at), one.source) for one in known)
    return written.getvalue()


def of_teams(session: OpenSession, workspace_id: str, at: dt.datetime) -> str:
    """Return a table of all teams with the number of people in each at time `at`."""
    sizes = {team_id: len(people) for team_id, people in members_of_teams(session, workspace_id, at).items()}
    rows = [
        [team.name, team.area or "", str(sizes.get(team.id, 0)), team.user_group_id or "", " ".join(team.champion_ids)]
        for team in teams(session, workspace_id)
    ]
    return table(("team", "area", "people", "user group", "champions"), rows) if rows else "There are no teams yet."


def of_team(session: OpenSession, team: Team, at: dt.datetime) -> str:
    """Return a table of who was in a team at time `at`, since when, and the source of that."""
    there = [
        one
        for one in memberships(session, team.workspace_id, team_id=team.id)
        if one.began_at <= at and (one.ended_at is None or one.ended_at > at)
    ]
    rows = [[one.user_id, _day(one.began_at), SOURCE_NAMES[one.source]] for one in there]
    return table(("member", "since", "said by"), rows) if rows else f"Nobody is in {team.name}."


def of_person(person: Sequence[Membership]) -> str:
    """Return a table of one person's memberships."""
    rows = [
        [
            one.team or "in no team",
            _day(one.began_at),
            _day(one.ended_at) if one.ended_at else "",
            SOURCE_NAMES[one.source],
        ]
        for one in person
    ]
    return table(("team", "from", "until", "said by"), rows)


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"


def _iso(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat() if moment else ""


def _day(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
