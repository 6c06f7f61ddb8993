"""A text cut into clauses, fine enough that a problem and its cure do not share one."""

from __future__ import annotations

import re
from typing import NamedTuple

from aiuse_bot.domain.extraction.mrkdwn import Passage, passage
from aiuse_bot.domain.extraction.wordlists import cues

_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|esp|approx|incl|no|mr|ms|dr|a\.m|p\.m)|\b[a-z]|^\s*\d{1,2})\.$")
_SENTENCE_END = re.compile(r"(?:[.!?]+[\"')\]]*(?=\s|$)|[。！？!?]+[」』)]?(?=[^\s.,!?]|\s|$)|…(?=\s|$)|\n|\ue000)")
_BREAK = re.compile("|".join(one.pattern.pattern for one in cues("clause_breaks.txt")))
_COMMA = re.compile(r",\s|、")
MOST_CLAUSES = 300


class Clause(NamedTuple):
    """A clause and the number of its sentence."""

    piece: Passage
    sentence: int


def clauses_of(pieces: list[Passage]) -> list[Clause]:
    """Cut passages into sentences and these into clauses; at most `MOST_CLAUSES`, the rest of a novel says no more."""
    found: list[Clause] = []
    number = 0
    for piece in pieces:
        for sentence in sentences_of(piece):
            found += [Clause(part, number) for part in _parts(sentence)]
            number += 1
            if len(found) >= MOST_CLAUSES:
                return found[:MOST_CLAUSES]
    return found


def sentences_of(piece: Passage) -> list[Passage]:
    """Cut a passage at the ends of its sentences."""
    text = piece.folded
    cuts = [
        end.end()
        for end in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text[max(0, end.end() - 8) : end.end()])
    ]
    return _cut(piece, [(cut, cut) for cut in cuts])


def _parts(sentence: Passage) -> list[Passage]:
    return _cut(sentence, [hit.span() for hit in _BREAK.finditer(sentence.folded)])


def parts_at_commas(clause: Passage) -> list[Passage]:
    """Cut a clause once more, at its commas."""
    return _cut(clause, [hit.span() for hit in _COMMA.finditer(clause.folded)])


def _cut(piece: Passage, gaps: list[tuple[int, int]]) -> list[Passage]:
    starts = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(piece.folded)]
    pairs = zip(starts, ends, strict=True)
    parts = (passage(piece.source, piece.start + start, piece.start + end) for start, end in pairs)
    return [part for part in parts if part]
