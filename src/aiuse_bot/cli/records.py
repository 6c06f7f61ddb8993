"""Importing records from a file into the library."""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

import click

from aiuse_bot.cli.database import database, operator_settings
from aiuse_bot.cli.errors import plain_errors
from aiuse_bot.cli.progress import Progress
from aiuse_bot.cli.record_file import READERS, Problem, ReadRecord
from aiuse_bot.cli.workspace import WORKSPACE, chosen_workspace
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.capture import import_use_case
from aiuse_bot.jobs.search import encode_meanings, fold_words
from aiuse_bot.semantic import encoder

AT_ONCE = 200
"""Lines per transaction: an interrupted import keeps what it committed, and running it again continues from there."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--format", "kind", type=click.Choice(sorted(READERS)), help="By default the file's name says it.")
@WORKSPACE
@click.option("--dry-run", is_flag=True, help="Only check the file.")
@click.pass_context
@plain_errors()
def import_command(
    ctx: click.Context, file: Path, kind: str | None, workspace_id: str | None, *, dry_run: bool
) -> None:
    """Import records from a JSON Lines or CSV file, or from stdin with "-".

    Only a title is needed. A line that cannot be used is named on stderr, the others are kept, and the exit code is 1.
    Importing the same file again changes nothing.
    """
    counts: Counter[str] = Counter()
    with _opened(file) as stream, Progress("records") as progress:
        records = _good(READERS[kind or _kind_of(file)](stream), counts, progress)
        if dry_run:
            counts["usable"] = sum(1 for _ in records)
        else:
            _import(records, workspace_id, counts)
    click.echo(_summary(counts, dry_run=dry_run))
    ctx.exit(1 if counts["unusable"] else 0)


def _opened(file: Path) -> TextIOWrapper:
    """Open the file; bytes that are not UTF-8 become surrogates, so that their line can be reported."""
    raw = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    return TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")


def _kind_of(file: Path) -> str:
    return "csv" if file.suffix.lower() in {".csv", ".tsv"} else "jsonl"


def _good(lines: Iterable[ReadRecord | Problem], counts: Counter[str], progress: Progress) -> Iterator[ReadRecord]:
    """Yield the usable records, and report the unusable lines."""
    for read in lines:
        progress.one_more()
        if isinstance(read, Problem):
            counts["unusable"] += 1
            progress.say(f"line {read.line}: {read.text}")
            continue
        counts["unknown authors"] += read.names_author
        counts["masked"] += read.was_masked
        yield read


def _import(records: Iterator[ReadRecord], workspace_id: str | None, counts: Counter[str]) -> None:
    settings = operator_settings()
    model = encoder(settings.semantic)
    with database(settings):
        with Session.begin() as session:
            chosen = chosen_workspace(session, workspace_id)
        while batch := list(islice(records, AT_ONCE)):
            with Session.begin() as session:
                outcomes = [_import_one(session, chosen, record) for record in batch]
            counts.update(outcomes)
            fold_words()
            encode_meanings(model)


def _import_one(session: OpenSession, workspace_id: str, record: ReadRecord) -> str:
    made = import_use_case(
        session,
        workspace_id,
        record.external_id,
        record.fields,
        author_id=record.author_id,
        posted_at=record.posted_at or dt.datetime.now(dt.UTC),
    )
    return "known" if made is None else "imported"


def _summary(counts: Counter[str], *, dry_run: bool) -> str:
    told = ["usable"] if dry_run else ["imported", "known"]
    names = {
        "usable": "can be imported",
        "imported": "imported",
        "known": "were here already",
        "unusable": "cannot be used",
    }
    parts = [f"{counts[name]:,} {names[name]}" for name in [*told, "unusable"] if counts[name] or name == told[0]]
    authors = counts["unknown authors"]
    note = (
        f" {authors:,} name an author who is no Slack member id (U…); these are kept without author." if authors else ""
    )
    masked = counts["masked"]
    note += f" {masked:,} held secrets or personal data, which are masked." if masked else ""
    return f"{', '.join(parts)}.{note}{' Nothing was written.' if dry_run else ''}"
