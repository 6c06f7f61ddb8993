"""Reading records from a file: one record per line, as JSON objects or a table, under any known column names."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from pydantic import ValidationError

from aiuse_bot.cli.record_file.columns import field_of, renamed
from aiuse_bot.cli.record_file.line import Line, ReadRecord

__all__ = ["READERS", "Problem", "ReadRecord", "read_csv", "read_jsonl"]

_UNDECODED = re.compile("[\udc80-\udcff]")
"""What a byte that is not UTF-8 becomes in a file opened with `errors="surrogateescape"`."""

_NOT_UTF_8 = "is not UTF-8; save the file in that encoding (in Excel: CSV UTF-8)"


class Problem(NamedTuple):
    """Why a line is not a record; `line` counts from 1, including a table's header."""

    line: int
    text: str


Read = ReadRecord | Problem


def read_jsonl(lines: Iterable[str]) -> Iterator[Read]:
    """Read one JSON object per line; empty lines are skipped."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _object(number, line)


def read_csv(lines: Iterable[str]) -> Iterator[Read]:
    """Read a table with a header, separated by commas, semicolons or tabs. A cell may span several lines."""
    rest = iter(lines)
    header = next(rest, "")
    rows = csv.reader(chain([header], rest), delimiter=max(",;\t", key=header.count), strict=True)
    columns = next(rows, [])
    complaint = _complaint(columns)
    if complaint:
        yield Problem(1, complaint)
        return
    start = rows.line_num + 1
    for row in _rows(rows):
        if isinstance(row, str):
            yield Problem(start, row)
        elif any(cell.strip() for cell in row):
            yield _row(start, columns, row)
        start = rows.line_num + 1


READERS: dict[str, Callable[[Iterable[str]], Iterator[Read]]] = {"jsonl": read_jsonl, "csv": read_csv}


def _object(number: int, line: str) -> Read:
    if _UNDECODED.search(line):
        return Problem(number, _NOT_UTF_8)
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return Problem(number, "is not JSON; each line must be one JSON object")
    return _record(number, values) if isinstance(values, dict) else Problem(number, "is not a JSON object")


def _complaint(columns: list[str]) -> str | None:
    if any(map(_UNDECODED.search, columns)):
        return _NOT_UTF_8
    if "title" not in map(field_of, columns):
        return "names no column for the title; the first line of a table must name its columns, one of them `title`"
    return None


# csv.reader returns an "Iterator[list[str]]"; its class has no public name before Python 3.13.
def _rows(rows: Iterator[list[str]]) -> Iterator[list[str] | str]:
    """Yield the rows; for one that cannot be parsed, yield the reason and continue with the next line."""
    while True:
        try:
            yield next(rows)
        except csv.Error as error:
            yield f"cannot be read as a row ({error})"
        except StopIteration:
            return


def _row(number: int, columns: list[str], row: list[str]) -> Read:
    if any(map(_UNDECODED.search, row)):
        return Problem(number, _NOT_UTF_8)
    if len(row) > len(columns):
        return Problem(number, f"has {len(row)} cells, but the header names {len(columns)} columns")
    return _record(number, dict(zip(columns, row, strict=False)))


def _record(number: int, values: dict[str, Any]) -> Read:
    try:
        return Line.model_validate(renamed(values)).as_record(number)
    except ValidationError as error:
        return Problem(number, "; ".join(f"{detail['loc'][0]}: {_said(detail['msg'])}" for detail in error.errors()))


def _said(message: str) -> str:
    """Phrase pydantic's message like our own."""
    plain = message.removeprefix("Value error, ")
    return "is required" if plain == "Field required" else plain[:1].lower() + plain[1:]
