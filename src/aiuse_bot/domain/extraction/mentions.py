"""Where a text mentions AI."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from aiuse_bot.domain.extraction.in_house import in_house_places
from aiuse_bot.domain.extraction.mrkdwn import Passage
from aiuse_bot.domain.extraction.tools import mentions_in

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.mrkdwn import Source

_AI_WORD = re.compile(
    r"(?<![a-z0-9])(?:ai|gen-?ai|llms?|chatbots?|language model)(?![a-z0-9])|社内(?:ai)?(?:bot|ボット|ツール)"
    r"|(?:our|an?) (?:internal|in-house) (?:bot|tool|assistant)\b"
)
_Place = tuple[int, int]


def names_in(piece: Passage) -> list[_Place]:
    """Return where a passage names a tool, whether listed or introduced as in-house; none overlap."""
    return [place for place in _names(piece.source) if piece.start <= place[0] and place[1] <= piece.end]


def ai_in(piece: Passage) -> list[_Place]:
    """Return where a passage mentions AI: by the name of a tool or by a word for it."""
    words = [hit.span() for hit in _AI_WORD.finditer(piece.source.folded, piece.start, piece.end)]
    return sorted({*names_in(piece), *words})


@lru_cache(maxsize=16)
def _names(source: Source) -> tuple[_Place, ...]:
    """Search a whole text once: its parts are asked about repeatedly while a post is read."""
    found = [(one.start, one.end) for one in mentions_in(Passage(source, 0, len(source.raw)))]
    own = [
        place
        for place in in_house_places(source.shown)
        if not any(place[0] < end and start < place[1] for start, end in found)
    ]
    return tuple(sorted({*found, *own}))
