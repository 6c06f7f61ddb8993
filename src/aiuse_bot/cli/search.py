"""Searching the library from the command line, for people, programs and evaluations of search quality."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from typing import NamedTuple

import click

from aiuse_bot.cli.database import database, operator_settings
from aiuse_bot.cli.errors import plain_errors
from aiuse_bot.cli.table import table
from aiuse_bot.cli.workspace import WORKSPACE, chosen_workspace
from aiuse_bot.db import Session
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search import Answer, Hit, ask
from aiuse_bot.semantic import encoder


class _Line(NamedTuple):
    qid: str
    query: str


@click.command("search")
@click.argument("query", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
@click.option("--batch", is_flag=True, help="Many questions, as JSON Lines on stdin; see below.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@WORKSPACE
@plain_errors()
def search_command(query: str | None, limit: int, workspace_id: str | None, *, as_json: bool, batch: bool) -> None:
    """Search the library as somebody who is in no private channel.

    QUERY may hold "phrases" and filters: tool:Claude team:Legal by:U123 in:C123 lang:ja has:prompt since:30d.

    With --batch each line of stdin is {"qid", "query"}, and each line of stdout {"qid", "ranked"}: the external ids of
    the records found, best first (UC-42 for a record that has none).
    """
    if batch == (query is not None):
        raise click.UsageError("Give a QUERY, or --batch and lines on stdin.")
    settings = operator_settings()
    with database(settings):
        with Session.begin() as session:
            chosen = chosen_workspace(session, workspace_id)
        if query is None:
            _answer_all(chosen, limit, settings.semantic)
        else:
            _show(_answer(chosen, query, limit, settings.semantic), as_json=as_json)


def _answer(workspace_id: str, query: str, limit: int, semantic: str) -> Answer:
    now = dt.datetime.now(dt.UTC)
    everybody = readable(workspace_id, EVERY_MEMBER)
    with Session.begin() as session:
        return ask(session, workspace_id, query, readable=everybody, limit=limit, now=now, encoder=encoder(semantic))


def _answer_all(workspace_id: str, limit: int, semantic: str) -> None:
    for line in _lines():
        ranked = [_external_id(hit) for hit in _answer(workspace_id, line.query, limit, semantic).hits]
        click.echo(json.dumps({"qid": line.qid, "ranked": ranked}, ensure_ascii=False))


def _lines() -> Iterator[_Line]:
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            read = json.loads(line)
            yield _Line(str(read["qid"]), str(read["query"]))
        except (ValueError, TypeError, KeyError, RecursionError):
            raise click.ClickException(f'line {number}: is not a JSON object with "qid" and "query"') from None


def _external_id(hit: Hit) -> str:
    return hit.use_case.external_id or f"UC-{hit.use_case.number}"


def _show(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_as_json(hit) for hit in answer.hits], ensure_ascii=False))
        return
    for word, others in answer.repairs.items():
        click.echo(f"Nobody wrote “{word}”; searched for {' and '.join(others)}.", err=True)
    click.echo(_as_table(answer.hits) if answer.hits else "Nothing found.")


def _as_json(hit: Hit) -> dict[str, object]:
    use_case = hit.use_case
    return {
        "number": use_case.number,
        "title": use_case.title,
        "issue": use_case.issue,
        "result": use_case.result,
        "tools": use_case.tools,
        "language": use_case.language,
        "external_id": use_case.external_id,
    }


def _as_table(hits: list[Hit]) -> str:
    rows = [(f"UC-{hit.use_case.number}", hit.use_case.title, ", ".join(hit.use_case.tools)) for hit in hits]
    return table(("", "title", "tools"), rows)
