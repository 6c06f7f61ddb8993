"""Ranking quality: nDCG@10 with gain 2^grade - 1, and the share of queries with no hit among the first ten."""

import json
import math
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"
BEST = 10


class Quality(NamedTuple):
    """Means over queries."""

    ndcg: float
    zero_hits: float


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def ndcg(ranked: list[str], grades: dict[str, int]) -> float:
    ideal = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(one, 0) for one in ranked]) / ideal if ideal else 0.0


def quality(run: dict[str, list[str]], questions: list[dict[str, Any]], language_of: dict[str, str]) -> Quality:
    """Score queries; for a cross-language query only records in the target language count."""
    rankings = [(_counted(run[one["qid"]], one["doc_lang"], language_of), one["rel"]) for one in questions]
    found = [any(record in rel for record in ranked[:BEST]) for ranked, rel in rankings]
    scores = [ndcg(ranked, rel) for ranked, rel in rankings]
    return Quality(sum(scores) / len(scores), 1 - sum(found) / len(found))


def _counted(ranked: list[str], wanted: str | None, language_of: dict[str, str]) -> list[str]:
    return [one for one in ranked if wanted is None or language_of[one] == wanted]


def _gain(grades: list[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:BEST]))
