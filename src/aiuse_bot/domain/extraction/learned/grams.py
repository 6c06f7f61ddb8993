"""Character n-grams of a text, the only lexical features of the learned models.

Training and reading both take their features from here, so that they cannot drift apart.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from aiuse_bot.domain.extraction.mentions import names_in

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.mrkdwn import Passage

LONGEST_GRAM = 4
TOOL = "\x01"
"""Replaces the name of any tool: what holds for Claude holds for a tool nobody has heard of."""

_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s+")
_EDGE_WORD = re.compile(rf"[a-z']+|{TOOL}|0+|[^\sa-z0-9]")
_EDGE_WEIGHT = 0.6


def masked(piece: Passage) -> str:
    """Return the folded text of a passage with every digit replaced by 0 and every tool by `TOOL`."""
    text, parts, at = piece.source.folded, [], piece.start
    for start, end in names_in(piece):
        parts += [text[at:start], TOOL]
        at = end
    parts.append(text[at : piece.end])
    return _SPACE.sub(" ", _DIGIT.sub("0", "".join(parts))).strip()


def grams_of(text: str) -> dict[str, float]:
    """Count runs of 1 to `LONGEST_GRAM` characters within words; the squares of the returned values sum to 1."""
    counts: Counter[str] = Counter()
    for word in text.split(" "):
        padded = f" {word} "
        counts.update(padded[1:-1])
        for length in range(2, LONGEST_GRAM + 1):
            counts.update(padded[at : at + length] for at in range(max(1, len(padded) - length + 1)))
    weights = {gram: 1 + math.log(count) for gram, count in counts.items()}
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {gram: weight / norm for gram, weight in weights.items()}


def edges_of(text: str) -> dict[str, float]:
    """Return how a clause begins and ends: two words of English, up to four characters of Japanese."""
    if text.isascii():
        words = _EDGE_WORD.findall(text)
        edges = {f"^{word}" for word in words[:2]} | {f"{word}$" for word in words[-2:]}
    else:
        end = text.rstrip("。、 ")
        edges = {f"^{text[:length]}" for length in (1, 2, 3)} | {f"{end[-length:]}$" for length in (1, 2, 3, 4)}
    share = _EDGE_WEIGHT / math.sqrt(len(edges) or 1)
    # The line break distinguishes an edge from a run of the same characters.
    return {f"\n{edge}": share for edge in sorted(edges)}
