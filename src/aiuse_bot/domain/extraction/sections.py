"""Posts with labelled sections: which text is under which label."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import NamedTuple

from aiuse_bot.domain.extraction.labels import known_label, likely_label
from aiuse_bot.domain.extraction.mrkdwn import EMOJI_MARK, Passage, Source, passage

_PREFIX = re.compile(
    rf"[ \t>{EMOJI_MARK}]*"
    r"(?:(?:[•・◦‣▪①-⑳]|[\-–—*](?=[ \t])|\(?\d{1,2}[.):](?=[ \t*])|#{1,4}(?=[ \t]))[ \t]*)?"  # a bullet or a number
    rf"[ \t{EMOJI_MARK}]*"
)
_SYMBOL = re.compile(r"[■□◆◇▼▽▲△●○◎★☆▶►✅✔♦❖※◉]\ufe0f?\s*")
_BRACKET = re.compile(r"[【〔\[＜〈《≪「](?P<label>[^】〕\]＞〉》≫」\n]{1,30})[】〕\]＞〉》≫」]\s*[:|\-]?")
_BOLD = re.compile(r"\*\s*(?P<label>[^*\n]{1,40}?)\s*(?P<inner>[:|]?)\s*\*\s*(?P<outer>[:|]|[\-–—→]\s)?")
_HALF_BOLD = re.compile(r"\*(?P<label>[^*:\n]{1,40}?)\s*:\s*(?=[^*\s])")
_PLAIN = re.compile(r"(?P<label>[^:|\n*]{1,40}?)\s*(?:[:|]|\s[\-–—]\s|\?\s*→?|\s?→)")
_ASKED = re.compile(r"q\d?[.:]?\s*(?P<label>[^→?\n]{1,30})\s*[→?]\s*→?")
_AFTER_SYMBOL = re.compile(r"(?P<label>[^\s:|]{1,30}(?: [a-z]{1,12}){0,3})(?:\s*[:|]|\s|$)")
_WORD_AFTER_SYMBOL = re.compile(r"(?P<label>[^\s:|]{1,30})(?:\s|$)")
_WITHIN = re.compile(
    r"[/|;]\s*(?=\S)|[①-⑳]\s*|(?<=[。.!])\s*(?=[^\s*]{1,30}:)|(?<=\s)(?=\*[^*\n]{1,40}\*)|(?=[【〔\[＜〈])"
)

_LONGEST_LABEL = 40
_DIVIDERS = frozenset("/|;①②③④⑤⑥⑦⑧⑨⑩")


class Head(NamedTuple):
    """A label that was found: its field, where it starts and where its value starts."""

    field: str
    start: int
    value: int


class Section(NamedTuple):
    """The text under one label, line by line."""

    field: str
    passages: tuple[Passage, ...]


@dataclass(slots=True)
class _Open:
    """The section that further lines would continue."""

    field: str
    passages: list[Passage] = dataclasses.field(default_factory=list)
    headed: bool = False


@dataclass(slots=True)
class Sections:
    """A post split up: labelled sections in order, and the rest unchanged."""

    labelled: list[Section] = dataclasses.field(default_factory=list)
    body: list[Passage] = dataclasses.field(default_factory=list)

    @property
    def fields(self) -> set[str]:
        """Fields that have a label with text under it."""
        return {section.field for section in self.labelled if section.passages}

    def of(self, *fields: str) -> list[Passage]:
        """All passages under labels of these fields."""
        return [piece for section in self.labelled if section.field in fields for piece in section.passages]


def read_sections(sources: list[Source]) -> Sections:
    """Split the author's texts at their labels, then resolve the ambiguous labels."""
    found = Sections()
    for source in sources:
        _read_lines(source, found)
    _settle(found)
    return found


def _read_lines(source: Source, found: Sections) -> None:
    current: _Open | None = None
    at = 0
    for line in source.folded.split("\n"):
        end = at + len(line)
        heads = _heads(source.folded, at, end)
        first = heads[0].start if heads else end
        lead = passage(source, at, first)
        if not line.strip() and current and current.passages and not current.headed:
            _close(current, found)
            current = None
        if lead:
            current = _continue(current, lead, found)
        for number, head in enumerate(heads):
            _close(current, found)
            until = heads[number + 1].start if number + 1 < len(heads) else end
            value = passage(source, head.value, until)
            current = _Open(head.field, [value] if value else [], headed=value is None)
        at = end + 1
    _close(current, found)


def _continue(current: _Open | None, line: Passage, found: Sections) -> _Open | None:
    """Place a line without a label: after `*Tools:* A, B` it is body again, after a result it continues that."""
    if current and (current.headed or current.field not in {"tools", "time", "title", "other", "use_case"}):
        current.passages.append(line)
        return current
    found.body.append(line)
    _close(current, found)
    return None


def _close(current: _Open | None, found: Sections) -> None:
    if current:
        found.labelled.append(Section(current.field, tuple(current.passages)))


def _heads(text: str, start: int, end: int) -> list[Head]:
    first = _first_head(text, start, end)
    heads = [first] if first else []
    at = first.value if first else start
    for opening in _WITHIN.finditer(text, at, end):
        if heads and opening.end() < heads[-1].value:
            continue
        head = _inner_head(text, opening.start(), opening.end(), end, labelled=bool(first))
        if head:
            heads.append(head)
    return heads


def _first_head(text: str, start: int, end: int) -> Head | None:
    prefix = _PREFIX.match(text, start, end)
    at = prefix.end() if prefix else start
    symbol = _SYMBOL.match(text, at, end)
    if symbol:
        at = symbol.end()
    return (
        _whole_line(text, at, end, start=start)
        or _match(_BRACKET, text, at, end, start=start)
        or _match(_BOLD, text, at, end, start=start)
        or _match(_HALF_BOLD, text, at, end, start=start)
        or _match(_ASKED, text, at, end, start=start)
        or (_match(_AFTER_SYMBOL, text, at, end, start=start) if symbol else None)
        or (_match(_WORD_AFTER_SYMBOL, text, at, end, start=start) if symbol else None)
        or _plain(text, at, end, start=start)
    )


def _whole_line(text: str, at: int, end: int, *, start: int) -> Head | None:
    line = text[at:end].strip()
    meaning = known_label(line) if len(line) <= _LONGEST_LABEL else None
    return Head(meaning, start, end) if meaning else None


def _match(pattern: re.Pattern[str], text: str, at: int, end: int, *, start: int) -> Head | None:
    found = pattern.match(text, at, end)
    meaning = likely_label(found["label"]) if found else None
    return Head(meaning, start, found.end()) if found and meaning else None


def _plain(text: str, at: int, end: int, *, start: int) -> Head | None:
    """Accept an unmarked label only if it is listed; short Japanese ones before a colon may vary."""
    found = _PLAIN.match(text, at, end)
    if not found:
        return None
    label, sure = found["label"], text[found.end() - 1] in ":|"
    meaning = likely_label(label) if sure and not label.isascii() else known_label(label)
    return Head(meaning, start, found.end()) if meaning else None


def _inner_head(text: str, start: int, at: int, end: int, *, labelled: bool) -> Head | None:
    """Require a colon or brackets for a label in mid-line, and if it is unmarked also a label before it."""
    bracket = _match(_BRACKET, text, at, end, start=start)
    if bracket:
        return bracket
    bold = _BOLD.match(text, at, end)
    if bold and (bold["inner"] or bold["outer"]):
        meaning = likely_label(bold["label"])
        return Head(meaning, start, bold.end()) if meaning else None
    found = _PLAIN.match(text, at, end) if labelled or text[start] in _DIVIDERS else None
    if not found or text[found.end() - 1] not in ":|":
        return None
    meaning = known_label(found["label"])
    return Head(meaning, start, found.end()) if meaning else None


def _settle(found: Sections) -> None:
    """Resolve the ambiguous labels from the labels around them."""
    named = {section.field for section in found.labelled}
    meanings = {
        "use_case": "title" if "issue" in named or "before" in named else "issue",
        "what": "approach" if named & {"issue", "use_case", "before"} else "issue",
        "summary": "title" if "issue" in named else "issue",
        "before": "time_before" if "issue" in named else "issue",
        "after": "time_after" if "result" in named else "result",
    }
    if "issue" not in named and "before" not in named and "use_case" not in named and "what" not in named:
        meanings["title"] = "title"
    found.labelled[:] = [Section(meanings.get(part.field, part.field), part.passages) for part in found.labelled]
