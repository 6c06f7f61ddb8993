"""Tokenizing, the same for indexing and for queries, in English and in Japanese.

English words are reduced to their stems. Japanese is written without spaces, so every two neighbouring characters are a
token (返金対応 gives 返金, 金対, 対応) and no dictionary is needed.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from snowballstemmer import stemmer  # type: ignore[import-untyped]

TOKENIZER_VERSION = 1
"""Raise it whenever a text would give other tokens than before; `aiuse-bot reindex` then brings records up to date."""

LONGEST_TOKEN = 64
"""Characters kept of a word: at most 256 bytes, far below the 2,046 that PostgreSQL allows for a lexeme."""

_HIRAGANA = "\u3041-\u309f"
_KANJI = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_JAPANESE = rf"{_HIRAGANA}\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff{_KANJI}"
_RUN = re.compile(rf"([{_JAPANESE}]+)|[^\W_{_JAPANESE}]+(?:'[^\W_{_JAPANESE}]+)*")
_IS_KANJI = re.compile(f"[{_KANJI}]")
_IS_HIRAGANA = re.compile(f"[{_HIRAGANA}]+")
_APOSTROPHES = str.maketrans("\u2019\u02bc", "''")


class Word(NamedTuple):
    """A word in letters, or a run of Japanese; `stem` is '' for the latter."""

    text: str
    stem: str


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order, folded: width, case and the kind of apostrophe do not matter."""
    return [Word(run[0], "") if run[1] else Word(run[0][:LONGEST_TOKEN], stem(run[0])) for run in _runs(text)]


def tokens_of(text: str) -> list[str]:
    """Return the tokens to query, in the order of the text and without repetitions.

    Tokens found in nearly every text (pairs of hiragana, English particles) are left out unless there is nothing else.
    """
    tokens = list(dict.fromkeys(token for run in _runs(text) for token in _asked(run)))
    return [token for token in tokens if not is_stopword(token)] or tokens


def tokens_to_keep(text: str) -> Iterator[list[str]]:
    """Yield the tokens to index, one list for each position, its longest last: everything that `tokens_of` may query.

    That includes more than one query asks for: each kanji alone (税 finds 消費税), and stopwords.
    """
    for run in _runs(text):
        if run[1]:
            yield from _kept_of_japanese(run[1])
        else:
            yield [stem(run[0])]


def folded(text: str) -> str:
    """Return a text normalized for comparison: width and case do not matter."""
    once = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", once).translate(_APOSTROPHES)


def is_japanese(text: str) -> bool:
    """Whether a text contains any kana or kanji."""
    return any(run[1] for run in _runs(text))


def is_stopword(token: str) -> bool:
    """Whether a token occurs in nearly every text."""
    return token in _COMMON or _IS_HIRAGANA.fullmatch(token) is not None


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a folded English word."""
    # A stemmer keeps the current word as state: a new one for each call makes this thread-safe.
    return str(stemmer("english").stemWord(word[:LONGEST_TOKEN])).replace("'", "")


def _runs(text: str) -> Iterator[re.Match[str]]:
    return _RUN.finditer(folded(text))


def _asked(run: re.Match[str]) -> list[str]:
    japanese = run[1]
    if not japanese:
        return [stem(run[0])]
    if len(japanese) == 1:
        return [japanese] if _IS_KANJI.match(japanese) else []
    return [japanese[at : at + 2] for at in range(len(japanese) - 1)]


def _kept_of_japanese(run: str) -> Iterator[list[str]]:
    for at, character in enumerate(run):
        pair = run[at : at + 2]
        alone = [character] if _IS_KANJI.match(character) else []
        yield [*alone, pair] if len(pair) == 2 else alone  # noqa: PLR2004 - a pair is two


_PARTICLES = """
    a about am an and any are as at be by can could did do does for from had has have how i if in into is it its me my
    of on or our so than that the their them then there they this to us was we were what when where which who why will
    with would you your
"""
_COMMON = frozenset(map(stem, _PARTICLES.split()))
