"""The learned weights that come with the package, written by `training/train.py`."""

from __future__ import annotations

import base64
import gzip
import json
from array import array
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

ROLES = ("other", "issue", "approach", "result", "risk")
"""The roles of a part of a story, in the order of the learned columns."""

PLACES = ("own", "previous", "next")
"""An n-gram counts for the part it is in and, less strongly, for the adjacent parts."""


class Likelihood(NamedTuple):
    """Weight and rarity of a post's n-grams, weights of its signs, and the constant."""

    grams: dict[str, tuple[float, float]]
    signs: list[float]
    constant: float


class Story(NamedTuple):
    """Weights for the parts of a story.

    `grams` holds pairs (column, weight), a column being place * roles + role; `signs[sign][role]`;
    `moves[same sentence][role][next role]`, `first[role]` and `last[role]` weigh sequences.
    """

    grams: dict[str, tuple[tuple[int, float], ...]]
    signs: list[list[float]]
    moves: list[list[list[float]]]
    first: list[float]
    last: list[float]


@lru_cache(maxsize=1)
def _stored() -> dict[str, Any]:
    packed = files("aiuse_bot.domain.extraction").joinpath("data", "learned.json.gz").read_bytes()
    stored: dict[str, Any] = json.loads(gzip.decompress(packed))
    return stored


def _rows(stored: dict[str, Any], width: int) -> list[tuple[str, array[int]]]:
    """Unpack weights of one byte each, `width` per n-gram."""
    small = array("b", base64.b64decode(stored["weights"]))
    rows = (small[at : at + width] for at in range(0, len(small), width))
    return list(zip(stored["grams"], rows, strict=True))


@lru_cache(maxsize=1)
def likelihood() -> Likelihood:
    """Load the weights that decide whether a post is a use case."""
    stored = _stored()["likelihood"]
    scale, rarity = stored["scale"], stored["scale"] * stored["rarity"]
    grams = {gram: (weight * scale, rare * rarity) for gram, (weight, rare) in _rows(stored, 2)}
    return Likelihood(grams, stored["signs"], stored["constant"])


@lru_cache(maxsize=1)
def story() -> Story:
    """Load the weights that decide the role of each part of a story."""
    stored = _stored()["story"]
    grams = {
        gram: tuple((column, weight * stored["scale"]) for column, weight in enumerate(row) if weight)
        for gram, row in _rows(stored, len(ROLES) * len(PLACES))
    }
    return Story(grams, stored["signs"], stored["moves"], stored["first"], stored["last"])
