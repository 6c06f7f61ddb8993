"""A short title in the author's own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiuse_bot.domain.extraction.clauses import clauses_of, sentences_of
from aiuse_bot.domain.extraction.roles import is_chatter

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.mrkdwn import Passage
    from aiuse_bot.domain.extraction.sections import Sections
    from aiuse_bot.domain.extraction.tools import Tools

LONGEST_TITLE = 80
_SHORTEST_TITLE = 4
_ENOUGH = 20
_MOST_SENTENCES = 20
_HANGING = re.compile(r"(?:(?:の|ん)(?:です)?が|ので|けど|のが)$")
_PLAIN_WORD = re.compile(r"[a-z]+\s")
_SPACES = re.compile(r"\s+")
_EMOJI = re.compile(r":[a-z0-9_+\-]+:")
_LAST_BORDER = re.compile(r"[\s、。,;:;()（）「」]")


def read_title(sections: Sections, issue: list[Passage], whole: list[Passage], tools: Tools) -> str:
    """Use the title label, else the issue, else the first meaningful words, else the tools; "" without words."""
    for pieces in (sections.of("title"), issue, whole):
        for sentence in (sentence for piece in pieces for sentence in sentences_of(piece)[:_MOST_SENTENCES]):
            title = _title_of(sentence)
            if len(title) >= _SHORTEST_TITLE and not is_chatter(sentence):
                return title
    first = next((_line(piece.text) for piece in whole), "")
    return shortened(first) or shortened(", ".join(tools.names))


def _title_of(sentence: Passage) -> str:
    """Use the whole sentence if it fits, its first clause if that says enough, or the sentence cut short."""
    line = _line(sentence.text)
    if len(line) <= LONGEST_TITLE:
        return _capitalised(line)
    clause = _line(clauses_of(sentence)[0].text)
    return _capitalised(shortened(clause if len(clause) >= _ENOUGH else line))


def _line(text: str) -> str:
    line = _SPACES.sub(" ", _EMOJI.sub(" ", text)).strip(" .。、,;:!-–—•・*")
    return _HANGING.sub("", line)


def _capitalised(line: str) -> str:
    return line[0].upper() + line[1:] if _PLAIN_WORD.match(line) else line


def shortened(text: str) -> str:
    """Cut at the last word boundary within `LONGEST_TITLE` characters, and mark the cut with an ellipsis."""
    if len(text) <= LONGEST_TITLE:
        return text
    room = text[: LONGEST_TITLE - 1]
    borders = [found.start() for found in _LAST_BORDER.finditer(room) if found.start() > LONGEST_TITLE // 2]
    return (room[: borders[-1]] if borders else room).rstrip(" 、,。") + "…"
