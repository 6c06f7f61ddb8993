"""A linear-chain conditional random field: each part of a story has a role that depends on the previous one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import minimize

from aiuse_bot.domain.extraction.learned.weights import ROLES

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    Array = NDArray[np.float64]

_SIZE = len(ROLES)
_HABITS = (4, _SIZE, _SIZE)
_HABIT_LOOSENESS = 3.0
_MOST_STEPS = 60


class Chain(NamedTuple):
    """Learned: `weights[feature, role]`, `moves[same sentence, role, next role]`, `first[role]`, `last[role]`."""

    weights: Array
    moves: Array
    first: Array
    last: Array


def fit_chain(features: sparse.csr_matrix, roles: list[list[int]], same: list[list[bool]], strength: float) -> Chain:
    """Fit by penalised maximum likelihood; a larger `strength` means less regularisation."""
    parts, columns = features.shape
    wanted = np.eye(_SIZE)[[role for story in roles for role in story]]
    ends = np.cumsum([0, *map(len, roles)])
    turned = features.T.tocsr()
    ties = np.concatenate(
        [np.full(columns * _SIZE, 1 / strength), np.full(np.prod(_HABITS), 1 / (strength * _HABIT_LOOSENESS))]
    )

    def cost(flat: Array) -> tuple[float, Array]:
        weights, habits = flat[: columns * _SIZE].reshape(columns, _SIZE), flat[columns * _SIZE :].reshape(_HABITS)
        scores = features @ weights
        shares, pull, fit = np.zeros((parts, _SIZE)), np.zeros(_HABITS), 0.0
        for number, (start, end) in enumerate(pairwise(ends)):
            story_fit, shares[start:end] = _learn(scores[start:end], roles[number], same[number], habits, pull)
            fit += story_fit
        slope = np.concatenate([(turned @ (wanted - shares)).ravel(), pull.ravel()])
        return 0.5 * float((ties * flat * flat).sum()) - fit, ties * flat - slope

    found = minimize(
        cost,
        np.zeros(columns * _SIZE + np.prod(_HABITS)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _MOST_STEPS},
    ).x
    habits = found[columns * _SIZE :].reshape(_HABITS)
    return Chain(found[: columns * _SIZE].reshape(columns, _SIZE), habits[:2], habits[2, 0], habits[3, 0])


def _learn(scores: Array, roles: list[int], same: list[bool], habits: Array, pull: Array) -> tuple[float, Array]:
    """Return a story's log likelihood and the marginals[part, role]; add the gradient of its moves to `pull`."""
    forward, backward = _passes(scores, same, habits)
    total = _log_sum(forward[-1] + habits[3, 0], 0)
    shares = np.exp(forward + backward - total)
    eye = np.eye(_SIZE)
    pull[2, 0] += eye[roles[0]] - shares[0]
    pull[3, 0] += eye[roles[-1]] - shares[-1]
    fit = scores[np.arange(len(roles)), roles].sum() + habits[2, 0, roles[0]] + habits[3, 0, roles[-1]] - total
    for at, move in enumerate(map(int, same), start=1):
        pairs = np.exp(forward[at - 1][:, None] + habits[move] + (scores[at] + backward[at])[None, :] - total)
        pull[move] -= pairs
        pull[move, roles[at - 1], roles[at]] += 1
        fit += habits[move, roles[at - 1], roles[at]]
    return float(fit), shares


def _passes(scores: Array, same: list[bool], habits: Array) -> tuple[Array, Array]:
    forward, backward = np.zeros_like(scores), np.zeros_like(scores)
    forward[0] = scores[0] + habits[2, 0]
    backward[-1] = habits[3, 0]
    for at, move in enumerate(map(int, same), start=1):
        forward[at] = scores[at] + _log_sum(forward[at - 1][:, None] + habits[move], 0)
    for at in range(len(same) - 1, -1, -1):
        backward[at] = _log_sum(habits[int(same[at])] + (scores[at + 1] + backward[at + 1])[None, :], 1)
    return forward, backward


def _log_sum(values: Array, axis: int) -> Array:
    most = values.max(axis, keepdims=True)
    return most.squeeze(axis) + np.log(np.exp(values - most).sum(axis))
