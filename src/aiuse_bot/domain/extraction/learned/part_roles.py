"""The role of each part of a story, by a linear-chain model: the part's own words, its neighbours, its position."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from aiuse_bot.domain.extraction.durations import durations_in
from aiuse_bot.domain.extraction.learned.grams import edges_of, grams_of, masked
from aiuse_bot.domain.extraction.learned.weights import PLACES, ROLES, Story, story
from aiuse_bot.domain.extraction.mentions import ai_in
from aiuse_bot.domain.extraction.roles import CUE_ROLES, cue_weight

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.clauses import Clause

_LONG = 120
_CUE_SCALE = 3.0
Shares = dict[str, float]


class PartFeatures(NamedTuple):
    """One part with its features: n-grams, and signs as numbers around 0 to 1."""

    clause: Clause
    grams: dict[str, float]
    signs: list[float]


def part_features(parts: list[Clause], named: set[str]) -> list[PartFeatures]:
    """Compute the features of every part; `named` are the fields that are labelled elsewhere in the post."""
    ai = [bool(ai_in(part.piece)) for part in parts]
    turn = ai.index(True) if True in ai else None
    return [_features_at(parts, ai, turn, place, named) for place in range(len(parts))]


def _features_at(parts: list[Clause], ai: list[bool], turn: int | None, place: int, named: set[str]) -> PartFeatures:
    text = masked(parts[place].piece)
    signs = [*_place_signs(parts, turn, place), *_word_signs(parts[place], named)]
    signs += [float(ai[place]), float(place > 0 and ai[place - 1])]
    signs += [cue_weight(role, parts[place].piece) / _CUE_SCALE for role in CUE_ROLES]
    after_turn = turn is not None and place > turn
    signs += [cue_weight(tense, parts[place].piece) / _CUE_SCALE * after_turn for tense in ("past", "present")]
    return PartFeatures(parts[place], grams_of(text) | edges_of(text), signs)


def _place_signs(parts: list[Clause], turn: int | None, place: int) -> list[float]:
    """Where the part is in the story and relative to its turn, the first part that mentions AI."""
    sentence, last = parts[place].sentence, len(parts) - 1
    away = place - turn if turn is not None else 0
    beside = turn is not None and sentence == parts[turn].sentence
    found = (
        True, turn is None, away < 0, turn is not None and away == 0, away > 0, away == 1, away == -1,
        beside and away < 0, beside and away > 0, place == 0, place == last, sentence == parts[-1].sentence,
        sentence == parts[0].sentence, place > 0 and sentence == parts[place - 1].sentence, last == 0,
    )  # fmt: skip
    return [*map(float, found), place / last if last else 0.5]


def _word_signs(part: Clause, named: set[str]) -> list[float]:
    text = part.piece.folded
    found = (
        any(character.isdigit() for character in text), bool(durations_in(part.piece)), text.endswith("?"),
        part.piece.source.where.startswith("replies"), "issue" in named, "result" in named, "approach" in named,
    )  # fmt: skip
    return [*map(float, found), min(len(text), _LONG) / _LONG]


def shares_of(features: list[PartFeatures]) -> list[Shares]:
    """Return for every part the probability of each of `ROLES`; those of a part sum to 1."""
    if not features:
        return []
    known = story()
    return _marginals(_own_weights(features, known), known, [part.clause.sentence for part in features])


def _own_weights(features: list[PartFeatures], known: Story) -> list[list[float]]:
    """Weigh each part by itself and by the words of its neighbours."""
    roles = len(ROLES)
    columns = [_column_sums(part.grams, known) for part in features]
    nothing = [0.0] * (roles * len(PLACES))
    before, after = [nothing, *columns[:-1]], [*columns[1:], nothing]
    return [
        [
            own[role] + left[roles + role] + right[2 * roles + role]
            + sum(sign * weights[role] for sign, weights in zip(part.signs, known.signs, strict=True) if sign)
            for role in range(roles)
        ]
        for part, own, left, right in zip(features, columns, before, after, strict=True)
    ]  # fmt: skip


def _column_sums(grams: dict[str, float], known: Story) -> list[float]:
    sums = [0.0] * (len(ROLES) * len(PLACES))
    for gram, share in grams.items():
        for column, weight in known.grams.get(gram, ()):
            sums[column] += share * weight
    return sums


def _marginals(weights: list[list[float]], known: Story, sentences: list[int]) -> list[Shares]:
    """Run the forward-backward algorithm on the chain, in log space."""
    moves = [known.moves[one == other] for one, other in pairwise(sentences)]
    forward = [[weight + known.first[role] for role, weight in enumerate(weights[0])]]
    for move, own in zip(moves, weights[1:], strict=True):
        forward.append([own[to] + _sum([forward[-1][at] + move[at][to] for at in _ALL]) for to in _ALL])
    backward = [list(known.last)]
    for move, later in zip(reversed(moves), reversed(weights[1:]), strict=True):
        ahead = [later[to] + backward[-1][to] for to in _ALL]
        backward.append([_sum([move[at][to] + ahead[to] for to in _ALL]) for at in _ALL])
    total = _sum([one + other for one, other in zip(forward[-1], known.last, strict=True)])
    return [
        {name: math.exp(left[role] + right[role] - total) for role, name in enumerate(ROLES)}
        for left, right in zip(forward, reversed(backward), strict=True)
    ]


_ALL = range(len(ROLES))


def _sum(logs: list[float]) -> float:
    most = max(logs)
    return most + math.log(sum(math.exp(one - most) for one in logs))
