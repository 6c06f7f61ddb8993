"""Words as search knows them, the same for what is kept and for what is asked, in English and in Japanese.

English words are cut to their stems. Japanese is written without spaces, so every two neighbouring characters are a
token (返金対応 gives 返金, 金対, 対応) and no dictionary is needed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from snowballstemmer import stemmer  # type: ignore[import-untyped]
from sqlalchemy import ColumnElement, Text, cast, literal
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

LONGEST_TOKEN = 64
"""Characters that are kept of a word: at most 256 bytes, far below the 2,046 that PostgreSQL allows a lexeme."""

LAST_POSITION = 16_383
"""The last position in a text that PostgreSQL can tell apart (its manual, "Text Search: Limitations")."""

LARGEST_VECTOR = 600_000
"""Bytes of a vector that we fill, by a cautious count: PostgreSQL refuses one of 1 MB."""

_HIRAGANA = "\u3041-\u309f"
_KANJI = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_JAPANESE = rf"{_HIRAGANA}\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff{_KANJI}"
_RUN = re.compile(rf"([{_JAPANESE}]+)|[^\W_{_JAPANESE}]+(?:'[^\W_{_JAPANESE}]+)*")
_IS_KANJI = re.compile(f"[{_KANJI}]")
_IS_HIRAGANA = re.compile(f"[{_HIRAGANA}]+")
_APOSTROPHES = str.maketrans("\u2019\u02bc", "''")


class Fields(NamedTuple):
    """The texts of a record by what they weigh in a search: the title most (A), the rest least (D)."""

    title: str
    tools_and_team: str
    issue: str
    rest: str


def tokens_of(text: str) -> list[str]:
    """Return the tokens to ask for, in the order of the text and without repetitions.

    What stands in nearly every text (pairs of hiragana, English particles) is left out unless there is nothing else.
    """
    tokens = list(dict.fromkeys(token for run in _runs(text) for token in _asked(run)))
    return [token for token in tokens if not _says_little(token)] or tokens


def tokens_to_keep(text: str) -> Iterator[list[str]]:
    """Yield the tokens to be found by, one list for each position: all that `tokens_of` may ask for.

    That is more than one question asks: each kanji alone (税 finds 消費税), and what says little.
    """
    for run in _runs(text):
        if run[1]:
            yield from _kept_of_japanese(run[1])
        else:
            yield [_stem(run[0])]


def search_vector(fields: Fields) -> ColumnElement[str]:
    """Return the SQL value of `UseCase.tokens`. Any text is fine; what no longer fits is left out from the end."""
    return cast(literal(_literal(fields), Text), TSVECTOR)


def search_query(tokens: Iterable[str]) -> ColumnElement[str]:
    """Return the SQL query that any of the tokens answers; there must be at least one."""
    return cast(literal(" | ".join(map(_quoted, tokens)), Text), TSQUERY)


def _runs(text: str) -> Iterator[re.Match[str]]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _RUN.finditer(unicodedata.normalize("NFKC", folded).translate(_APOSTROPHES))


def _asked(run: re.Match[str]) -> list[str]:
    japanese = run[1]
    if not japanese:
        return [_stem(run[0])]
    if len(japanese) == 1:
        return [japanese] if _IS_KANJI.match(japanese) else []
    return [japanese[at : at + 2] for at in range(len(japanese) - 1)]


def _kept_of_japanese(run: str) -> Iterator[list[str]]:
    for at, character in enumerate(run):
        pair = run[at : at + 2]
        alone = [character] if _IS_KANJI.match(character) else []
        yield [*alone, pair] if len(pair) == 2 else alone  # noqa: PLR2004 - a pair is two


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    # A stemmer keeps the word it works on in itself: one for each call is what makes this safe among threads.
    return str(stemmer("english").stemWord(word[:LONGEST_TOKEN])).replace("'", "")


_PARTICLES = """
    a about am an and any are as at be by can could did do does for from had has have how i if in into is it its me my
    of on or our so than that the their them then there they this to us was we were what when where which who why will
    with would you your
"""
_COMMON = frozenset(map(_stem, _PARTICLES.split()))


def _says_little(token: str) -> bool:
    return token in _COMMON or _IS_HIRAGANA.fullmatch(token) is not None


def _literal(fields: Fields) -> str:
    places: dict[str, list[str]] = {}
    for position, weight, token in _fitting(_placed(fields)):
        places.setdefault(token, []).append(f"{position}{weight}")
    return " ".join(f"{_quoted(token)}:{','.join(at)}" for token, at in places.items())


def _placed(fields: Fields) -> Iterator[tuple[int, str, str]]:
    position = 0
    for weight, text in zip("ABCD", fields, strict=True):
        for tokens in tokens_to_keep(text):
            position += 1
            yield from ((position, weight, token) for token in tokens)


def _fitting(placed: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    size = 0
    for position, weight, token in placed:
        size += len(token.encode()) + 8  # the entry itself, its alignment, and one position
        if position > LAST_POSITION or size > LARGEST_VECTOR:
            return
        yield position, weight, token


def _quoted(token: str) -> str:
    """Write a token as PostgreSQL reads it in a tsvector or tsquery literal, whatever it holds."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
