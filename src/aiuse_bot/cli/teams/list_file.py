"""Reading a list of who is in which team: a table with a header, in which every line must be valid."""

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from aiuse_bot.domain.team import LONGEST_NAME, Listed
from aiuse_bot.domain.text import storable

COLUMNS: dict[str, tuple[str, ...]] = {
    "member": ("member", "member id", "user", "user id", "メンバー", "ユーザー", "メンバー id", "ユーザー id"),
    "team": ("team", "department", "dept", "チーム", "部署", "部門", "所属"),
    "from": ("from", "since", "start", "開始日", "開始", "異動日"),
    "until": ("until", "end", "終了日", "終了"),
    "source": ("source", "情報源"),
}
"""Column → accepted spellings of its name; other columns are ignored."""

NOT_OURS = {"self", "group"}
"""Sources in an exported table that are not imported: people and Slack set these themselves."""

_NAMES = {name: column for column, names in COLUMNS.items() for name in names}
_MEMBER = re.compile(r"<?@?([UW][A-Z0-9]{2,})(?:\|[^>]*)?>?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_UNDECODED = re.compile("[\udc80-\udcff]")
_NOT_UTF_8 = "is not UTF-8; save the file in that encoding (in Excel: CSV UTF-8)"
_OLDEST_YEAR = 2000


class Problem(NamedTuple):
    """Why a list is rejected. `line` counts from 1, including the header; `column` is `None` for the whole line."""

    line: int
    column: str | None
    text: str

    def __str__(self) -> str:
        """Format it for people."""
        column = f", column {self.column}" if self.column else ""
        return f"line {self.line}{column}: {self.text}"


class ReadList(NamedTuple):
    """The contents of a table, and everything that is wrong with it; `left_out` counts its lines from `NOT_OURS`."""

    lines: list[Listed]
    problems: list[Problem]
    left_out: int


class _Line(NamedTuple):
    number: int
    listed: Listed


class _CellError(ValueError):
    """The message says what is wrong with a cell."""


class _RowError(ValueError):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


def read_list(text: Iterable[str], now: dt.datetime) -> ReadList:
    """Read a list separated by commas, semicolons or tabs. A line without a start date starts `now`.

    A person's time in a team ends at its end date, or else where their next line starts.
    """
    lines = list(text)
    undecoded = [Problem(number, None, _NOT_UTF_8) for number, line in enumerate(lines, 1) if _UNDECODED.search(line)]
    if undecoded:
        return ReadList([], undecoded, 0)
    try:
        (_first, header), *rows = _numbered(lines)
    except _RowError as error:
        return ReadList([], [error.problem], 0)
    columns = [_NAMES.get(_plain(name)) for name in header]
    problems = [Problem(1, name, "is missing in the header") for name in ("member", "team") if name not in columns]
    problems += [Problem(1, name, "stands twice in the header") for name in COLUMNS if columns.count(name) > 1]
    return ReadList([], problems, 0) if problems else _read(rows, columns, now)


def _numbered(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Return the rows, header first, each with the line on which it starts: a cell may span several lines."""
    header = lines[0] if lines else ""
    rows = csv.reader(lines, delimiter=max(",;\t", key=header.count), strict=True)
    start, numbered = 1, []
    try:
        for row in rows:
            numbered.append((start, row))
            start = rows.line_num + 1
    except csv.Error as error:
        raise _RowError(Problem(start, None, f"cannot be read as a row ({error})")) from error
    return numbered or [(1, [])]


def _read(rows: Iterable[tuple[int, list[str]]], columns: Sequence[str | None], now: dt.datetime) -> ReadList:
    filled = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    named = [(number, _cells(row, columns)) for number, row in filled]
    ours = [(number, cells) for number, cells in named if cells.get("source", "").casefold() not in NOT_OURS]
    wide = f"cells, but the header names {len(columns)} columns"
    problems = [Problem(number, None, f"has {len(row)} {wide}") for number, row in filled if len(row) > len(columns)]
    read: list[_Line] = []
    for number, cells in ours:
        listed, wrong = _line(cells, now)
        problems += [Problem(number, column, text) for column, text in wrong.items()]
        read += [_Line(number, listed)] if listed else []
    read.sort(key=lambda one: (one.listed.user_id, one.listed.began_at, one.number))
    problems += _overlaps(read)
    in_order = sorted(problems, key=lambda problem: problem.line)
    return ReadList([one.listed for one in read], in_order, len(named) - len(ours))


def _cells(row: Sequence[str], columns: Sequence[str | None]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name}


def _line(cells: dict[str, str], now: dt.datetime) -> tuple[Listed | None, dict[str, str]]:
    """Return the entry of a line, or else its errors by column."""
    found: dict[str, object] = {}
    wrong: dict[str, str] = {}
    for column, read in _READERS.items():
        try:
            found[column] = read(cells.get(column, ""))
        except _CellError as error:
            wrong[column] = str(error)
    if wrong:
        return None, wrong
    listed = Listed(found["member"], found["team"], found["from"] or now, found["until"])  # type: ignore[arg-type]
    if listed.ended_at is not None and listed.ended_at <= listed.began_at:
        begins = "line begins" if cells.get("from") else "line begins, which without `from` is now"
        return None, {"until": f"{cells['until']} is not after the {begins}"}
    return listed, {}


def _overlaps(lines: Sequence[_Line]) -> list[Problem]:
    """Return a problem for each two lines of one person that overlap."""
    problems: list[Problem] = []
    for one, after in pairwise(lines):
        if one.listed.user_id != after.listed.user_id:
            continue
        if one.listed.began_at == after.listed.began_at:
            problems.append(Problem(after.number, "from", f"line {one.number} of the same person begins then, too"))
        elif one.listed.ended_at is not None and one.listed.ended_at > after.listed.began_at:
            problems.append(Problem(after.number, "from", f"line {one.number} of the same person lasts longer"))
    return problems


def _member(cell: str) -> str:
    found = _MEMBER.fullmatch(cell)
    if found is None:
        raise _CellError(
            f"{_shown(cell)} is no Slack member id, such as U012ABCDEF (in Slack: profile, ⋮, Copy member ID)"
        )
    return found[1]


def _team(cell: str) -> str:
    name = " ".join(storable(cell).split())
    if not name:
        raise _CellError("is empty; to end somebody's time in a team, give the day in the column until")
    if len(name) > LONGEST_NAME:
        raise _CellError(f"has {len(name)} characters; {LONGEST_NAME} are the most")
    return name


def _moment(cell: str) -> dt.datetime | None:
    if not cell:
        return None
    written = _DAY.sub(lambda day: f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}", cell, count=1)
    try:
        moment = dt.datetime.fromisoformat(written)
    except ValueError:
        raise _CellError(f"{_shown(cell)} is no day; write it as 2026-04-01") from None
    if moment.year < _OLDEST_YEAR:
        raise _CellError(f"{_shown(cell)} is before {_OLDEST_YEAR}")
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _csv(cell: str) -> str:
    if cell.casefold() not in {"", "csv"}:
        raise _CellError(f"{_shown(cell)} is no source; leave it empty, or write csv")
    return "csv"


_READERS: dict[str, Callable[[str], object]] = {
    "member": _member,
    "team": _team,
    "from": _moment,
    "until": _moment,
    "source": _csv,
}


def _shown(cell: str) -> str:
    shown = storable(cell)[:40]
    return f"“{shown}”" if shown else "an empty cell"


def _plain(column: str) -> str:
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFKC", column)).strip().casefold()
