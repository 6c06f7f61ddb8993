"""Parsing a query into words, "phrases" and filters such as `tool:Claude`, in English and Japanese."""

import datetime as dt
import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from aiuse_bot.domain.search.tokens import folded, tokens_of, tokens_to_keep, words_of
from aiuse_bot.domain.search.vector import filter_mark, quoted

MOST_WORDS = 40
"""The first words show what a person means; a pasted page must not become a query of thousands of words."""

LONGEST_QUESTION = 2_000
MOST_PHRASES = 5

FILTERS = {
    "tool": ("tool", "tools", "ツール"),
    "team": ("team", "dept", "department", "チーム", "部署", "部門"),
    "by": ("by", "author", "from", "投稿者", "作成者"),
    "in": ("in", "channel", "チャンネル"),
    "lang": ("lang", "language", "言語"),
    "has": ("has", "あり", "付き"),
    "since": ("since", "after", "以降", "期間"),
}
"""Filter → its spellings."""

_VALUES = {
    "lang": {"ja": "ja", "jp": "ja", "japanese": "ja", "日本語": "ja", "en": "en", "english": "en", "英語": "en"},
    "has": {
        "prompt": "prompt",
        "プロンプト": "prompt",
        "risk": "risk",
        "注意点": "risk",
        "リスク": "risk",
        "result": "result",
        "結果": "result",
        "time": "time",
        "時間": "time",
        "削減時間": "time",
    },
}
_NAMES = {name: key for key, names in FILTERS.items() for name in names}
_FILTER = re.compile(rf'(?<!\S)({"|".join(_NAMES)}):\s?("[^"]+"|\S+)', re.IGNORECASE)
_PHRASE = re.compile(r'"([^"]+)"|「([^」]+)」')
_REFERENCE = re.compile(r"<[@#!]([a-z0-9^]+)(?:\|[^>]*)?>")
_SPAN = re.compile(r"(\d{1,4})\s?(d|w|m|y|日|週間?|か月|ヶ月|月|年)")
_DAYS = {"d": 1, "日": 1, "w": 7, "週": 7, "週間": 7, "m": 31, "か月": 31, "ヶ月": 31, "月": 31, "y": 366, "年": 366}


class Question(NamedTuple):
    """`words` is free text, folded; records must contain all phrases and marks, and be posted at or after `since`.

    `typed` is the same text in its original case, without filters.
    """

    words: str
    phrases: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    since: dt.datetime | None = None
    typed: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the query asks for nothing at all."""
        return not (tokens_of(self.words) or self.phrases or self.marks or self.since)


def read_question(text: str, now: dt.datetime, *, asked_by: str | None = None) -> Question:
    """Parse a query. `asked_by` is who `by:me` means. A filter that cannot be understood counts as words."""
    typed = unicodedata.normalize("NFKC", text[:LONGEST_QUESTION]).replace("“", '"').replace("”", '"')
    marks: list[str] = []
    since: list[dt.datetime] = []

    def take(found: re.Match[str]) -> str:
        name, value = _NAMES[found[1].casefold()], folded(found[2].strip('"'))
        moment = _moment(value, now) if name == "since" else None
        mark = None if name == "since" else _mark(name, value, asked_by)
        since.extend([moment] if moment else [])
        marks.extend([mark] if mark else [])
        return " " if moment or mark else f" {found[1]} {value} "

    typed = _FILTER.sub(take, typed)
    rest = folded(typed)
    phrases = [one or other for one, other in _PHRASE.findall(rest)][:MOST_PHRASES]
    phrases = [phrase for phrase in phrases if phrase_query(phrase)]
    words = " ".join(word.text for word in words_of(rest)[:MOST_WORDS])
    return Question(words, tuple(phrases), tuple(dict.fromkeys(marks)), max(since, default=None), typed)


def phrase_query(text: str) -> str:
    """Return the tsquery for these words in sequence; '' for a text without words."""
    placed = [(at, tokens[-1]) for at, tokens in enumerate(tokens_to_keep(text)) if tokens]
    # The last character of a Japanese run is already in the pair before it.
    kept = [one for one, before in zip(placed, [(-9, ""), *placed], strict=False) if not _is_inside(one, before)]
    steps = [after[0] - before[0] for before, after in pairwise(kept)]
    query = "".join(f" <{step}> {quoted(token)}" for step, (_at, token) in zip([0, *steps], kept, strict=False))
    return query.removeprefix(" <0> ")


def _is_inside(one: tuple[int, str], before: tuple[int, str]) -> bool:
    return one[0] - before[0] == 1 and len(one[1]) == 1 and before[1].endswith(one[1])


def _mark(name: str, value: str, asked_by: str | None) -> str | None:
    if name in _VALUES:
        known = _VALUES[name].get(value)
        return filter_mark(name, known) if known else None
    reference = _REFERENCE.fullmatch(value)
    if name == "by" and value in {"me", "自分", "私"}:
        return filter_mark(name, asked_by) if asked_by else None
    return filter_mark(name, reference[1] if reference else value.lstrip("@#"))


def _moment(value: str, now: dt.datetime) -> dt.datetime | None:
    span = _SPAN.fullmatch(value)
    if span:
        return now - dt.timedelta(days=int(span[1]) * _DAYS[span[2]])
    try:
        day = dt.datetime.fromisoformat(value.replace("/", "-"))
    except ValueError:
        return None
    return day if day.tzinfo else day.replace(tzinfo=now.tzinfo)
