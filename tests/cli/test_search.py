import json
from pathlib import Path

import pytest

from aiuse_bot.cli.database import engine
from aiuse_bot.db import Session
from aiuse_bot.domain.models import UseCase
from aiuse_bot.semantic import encoder
from cli_tools import Cli
from makers import a_use_case

OFF = {"AIUSE_BOT_SEMANTIC": "off"}
RECORDS = [
    {"doc_id": "d1", "title": "Drafting refund mails", "tools": ["ChatGPT"], "department": "Support", "lang": "en"},
    {"doc_id": "d2", "title": "返金メールの下書き", "tools": ["Claude"], "department": "Legal", "lang": "ja"},
    {"doc_id": "d3", "title": "Weekly numbers", "tools": ["Claude"], "department": "Data", "lang": "en"},
]


@pytest.fixture
def library(tmp_path: Path, database_url: str, cli: Cli) -> str:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), encoding="utf-8")
    assert cli("import", path, DATABASE_URL=database_url, **OFF).exit_code == 0
    return database_url


def batch(cli: Cli, url: str, *queries: str, limit: int = 50) -> dict[str, list[str]]:
    stdin = "".join(json.dumps({"qid": f"q{n}", "query": query}) + "\n" for n, query in enumerate(queries))
    result = cli("search", "--batch", "--limit", str(limit), stdin=stdin, DATABASE_URL=url, **OFF)
    assert result.exit_code == 0, result.output
    return {line["qid"]: line["ranked"] for line in map(json.loads, result.stdout.splitlines())}


def test_a_batch_of_questions_gives_the_external_ids_best_first(library: str, cli: Cli) -> None:
    found = batch(cli, library, "refund", "返金", "weekly lang:en", "zebra")
    assert found == {"q0": ["d1", "d2"], "q1": ["d2", "d1"], "q2": ["d3"], "q3": []}
    assert batch(cli, library, "refund", limit=1) == {"q0": ["d1"]}


def test_a_record_from_slack_is_named_by_its_number(library: str, cli: Cli) -> None:
    with engine(library), Session.begin() as session:
        session.get_one(UseCase, 1).external_id = None
    assert batch(cli, library, "drafting") == {"q0": ["UC-1", "d2"]}


@pytest.mark.parametrize("line", ["refund", "[]", '{"qid": "q1"}', "7", "\xff"])
def test_a_line_that_is_no_question_is_named(library: str, cli: Cli, line: str) -> None:
    stdin = '{"qid": "q0", "query": "refund"}\n\n' + line + "\n"
    result = cli("search", "--batch", stdin=stdin.encode("latin-1"), DATABASE_URL=library, **OFF)
    assert result.exit_code == 1
    assert 'line 3: is not a JSON object with "qid" and "query"' in result.stderr
    assert json.loads(result.stdout) == {"qid": "q0", "ranked": ["d1", "d2"]}


@pytest.mark.parametrize("arguments", [[], ["refund", "--batch"]])
def test_it_is_either_a_question_or_a_batch(cli: Cli, arguments: list[str]) -> None:
    result = cli("search", *arguments, **OFF)
    assert (result.exit_code, "or --batch" in result.stderr) == (2, True)


def test_it_is_said_how_a_mistyped_word_was_read(library: str, cli: Cli) -> None:
    result = cli("search", "wekly numbers", DATABASE_URL=library, **OFF)
    assert result.stderr == "Nobody wrote “wekly”; searched for weekly.\n"
    assert "UC-3" in result.stdout


def test_a_reindex_leaves_search_as_it_was_and_counts_anew(library: str, cli: Cli) -> None:
    before = batch(cli, library, "refund", "wekly", "numbers")
    assert cli("reindex", DATABASE_URL=library, **OFF).stdout == "0 records brought up to date.\n"
    result = cli("reindex", "--all", "--count", DATABASE_URL=library, **OFF)
    assert result.stdout == "3 records brought up to date, words counted anew.\n"
    assert batch(cli, library, "refund", "wekly", "numbers") == before


def test_operators_add_words_of_the_same_meaning_list_them_and_take_them_back(library: str, cli: Cli) -> None:
    assert batch(cli, library, "lunar module") == {"q0": []}
    assert cli("synonyms", "add", "lunar module", "weekly numbers", DATABASE_URL=library).stdout == (
        "1\tlunar module; weekly numbers\n"
    )
    assert batch(cli, library, "lunar module") == {"q0": ["d3"]}
    assert cli("synonyms", "list", DATABASE_URL=library).stdout == "1\tlunar module; weekly numbers\n"
    assert "refund; money back" in cli("synonyms", "list", "--all", DATABASE_URL=library).stdout
    assert cli("synonyms", "remove", "1", DATABASE_URL=library).exit_code == 0
    assert batch(cli, library, "lunar module") == {"q0": []}
    assert "There is no line 1" in cli("synonyms", "remove", "1", DATABASE_URL=library).stderr
    assert "at least two" in cli("synonyms", "add", "alone", DATABASE_URL=library).stderr


def test_records_are_found_by_meaning_where_the_optional_model_is_there(
    tmp_path: Path, database_url: str, cli: Cli
) -> None:
    assert encoder("auto") is not None
    lines = ({"doc_id": "1", "title": "How to calm down shouting people"}, {"doc_id": "2", "title": "Car tyre sizes"})
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    on = {"DATABASE_URL": database_url, "AIUSE_BOT_SEMANTIC": "auto"}
    assert cli("import", path, **on).exit_code == 0
    found = json.loads(cli("search", "screaming visitors", "--json", **on).stdout)
    assert [hit["external_id"] for hit in found] == ["1"]
    assert json.loads(cli("search", "screaming visitors", "--json", **{**on, **OFF}).stdout) == []


def test_a_private_record_is_in_no_batch(library: str, cli: Cli) -> None:
    with engine(library), Session.begin() as session:
        a_use_case(session).channel_id = "C0UNKNOWN"
    assert batch(cli, library, "refund") == {"q0": ["d1", "d2"]}
