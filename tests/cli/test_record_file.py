import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.cli.record_file import Problem, ReadRecord, read_csv, read_jsonl
from aiuse_bot.cli.record_file.columns import COLUMNS
from aiuse_bot.domain.text import LONGEST_POST

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["title", "issue", "tools", "id", "lang", "posted_at", "author", "課題", "other"])


def one(values: dict[str, Any]) -> ReadRecord:
    (read,) = read_jsonl([json.dumps(values)])
    assert isinstance(read, ReadRecord), read
    return read


def problem(values: object) -> str:
    (read,) = read_jsonl([json.dumps(values)])
    assert isinstance(read, Problem), read
    return read.text


def test_a_record_of_the_library_format_is_read_whole() -> None:
    record = one({
        "doc_id": "d7", "lang": "en", "title": "Refund mails", "issue": "Slow", "approach": "Prompt", "result": "Fast",
        "tools": ["ChatGPT", "Claude"], "department": "CS", "author": "U0AYA", "posted_at": "2026-04-03T10:00:00+09:00",
    })  # fmt: skip
    assert (record.external_id, record.author_id) == ("d7", "U0AYA")
    assert record.posted_at == dt.datetime(2026, 4, 3, 1, tzinfo=dt.UTC)
    assert record.fields.tools == ("ChatGPT", "Claude")
    assert (record.fields.team, record.fields.language, record.fields.result) == ("CS", "en", "Fast")


def test_japanese_columns_are_known_in_any_width() -> None:
    rows = [
        "タイトル,課題,結果,ﾂｰﾙ,部署,投稿日\n",
        "返金メール,時間がかかる,半分になった,ChatGPT、Claude,CS,2026/4/3\n",
    ]
    (record,) = read_csv(rows)
    assert isinstance(record, ReadRecord)
    assert record.fields[:2] == ("返金メール", "時間がかかる")
    assert (record.fields.tools, record.fields.language) == (("ChatGPT", "Claude"), "ja")
    assert record.posted_at == dt.datetime(2026, 4, 3, tzinfo=dt.UTC)


@pytest.mark.parametrize("tools", ["A;B", "A, B", "A、B", ["A", "B", "A", " "], "A\nB"])
def test_tools_are_a_list_or_text_with_separators(tools: object) -> None:
    assert one({"title": "t", "tools": tools}).fields.tools == ("A", "B")


@pytest.mark.parametrize(
    ("written", "language"), [("ja-JP", "ja"), ("Japanese", "ja"), ("日本語", "ja"), ("EN", "en"), (None, "en")]
)
def test_languages_are_read_as_people_write_them(written: str | None, language: str) -> None:
    assert one({"title": "Refund", "lang": written}).fields.language == language


@pytest.mark.parametrize("written", ["<@U0AYA>", "@U0AYA", "U0AYA", "<@U0AYA|aya>"])
def test_a_slack_member_is_kept_as_author(written: str) -> None:
    assert one({"title": "t", "author": written}).author_id == "U0AYA"


def test_another_name_is_no_author_and_that_is_said() -> None:
    record = one({"title": "t", "author": "田中 綾"})
    assert (record.author_id, record.names_author) == (None, True)


def test_a_record_without_id_is_known_by_its_contents() -> None:
    first, again, other = one({"title": "a"}), one({"title": " a "}), one({"title": "b"})
    assert first.external_id == again.external_id != other.external_id


def test_secrets_in_a_file_are_masked_in_every_field() -> None:
    record = one({
        "title": "Mail to\ntaro@example.com", "issue": "password: hunter2", "approach": "call 090-1234-5678",
        "result": "card 4242 4242 4242 4242", "prompt": "taro@example.com", "tools": ["x taro@example.com"],
        "team": "taro@example.com", "author": "taro@example.com",
    })  # fmt: skip
    assert record.was_masked
    assert "example.com" not in str(record)
    assert (record.fields.title, record.fields.issue) == ("Mail to [masked e-mail]", "password: [masked password]")
    assert record.fields.result == "card [masked card number]"
    assert not one({"title": "Mail to a customer"}).was_masked


def test_records_whose_ids_are_addresses_are_known_by_their_contents() -> None:
    first, other = (one({"title": title, "id": "taro@example.com"}) for title in ("a", "b"))
    assert first.external_id.startswith("content:")
    assert first.external_id != other.external_id


def test_numbers_may_be_ids() -> None:
    assert one({"title": "t", "id": 12}).external_id == "12"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"issue": "x"}, "title: is required"),
        ({"title": "  "}, "title: "),
        ({"title": "x" * 301}, "title: string should have at most 300 characters"),
        ({"title": "t", "issue": "x" * (LONGEST_POST + 1)}, "issue: "),
        ({"title": 3}, "title: "),
        ({"title": "t", "lang": "fr"}, "lang: "),
        ({"title": "t", "posted_at": "yesterday"}, "posted_at: "),
        ({"title": "t", "posted_at": "1999-01-01"}, "posted_at: must not be before 2000"),
        ({"title": "t", "tools": [{"name": "A"}]}, "tools: "),
        ([1], "is not a JSON object"),
    ],
)
def test_a_problem_names_its_field(values: object, said: str) -> None:
    assert problem(values).startswith(said)


def test_problems_name_their_line_and_others_are_read() -> None:
    lines = ['{"title": "a"}', "", "nonsense", '{"title": "b"}']
    reads = list(read_jsonl(lines))
    assert [read.line for read in reads] == [1, 3, 4]
    assert [isinstance(read, Problem) for read in reads] == [False, True, False]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_are_separated_by_commas_semicolons_or_tabs(separator: str) -> None:
    (record,) = read_csv([f"title{separator}result\n", f"a{separator}b\n"])
    assert isinstance(record, ReadRecord)
    assert record.fields.result == "b"


def test_a_cell_may_hold_lines_and_the_row_is_named_by_its_first() -> None:
    rows = ["title,issue\n", '"a","first\n', 'second"\n', ",no title\n"]
    record, complaint = read_csv(rows)
    assert isinstance(record, ReadRecord)
    assert record.fields.issue == "first\nsecond"
    assert complaint == Problem(4, "title: is required")


def test_a_row_that_cannot_be_read_does_not_stop_the_next() -> None:
    reads = list(read_csv(["title,issue\n", '"a"b,c\n', "d,e\n", "f,g,h\n"]))
    assert [read.line for read in reads] == [2, 3, 4]
    assert [isinstance(read, Problem) for read in reads] == [True, False, True]


def test_a_table_without_title_column_says_so_once() -> None:
    (complaint,) = read_csv(["one,two\n", "1,2\n", "3,4\n"])
    assert isinstance(complaint, Problem)
    assert "title" in complaint.text


def test_another_encoding_is_called_by_its_name() -> None:
    line = "タイトル\n返金\n".encode("cp932").decode("utf-8", "surrogateescape")
    (complaint,) = read_csv(line.splitlines(keepends=True))
    assert isinstance(complaint, Problem)
    assert "UTF-8" in complaint.text


def test_what_a_database_cannot_hold_is_taken_out() -> None:
    record = one({"title": "a\x00b\ud800", "issue": "\x00"})
    assert "\x00" not in record.fields.title
    assert record.fields.title.encode("utf-8")
    assert record.fields.issue is None


def test_the_manual_names_every_column() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "operation.md").read_text(encoding="utf-8").casefold()
    rows = [line for line in manual.splitlines() if line.startswith("| ")]
    for names in COLUMNS.values():
        assert any(f"| {', '.join(names)} |" in row for row in rows), names


@given(st.dictionaries(NAMES, JSON_VALUES))
def test_any_object_is_a_record_or_a_problem(values: dict[str, Any]) -> None:
    (read,) = read_jsonl([json.dumps(values)])
    assert isinstance(read, ReadRecord | Problem)


@given(st.lists(st.text(alphabet=st.characters(), max_size=20), max_size=6))
def test_any_text_is_a_table_of_records_and_problems(lines: list[str]) -> None:
    for read in read_csv(["title,issue\n", *lines]):
        assert read.line >= 1
