"""Fit the two models: whether a post is a use case (logistic regression), and its parts' roles (a linear chain)."""

from __future__ import annotations

import base64
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from chain import fit_chain
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from aiuse_bot.domain.extraction.learned.weights import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from posts import Example

    Grams = dict[str, float]

_FEWEST = 2
_SOUND_STRENGTH = 30.0
_STORY_STRENGTH = 5.0
_SIGN_SHARE = 0.7
_NEIGHBOUR_SHARE = 0.5
_LONGEST_NEIGHBOUR_GRAM = 3
_LARGEST = 127
_NO_LENGTH = 1e-9


def fit(examples: list[Example], fineness: int = _LARGEST) -> dict[str, Any]:
    """Return the contents of `extraction/data/learned.json.gz`, trained on these posts."""
    return {"likelihood": _fit_likelihood(examples, fineness), "story": _fit_story(examples, fineness)}


def _fit_likelihood(examples: list[Example], fineness: int) -> dict[str, Any]:
    """Weight n-grams by rarity; as at prediction time, normalise each post over all known n-grams in it."""
    grams = _vocabulary(one.features.grams for one in examples)
    counted = _matrix((one.features.grams for one in examples), grams)
    rarity = np.log((1 + len(examples)) / (1 + counted.getnnz(axis=0))) + 1
    weighed = counted @ sparse.diags(rarity)
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    words = sparse.diags(1 / np.maximum(lengths, _NO_LENGTH)) @ weighed
    matrix = sparse.hstack([words, np.array([one.features.signs for one in examples])]).tocsr()
    wanted = np.array([one.gold["is_use_case"] for one in examples])
    model = LogisticRegression(C=_SOUND_STRENGTH, max_iter=2000).fit(matrix, wanted)
    weights = model.coef_[0]
    columns = np.stack([weights[: len(grams)] * rarity, rarity / rarity.max() * np.abs(weights).max()], axis=1)
    share = float(rarity.max() / np.abs(weights).max())
    return {
        **_packed(grams, columns, fineness),
        "rarity": share,
        "signs": _rounded(weights[len(grams) :]),
        "constant": round(float(model.intercept_[0]), 4),
    }


def _fit_story(examples: list[Example], fineness: int) -> dict[str, Any]:
    stories = [one for one in examples if one.gold["is_use_case"] and one.parts]
    parts = [part for one in stories for part in one.parts]
    grams = _vocabulary(part.grams for part in parts)
    near = {gram: place for place, gram in enumerate(gram for gram in grams if _speaks_to_neighbours(gram))}
    own = _matrix((part.grams for part in parts), grams)
    beside = _NEIGHBOUR_SHARE * _matrix((part.grams for part in parts), near)
    before, after = (_moved(beside, [len(one.parts) for one in stories], step) for step in (1, -1))
    signs = _SIGN_SHARE * np.array([part.signs for part in parts])
    matrix = sparse.hstack([own, before, after, sparse.csr_matrix(signs)]).tocsr()
    same = [[a.clause.sentence == b.clause.sentence for a, b in pairwise(one.parts)] for one in stories]
    chain = fit_chain(matrix, [one.roles for one in stories], same, _STORY_STRENGTH)
    columns = _story_columns(chain.weights, grams, near)
    return {
        **_packed(grams, columns, fineness),
        "signs": _rounded(_SIGN_SHARE * chain.weights[len(grams) + 2 * len(near) :]),
        "moves": _rounded(chain.moves), "first": _rounded(chain.first), "last": _rounded(chain.last),
    }  # fmt: skip


def _story_columns(weights: NDArray[np.float64], grams: dict[str, int], near: dict[str, int]) -> NDArray[np.float64]:
    """Return one row per n-gram: its weights in the part itself, in the part before, and in the part after."""
    columns = np.zeros((len(grams), len(PLACES), weights.shape[1]))
    columns[:, 0] = weights[: len(grams)]
    rows = [grams[gram] for gram in near]
    for place in (1, 2):
        start = len(grams) + (place - 1) * len(near)
        columns[rows, place] = _NEIGHBOUR_SHARE * weights[start : start + len(near)]
    return columns.reshape(len(grams), -1)


def _speaks_to_neighbours(gram: str) -> bool:
    return len(gram) <= _LONGEST_NEIGHBOUR_GRAM and not gram.startswith("\n")


def _vocabulary(features: Iterable[Grams]) -> dict[str, int]:
    counts = Counter(gram for grams in features for gram in grams)
    return {
        gram: place for place, gram in enumerate(sorted(gram for gram, count in counts.items() if count >= _FEWEST))
    }


def _matrix(features: Iterable[Grams], known: dict[str, int]) -> sparse.csr_matrix:
    rows = [[(known[gram], share) for gram, share in grams.items() if gram in known] for grams in features]
    starts = np.cumsum([0, *map(len, rows)])
    columns, values = zip(*[cell for row in rows for cell in row], strict=True)
    return sparse.csr_matrix((values, columns, starts), shape=(len(rows), len(known)))


def _moved(matrix: sparse.csr_matrix, lengths: list[int], step: int) -> sparse.csr_matrix:
    """Give each part the row of the part before it (`step` 1) or after it (-1) in its story, else zeros."""
    starts = np.cumsum([0, *lengths])
    pairs = [(at, at - step) for a, b in pairwise(starts) for at in range(a, b) if a <= at - step < b]
    to, source = np.array(pairs).reshape(-1, 2).T
    size = matrix.shape[0]
    return sparse.csr_matrix((np.ones(len(to)), (to, source)), shape=(size, size)) @ matrix


def _packed(grams: dict[str, int], weights: NDArray[np.float64], fineness: int) -> dict[str, Any]:
    """Quantise weights to one byte each and drop n-grams whose weights are all zero."""
    scale = float(np.abs(weights).max()) / fineness
    small = np.rint(weights / scale).astype(np.int8)
    kept = [gram for gram, row in zip(grams, small, strict=True) if row.any()]
    rows = small[[grams[gram] for gram in kept]]
    return {"grams": kept, "scale": scale, "weights": base64.b64encode(rows.tobytes()).decode()}


def _rounded(values: NDArray[np.float64]) -> Any:  # noqa: ANN401 - lists as deep as the array
    return np.round(values, 4).tolist()
