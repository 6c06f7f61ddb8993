"""How much a whole post sounds like somebody describing their use of AI."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from aiuse_bot.domain.extraction.clauses import sentences_of
from aiuse_bot.domain.extraction.learned.grams import grams_of, masked
from aiuse_bot.domain.extraction.learned.weights import likelihood
from aiuse_bot.domain.extraction.mentions import ai_in, names_in
from aiuse_bot.domain.extraction.time_saved import read_time
from aiuse_bot.domain.extraction.wordlists import cues, pattern_of

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.mrkdwn import Passage

_READ = 6_000
"""Characters that decide: a post that has not said by then what it is about never does."""

_MOST_SENTENCES = 40
_MANY_SENTENCES = 8
_LONG = 400
_MANY_LABELS = 3
_SIGNED = 0.5
_FILLED = frozenset(("issue", "approach", "result", "tools", "prompt", "time"))


class PostFeatures(NamedTuple):
    """Features of a post: n-grams, and signs as numbers from 0 to 1."""

    grams: dict[str, float]
    signs: list[float]


def post_features(whole: list[Passage], fields: set[str]) -> PostFeatures:
    """Compute the features of a post; `fields` are the labelled ones with the author's text under them."""
    text = "\n".join(masked(piece) for piece in whole)[:_READ]
    signs = [*_signs(whole, text, fields), *_word_signs(whole)]
    return PostFeatures(grams_of(text.replace("\n", " ")), [_SIGNED * sign for sign in signs])


def _word_signs(whole: list[Passage]) -> list[float]:
    """Return which word lists match, whether somebody uses a tool, and whether time was saved."""
    text = "\n".join(piece.folded for piece in whole)[:_READ]
    found = [sign.pattern.search(text) is not None for name in _LISTS for sign in cues(name)]
    time = read_time([("", piece) for piece in whole], {})
    return [*map(float, found), float(is_in_use(whole)), float(time.minutes is not None or time.percent is not None)]


_LISTS = ("signs_for.txt", "signs_against.txt")


def is_in_use(whole: list[Passage]) -> bool:
    """Whether somebody does something with a tool, judged by the words on both sides of its name."""
    before, after = (pattern_of("signs_use.txt", name) for name in ("before the tool", "after the tool"))
    return any(
        before.search(text[max(0, start - 30) : start]) or after.match(text, end)
        for text, places in ((piece.source.folded, ai_in(piece)) for piece in whole)
        for start, end in places
    )


def _signs(whole: list[Passage], text: str, fields: set[str]) -> list[float]:
    sentences = [sentence for piece in whole for sentence in sentences_of(piece)][:_MOST_SENTENCES]
    asking = [sentence.folded.endswith("?") for sentence in sentences] or [False]
    ai = any(ai_in(piece) for piece in whole)
    labels = len(fields & _FILLED) if ai or "tools" in fields else 0
    found = (ai, any(names_in(piece) for piece in whole), asking[-1], asking == [True], len(whole) > 1)
    shares = (
        min(len(sentences), _MANY_SENTENCES) / _MANY_SENTENCES, min(len(text), _LONG) / _LONG,
        sum(asking) / len(asking), min(labels, _MANY_LABELS) / _MANY_LABELS,
        float(any("\n" in piece.folded for piece in whole)),
    )  # fmt: skip
    return [*map(float, found), *shares]


def log_odds(sound: PostFeatures) -> float:
    """Weigh the features: above 0 for what sounds like a use case."""
    known = likelihood()
    found = [(share, *known.grams[gram]) for gram, share in sound.grams.items() if gram in known.grams]
    words = sum(share * weight for share, weight, _ in found)
    length = math.sqrt(sum((share * rarity) ** 2 for share, _, rarity in found)) or 1.0
    signs = sum(sign * weight for sign, weight in zip(sound.signs, known.signs, strict=True))
    return known.constant + words / length + signs
