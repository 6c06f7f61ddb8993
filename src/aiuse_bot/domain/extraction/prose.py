"""Free text: which parts describe the problem, what was done with AI, the outcome, and what to watch out for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from aiuse_bot.domain.extraction.clauses import parts_of
from aiuse_bot.domain.extraction.learned.part_roles import part_features, shares_of
from aiuse_bot.domain.extraction.mrkdwn import Passage
from aiuse_bot.domain.extraction.roles import is_chatter

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.clauses import Clause
    from aiuse_bot.domain.extraction.learned.part_roles import Shares

_ENOUGH = {"approach": 0.5, "risk": 0.5}
_WORD = re.compile(r"[a-z0-9]+|[ぁ-ゖァ-ヺー一-鿿々]")
_FAINT = 0.03


@dataclass(slots=True)
class Story:
    """The passages for each field, in the order of the text."""

    issue: list[Passage]
    approach: list[Passage]
    result: list[Passage]
    risk: list[Passage]


def read_prose(pieces: list[Passage], named: set[str]) -> Story:
    """Split free text into fields; `named` are the fields that are labelled elsewhere in the post."""
    parts = [part for part in parts_of(pieces) if not is_chatter(part.piece)]
    shares = shares_of(part_features(parts, named))
    result = _best_quote("result", parts, shares)
    issue = _best_quote("issue", parts, shares)
    used = {*issue, *result}
    approach = [place for place in _chosen("approach", shares) if place not in used]
    risk = [place for place in _chosen("risk", shares) if place not in used]
    return Story(_joined(parts, issue), _joined(parts, approach), _joined(parts, result), _joined(parts, risk))


def _best_quote(role: str, parts: list[Clause], shares: list[Shares]) -> list[int]:
    """Choose the parts with the largest expected overlap (F1 of words) with what a person would quote.

    There is always something to quote: the likeliest part is a better start for the author than an empty field. A part
    that may be either goes into both, because a story told backwards has its problem where others have their outcome.
    """
    lengths = [len(_WORD.findall(part.piece.folded)) or 1 for part in parts]
    role_shares = [share[role] for share in shares]
    places = sorted(
        (place for place in range(len(parts)) if role_shares[place] >= _FAINT), key=lambda at: -role_shares[at]
    )
    wanted = sum(share * length for share, length in zip(role_shares, lengths, strict=True))
    found, quoted, best, most = 0.0, 0, 0, 0.0
    for count, place in enumerate(places, start=1):
        found, quoted = found + role_shares[place] * lengths[place], quoted + lengths[place]
        if found / (quoted + wanted) > most:
            best, most = count, found / (quoted + wanted)
    return sorted(places[:best])


def _chosen(role: str, shares: list[Shares]) -> list[int]:
    return [place for place, share in enumerate(shares) if share[role] >= _ENOUGH[role]]


def _joined(parts: list[Clause], places: list[int]) -> list[Passage]:
    """Rejoin parts that are adjacent in one text, with the punctuation between them."""
    runs = groupby(enumerate(places), key=lambda pair: (pair[1] - pair[0], parts[pair[1]].piece.source.where))
    return [_span([parts[place].piece for _, place in run]) for _, run in runs]


def _span(run: list[Passage]) -> Passage:
    return Passage(run[0].source, run[0].start, run[-1].end)
