import json
from pathlib import Path

import pytest

from aiuse_bot.cli.database import engine
from aiuse_bot.db import Session
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.workspace import ensure_workspace
from cli_tools import Cli
from makers import a_message, a_use_case, a_watched_channel

RECORDS = [
    {"doc_id": "1", "title": "Drafting refund mails", "issue": "Slow", "result": "Fast", "tools": ["ChatGPT"]},
    {"doc_id": "2", "title": "返金メールの下書き", "issue": "遅い", "result": "半分になった", "tools": ["Claude"]},
]


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), encoding="utf-8")
    return path


def found(cli: Cli, query: str, database_url: str, *more: str) -> list[dict[str, object]]:
    result = cli("search", query, "--json", *more, DATABASE_URL=database_url)
    assert result.exit_code == 0, result.output
    hits: list[dict[str, object]] = json.loads(result.stdout)
    return hits


def test_imported_records_are_found_in_both_languages(records: Path, database_url: str, cli: Cli) -> None:
    result = cli("import", records, DATABASE_URL=database_url)
    assert (result.exit_code, result.stdout) == (0, "2 imported.\n")
    assert [hit["external_id"] for hit in found(cli, "refund", database_url)] == ["1", "2"]
    assert found(cli, "半分", database_url) == [
        {
            "number": 2,
            "title": "返金メールの下書き",
            "issue": "遅い",
            "result": "半分になった",
            "tools": ["Claude"],
            "language": "ja",
            "external_id": "2",
        }
    ]


def test_importing_twice_changes_nothing(records: Path, database_url: str, cli: Cli) -> None:
    cli("import", records, DATABASE_URL=database_url)
    again = cli("import", records, DATABASE_URL=database_url)
    assert (again.exit_code, again.stdout) == (0, "0 imported, 2 were here already.\n")
    assert len(found(cli, "refund 返金", database_url)) == 2


def test_records_without_id_are_not_doubled_either(database_url: str, cli: Cli) -> None:
    for _ in range(2):
        cli("import", "-", stdin='{"title": "Refund mails"}', DATABASE_URL=database_url)
    assert len(found(cli, "refund", database_url)) == 1


def test_good_lines_are_kept_beside_bad_ones(database_url: str, cli: Cli) -> None:
    lines = ['{"title": "Refund mails"}', "{}", '{"title": "Refund calls"}']
    result = cli("import", "-", stdin="\n".join(lines), DATABASE_URL=database_url)
    assert result.exit_code == 1
    assert result.stdout == "2 imported, 1 cannot be used.\n"
    assert result.stderr == "line 2: title: is required\n"
    assert len(found(cli, "refund", database_url)) == 2


def test_a_table_is_known_by_its_name(tmp_path: Path, database_url: str, cli: Cli) -> None:
    table = tmp_path / "records.csv"
    table.write_bytes("\ufeffタイトル,ツール\r\n返金メール,ChatGPT\r\n".encode())
    assert cli("import", table, DATABASE_URL=database_url).stdout == "1 imported.\n"
    assert found(cli, "返金", database_url)[0]["tools"] == ["ChatGPT"]


def test_more_lines_than_one_transaction_takes(database_url: str, cli: Cli) -> None:
    lines = "".join(json.dumps({"title": f"Refund case {number}"}) + "\n" for number in range(401))
    assert cli("import", "-", stdin=lines, DATABASE_URL=database_url).stdout == "401 imported.\n"
    assert len(found(cli, "refund", database_url, "--limit", "1000")) == 401


def test_a_dry_run_needs_no_database_and_writes_nothing(records: Path, cli: Cli) -> None:
    result = cli("import", records, "--dry-run", DATABASE_URL="postgresql://127.0.0.1:1/nobody")
    assert (result.exit_code, result.stdout) == (0, "2 can be imported. Nothing was written.\n")


def test_authors_who_are_no_members_are_counted(database_url: str, cli: Cli) -> None:
    lines = '{"title": "a", "author": "Aya"}\n{"title": "b", "author": "U0AYA"}\n'
    result = cli("import", "-", stdin=lines, DATABASE_URL=database_url)
    assert "1 name an author who is no Slack member id" in result.stdout
    with engine(database_url), Session.begin() as session:
        assert session.query(UseCase.author_id).order_by(UseCase.number).all() == [(None,), ("U0AYA",)]


def test_where_several_workspaces_are_known_one_must_be_named(records: Path, database_url: str, cli: Cli) -> None:
    with engine(database_url), Session.begin() as session:
        ensure_workspace(session, "T0ONE")
        ensure_workspace(session, "T0TWO")
    result = cli("import", records, DATABASE_URL=database_url)
    assert (result.exit_code, "T0ONE, T0TWO" in result.stderr, "--workspace" in result.stderr) == (1, True, True)
    assert cli("import", records, "--workspace", "T0TWO", DATABASE_URL=database_url).exit_code == 0
    assert found(cli, "refund", database_url, "--workspace", "T0ONE") == []
    assert len(found(cli, "refund", database_url, "--workspace", "T0TWO")) == 2


def test_a_workspace_that_nobody_knows_is_refused(records: Path, database_url: str, cli: Cli) -> None:
    result = cli("import", records, "--workspace", "T0TYPO", DATABASE_URL=database_url)
    assert (result.exit_code, "T0TYPO is not known here" in result.stderr) == (1, True)


def test_search_hides_private_channels_from_the_server_too(database_url: str, cli: Cli) -> None:
    with engine(database_url), Session.begin() as session:
        secret = a_message("C0PRIVATE")
        a_use_case(session, secret)
        a_watched_channel(session, "C0PRIVATE", is_private=True)
        shown = a_use_case(session).number
    assert [hit["number"] for hit in found(cli, "refund", database_url)] == [shown]


def test_search_shows_a_table(records: Path, database_url: str, cli: Cli) -> None:
    cli("import", records, DATABASE_URL=database_url)
    assert cli("search", "refund", DATABASE_URL=database_url).stdout.splitlines() == [
        "      title                  tools",
        "UC-1  Drafting refund mails  ChatGPT",
        "UC-2  返金メールの下書き     Claude",
    ]
    assert cli("search", "nothing like it", DATABASE_URL=database_url).stdout == "Nothing found.\n"


@pytest.mark.parametrize("query", ["' OR 1=1 --", "!!!", "\\", "x" * 10_000, "a\x00b"])
def test_any_query_is_answered(query: str, database_url: str, cli: Cli) -> None:
    assert found(cli, query, database_url) == []


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_that_is_none_is_a_usage_error(limit: str, cli: Cli) -> None:
    assert cli("search", "refund", "--limit", limit).exit_code == 2


def test_a_file_that_is_not_there_is_a_usage_error(cli: Cli) -> None:
    assert cli("import", "nowhere.jsonl").exit_code == 2
