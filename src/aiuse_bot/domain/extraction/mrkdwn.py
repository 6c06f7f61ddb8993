"""Slack's mrkdwn, as text for people and as text for the rules."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from aiuse_bot.domain.extraction.gazetteer import gazetteer

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.gazetteer import Gazetteer

# Slack truncates messages beyond this (docs.slack.dev, chat.postMessage), so no post continues after it.
LONGEST_POST = 40_000

_TOKEN = re.compile(r"<([^<>\n]{1,3000})>|&(amp|lt|gt);")
_EMOJI = re.compile(r"(?<!\d):(?=[^:\s]{0,90}[a-z]|\+1:|-1:|100:)[a-z0-9_+'\-]{1,90}(?:::skin-tone-\d)?:")
_LEADING_EMOJI = re.compile(r"(?m)^[ \t]*(?:" + _EMOJI.pattern + r"[ \t]*)+")
_QUOTE_MARK = re.compile(r"(?m)^[ \t]*(?:&gt;)+[ \t]?")
_EMPHASIS = tuple(
    re.compile(rf"(?<![0-9A-Za-z{mark}]){mark}(?=\S)([^{mark}\n]*[^\s{mark}]){mark}(?![0-9A-Za-z{mark}])")
    for mark in (r"\*", "_", "~")
)
_TICKS = re.compile(r"`{3}|`")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ENTITY = {"amp": "&", "lt": "<", "gt": ">"}
_LINK = re.compile(r"(?:https?|mailto|tel|ftp|slack):", re.IGNORECASE)
EMOJI_MARK = "\ue000"
"""Marks in the shadows where an emoji began: people often end a sentence with one."""

_BREAKS = str.maketrans(dict.fromkeys(".!?。！？→;:|/", " "))


def plain_text(mrkdwn: str) -> str:
    """Turn mrkdwn into the text a person sees: labels for links, no mentions, `&amp;` unescaped once.

    Emphasis marks, backticks, quote marks and emoji at the start of a line are removed; everything else stays as
    written. Control characters are removed and lone surrogates become U+FFFD, so that the result can be stored and
    sent.
    """
    text = _LEADING_EMOJI.sub("", _QUOTE_MARK.sub("", mrkdwn))
    for emphasis in _EMPHASIS:
        text = emphasis.sub(r"\1", text)
    return unescaped(_TICKS.sub("", text))


def unescaped(mrkdwn: str) -> str:
    """Resolve tokens and entities, but keep markup: for reading a code block."""
    text = _TOKEN.sub(_spoken, mrkdwn)
    return _SURROGATE.sub("\ufffd", _UNREADABLE.sub("", text)).strip()


def _spoken(token: re.Match[str]) -> str:
    if token[2]:
        return _ENTITY[token[2]]
    inside = token[1]
    if not _is_slack_token(inside):
        return token[0]
    label = _label(inside)
    return _TOKEN.sub(_spoken, label) if label else ""


def _is_slack_token(inside: str) -> bool:
    return inside[0] in "@#!" or _LINK.match(inside) is not None


def _label(inside: str) -> str:
    """Return the part after the bar; mentions of people have none worth reading."""
    _, _, label = inside.partition("|")
    return "" if inside[0] == "@" or inside.startswith("!subteam") else label


_KEPT = f"＜＞①②③④⑤⑥⑦⑧⑨⑩{EMOJI_MARK}"


@lru_cache(maxsize=8192)
def _folded_width(character: str) -> str:
    """Apply NFKC where it maps one character to one, so that offsets hold; label markers keep their form."""
    if character in _KEPT:
        return character
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) != 1:
        return character
    return " " if unicodedata.category(folded) in {"Cc", "Zs", "Cs", "Cf"} and folded != "\n" else folded


@lru_cache(maxsize=8192)
def _folded_case(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character


class Source(NamedTuple):
    """A text of the author with two shadows of equal length: tokens blanked and widths folded, with and without case.

    A position in a shadow is the same position in `raw`. Code blocks are blank in the shadows and listed in `code`.
    `known` are the tools recognised in it.
    """

    where: str
    raw: str
    shown: str
    folded: str
    code: tuple[tuple[int, int], ...]
    tokens: tuple[tuple[int, int], ...]
    known: Gazetteer


def read_source(where: str, raw: str, known: Gazetteer | None = None) -> Source:
    """Prepare the first `LONGEST_POST` characters of a text for the rules; `known` defaults to the built-in tools."""
    raw = raw[:LONGEST_POST]
    code = tuple(_code_blocks(raw))
    tokens = tuple((found.start(), found.end()) for found in _TOKEN.finditer(raw))
    shown = _EMOJI.sub(_emoji_shadow, _TOKEN.sub(_shadow, raw))
    for start, end in code:
        shown = shown[: start - 3] + " " * (end - start + 6) + shown[end + 3 :]
    shown = "".join(map(_folded_width, shown.replace("`", " ")))
    return Source(where, raw, shown, "".join(map(_folded_case, shown)), code, tokens, known or gazetteer())


def _code_blocks(raw: str) -> list[tuple[int, int]]:
    found, at = [], raw.find("```")
    while at >= 0:
        end = raw.find("```", at + 3)
        if end < 0:
            break
        found.append((at + 3, end))
        at = raw.find("```", end + 3)
    return found


def _emoji_shadow(found: re.Match[str]) -> str:
    return EMOJI_MARK + " " * (len(found[0]) - 1)


def _shadow(token: re.Match[str]) -> str:
    """Blank a token except for its visible text; a link's label must not end a sentence in the middle of the token."""
    if token[2]:
        return _ENTITY[token[2]] + " " * (len(token[0]) - 1)
    inside = token[1]
    if not _is_slack_token(inside):
        return token[0]
    label = _label(inside)
    return " " * (len(token[0]) - len(label) - 1) + label.translate(_BREAKS) + " "


@dataclass(frozen=True)
class Passage:
    """A stretch of a source."""

    source: Source
    start: int
    end: int

    @cached_property
    def folded(self) -> str:
        """The lower-case shadow."""
        return self.source.folded[self.start : self.end]

    @cached_property
    def shown(self) -> str:
        """The shadow with its capitals."""
        return self.source.shown[self.start : self.end]

    @property
    def text(self) -> str:
        """The text for people."""
        return plain_text(self.source.raw[self.start : self.end])


def passage(source: Source, start: int, end: int) -> Passage | None:
    """Trim a stretch to its words, never cutting a token in two; `None` if no letter or digit is left."""
    words = source.shown[start:end]
    start += len(words) - len(words.lstrip(_EDGE))
    end -= len(words) - len(words.rstrip(_EDGE))
    if not any(character.isalnum() for character in source.shown[start:end]):
        return None
    start, end = _snapped(source.tokens, start, end)
    if source.raw.count("*", start, end) % 2:
        start += source.raw[start] == "*"
        end -= source.raw[end - 1] == "*"
    return Passage(source, start, end)


_EDGE = f" \n\t,、;|/>→{EMOJI_MARK}"


def _snapped(tokens: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[int, int]:
    for position, at_start in ((start, True), (end - 1, False)):
        nearest = bisect_right(tokens, (position, LONGEST_POST + 1)) - 1
        if nearest >= 0 and tokens[nearest][0] <= position < tokens[nearest][1]:
            start, end = (tokens[nearest][0], end) if at_start else (start, tokens[nearest][1])
    return start, end
