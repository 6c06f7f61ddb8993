"""Free text: which of its parts tell the problem, what was done with AI, what came of it, and what to watch out for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from aiuse_bot.domain.extraction.clauses import parts_of
from aiuse_bot.domain.extraction.learned.telling import shares_of, told_in
from aiuse_bot.domain.extraction.mrkdwn import Passage
from aiuse_bot.domain.extraction.roles import is_chatter

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.clauses import Clause
    from aiuse_bot.domain.extraction.learned.telling import Shares

# Quoting a little too much costs a reader less than missing half of the problem.
_ENOUGH = {"issue": 0.34, "result": 0.4, "approach": 0.5, "risk": 0.5}
_RIVAL = {"issue": "result", "result": "issue"}
_FAINT = 0.03


@dataclass(slots=True)
class Story:
    """The passages that tell each field, in the order of the text."""

    issue: list[Passage]
    approach: list[Passage]
    result: list[Passage]
    risk: list[Passage]


def read_prose(pieces: list[Passage], named: set[str]) -> Story:
    """Take free text apart; `named` are the fields that stand under a label elsewhere in the post."""
    parts = [part for part in parts_of(pieces) if not is_chatter(part.piece)]
    shares = shares_of(told_in(parts, named))
    result = _chosen("result", shares) or _likeliest("result", shares, set())
    issue = _chosen("issue", shares) or _likeliest("issue", shares, set(result))
    taken = {*issue, *result}
    approach = [place for place in _chosen("approach", shares) if place not in taken]
    risk = [place for place in _chosen("risk", shares) if place not in taken]
    return Story(_joined(parts, issue), _joined(parts, approach), _joined(parts, result), _joined(parts, risk))


def _chosen(role: str, shares: list[Shares]) -> list[int]:
    rival = _RIVAL.get(role)
    return [
        place
        for place, share in enumerate(shares)
        if share[role] >= _ENOUGH[role] and (rival is None or share[role] >= share[rival])
    ]


def _likeliest(role: str, shares: list[Shares], taken: set[int]) -> list[int]:
    """Where nothing stands out the likeliest part is still a better start for the author than an empty field."""
    open_places = [place for place in range(len(shares)) if place not in taken and shares[place][role] >= _FAINT]
    return [max(open_places, key=lambda place: shares[place][role])] if open_places else []


def _joined(parts: list[Clause], places: list[int]) -> list[Passage]:
    """Put parts that follow each other in one text back together, with the comma between them."""
    runs = groupby(enumerate(places), key=lambda pair: (pair[1] - pair[0], parts[pair[1]].piece.source.where))
    return [_span([parts[place].piece for _, place in run]) for _, run in runs]


def _span(run: list[Passage]) -> Passage:
    return Passage(run[0].source, run[0].start, run[-1].end)
