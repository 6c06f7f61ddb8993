"""Cutting a text into sentences, clauses, and parts so small that problem, solution and tool are in separate ones."""

from __future__ import annotations

import re
from typing import NamedTuple

from aiuse_bot.domain.extraction.mentions import ai_in
from aiuse_bot.domain.extraction.mrkdwn import Passage, passage
from aiuse_bot.domain.extraction.wordlists import cue, cues

_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|esp|approx|incl|no|mr|ms|dr|a\.m|p\.m)|\b[a-z]|^\s*\d{1,2})\.$")
_SENTENCE_END = re.compile(r"(?:[.!?]+[\"')\]]*(?=\s|$)|[。！？!?]+[」』)]?(?=[^\s.,!?]|\s|$)|…(?=\s|$)|\n|\ue000)")
_BREAK = re.compile("|".join(one.pattern.pattern for one in cues("clause_breaks.txt")))
_FINE_BREAK = re.compile("|".join(cue("fine_breaks.txt", name) for name in ("marks", "english", "japanese")))
_TASK_AFTER = re.compile(cue("fine_breaks.txt", "task after the tool"))
_TASK_END = re.compile(cue("fine_breaks.txt", "end of the task"))
_BEFORE_TOOL = re.compile(cue("fine_breaks.txt", "before the tool"))
_SHORTEST_LEAD = 4
_SHORTEST_JAPANESE_LEAD = 8
_REACH = 20
MOST_PARTS = 300

_Gap = tuple[int, int]


class Clause(NamedTuple):
    """A part of a sentence and the number of its sentence."""

    piece: Passage
    sentence: int


def parts_of(pieces: list[Passage]) -> list[Clause]:
    """Cut passages into the smallest parts, at most `MOST_PARTS`; the rest of a very long text adds nothing."""
    found: list[Clause] = []
    number = 0
    for piece in pieces:
        for sentence in sentences_of(piece):
            found += [Clause(part, number) for clause in clauses_of(sentence) for part in _fine_parts(clause)]
            number += 1
            if len(found) >= MOST_PARTS:
                return found[:MOST_PARTS]
    return found


def sentences_of(piece: Passage) -> list[Passage]:
    """Cut a passage at its sentence ends."""
    text = piece.folded
    cuts = [
        end.end()
        for end in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text[max(0, end.end() - 8) : end.end()])
    ]
    return _cut(piece, [(cut, cut) for cut in cuts])


def clauses_of(sentence: Passage) -> list[Passage]:
    """Cut a sentence where one thought clearly ends."""
    return _cut(sentence, [hit.span() for hit in _BREAK.finditer(sentence.folded)])


def _fine_parts(clause: Passage) -> list[Passage]:
    gaps = [hit.span() for hit in _FINE_BREAK.finditer(clause.folded)]
    for start, end in ai_in(clause):
        gaps += _gaps_at_tool(clause.folded, start - clause.start, end - clause.start)
    apart: list[_Gap] = []
    for gap in sorted(set(gaps)):
        if not apart or gap[0] >= apart[-1][1]:
            apart.append(gap)
    return _cut(clause, apart)


def _gaps_at_tool(text: str, start: int, end: int) -> list[_Gap]:
    """Separate the task from the tool: "Gemini for | summarising calls", 「議事録を | Claudeに | 書かせたら」."""
    gaps: list[_Gap] = []
    task = _TASK_AFTER.match(text, end)
    if task:
        gaps.append((task.end(), task.end()))
        task_end = _TASK_END.search(text, task.end())
        gaps += [(task_end.start(), task_end.start())] if task_end else []
    near = max(0, start - _REACH)
    lead = _BEFORE_TOOL.search(text[near:start])
    if lead and near + lead.start() > _SHORTEST_LEAD:
        at = near + (lead.start() if lead[0].startswith(" ") else lead.end())
        gaps.append((at, at))
    elif start > _SHORTEST_JAPANESE_LEAD and not text[:start].isascii():
        gaps.append((start, start))
    return gaps


def _cut(piece: Passage, gaps: list[_Gap]) -> list[Passage]:
    starts = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(piece.folded)]
    pairs = zip(starts, ends, strict=True)
    parts = (passage(piece.source, piece.start + start, piece.start + end) for start, end in pairs)
    return [part for part in parts if part]
