"""What the index holds of a record: its tokens with their positions, and marks without a position.

Marks are the words as written (`=refunds`), what a filter asks for (`tool:claude code`), and the windows of ids that
the record is in (`w12:1:7`), by which a search for common words looks at the newest records first.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aiuse_bot.domain.search.tokens import folded, tokens_to_keep, words_of

LAST_POSITION = 16_383
"""The last position in a text that PostgreSQL can distinguish (its manual, "Text Search: Limitations")."""

LARGEST_VECTOR = 600_000
"""Bytes of a vector that we use, by a cautious estimate: PostgreSQL rejects one of 1 MB. Half of it is for tokens."""

LONGEST_MARK = 200

WINDOWS = (9, 11, 13, 15, 17, 19)
"""Windows hold 2**n ids. Each is four times the previous one: at most four times as many records are ranked as
wanted."""

WRITTEN = "="
"""Prefix of a word as written; no token starts with it."""

_BETWEEN_FIELDS = 10
"""Positions left free, so that no phrase matches across the end of a field."""


class Fields(NamedTuple):
    """The texts of a record by search weight: the title has the highest (A), the rest the lowest (D)."""

    title: str
    tools_and_team: str
    issue: str
    rest: str


class Vector(NamedTuple):
    """A tsvector literal, those of its terms that are counted, and how many tokens the texts have."""

    literal: str
    terms: frozenset[str]
    length: int


NOTHING = Vector("", frozenset(), 0)


def vector_of(fields: Fields, marks: Iterable[str] = (), windows: Iterable[str] = ()) -> Vector:
    """Return what to index of these texts. Any text is accepted; what no longer fits is cut off at the end."""
    places: dict[str, list[str]] = {}
    length = 0
    for position, weight, token in _fitting(_placed(fields)):
        length += 1
        places.setdefault(token, []).append(f"{position}{weight}")
    kept = [mark[:LONGEST_MARK] for mark in dict.fromkeys([*marks, *_written(fields, places)])]
    literal = [f"{quoted(token)}:{','.join(at)}" for token, at in places.items()]
    literal += [quoted(mark) for mark in [*kept, *windows]]
    return Vector(" ".join(literal), frozenset([*places, *kept]), length)


def windows_of(search_key: int, use_case_id: int) -> list[str]:
    """Return the windows that an id is in, the smallest first; the last is the whole library of its workspace."""
    return [*(window(search_key, bits, use_case_id >> bits) for bits in WINDOWS), library(search_key)]


def library(search_key: int) -> str:
    """Return the mark of everything in a workspace."""
    return f"w:{search_key}"


def window(search_key: int, bits: int, number: int) -> str:
    """Return the mark of one window of a workspace."""
    return f"w{bits}:{search_key}:{number}"


def filter_mark(name: str, value: str) -> str:
    """Return the mark of what a filter asks for."""
    return f"{name}:{' '.join(folded(value).split())}"[:LONGEST_MARK]


def quoted(token: str) -> str:
    """Quote a token for a tsvector or tsquery literal, whatever it contains."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _written(fields: Fields, kept: dict[str, list[str]]) -> Iterator[str]:
    """Yield the words whose stem was indexed, as long as there is room."""
    size = 0
    for word in dict.fromkeys(word for text in fields for word in words_of(text)):
        size += len(word.text.encode()) + 8
        if word.stem in kept and size <= LARGEST_VECTOR / 2:
            yield f"{WRITTEN}{word.text}"


def _placed(fields: Fields) -> Iterator[tuple[int, str, str]]:
    position = 0
    for weight, text in zip("ABCD", fields, strict=True):
        for tokens in tokens_to_keep(text):
            position += 1
            yield from ((position, weight, token) for token in tokens)
        position += _BETWEEN_FIELDS


def _fitting(placed: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    size = 0
    for position, weight, token in placed:
        size += len(token.encode()) + 8  # the entry itself, its alignment, and one position
        if position > LAST_POSITION or size > LARGEST_VECTOR / 2:
            return
        yield position, weight, token
