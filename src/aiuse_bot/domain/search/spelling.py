"""Correcting typos, using only words of records that the reader may read."""

from collections.abc import Collection, Iterable

from rapidfuzz.distance import OSA
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import SearchWord
from aiuse_bot.domain.search.statistics import (
    LONGEST_REPAIRED,
    SHORTEST_REPAIRED,
    frequencies,
    remains_of,
)
from aiuse_bot.domain.search.vector import WRITTEN

LEAST_LIKENESS = 0.7
"""Out of 1; one extra letter in a word of four is .8, two swapped ones .75."""

MOST_LOOKED_AT = 300
MOST_REPAIRED = 5
"""Unknown words corrected in one query: more of them are not typos."""

BEGINS_WITH = 3
MOST_BEGUN = 3


def corrections(
    session: Session, workspace_id: str, words: Iterable[str], scopes: Collection[str]
) -> dict[str, list[str]]:
    """Return for each unknown word up to two known ones closest to it; words without any are left out."""
    unknown = [word for word in words if SHORTEST_REPAIRED <= len(word) <= LONGEST_REPAIRED and word.isalpha()]
    near = {word: _near(session, workspace_id, word) for word in unknown[:MOST_REPAIRED]}
    terms = {f"{WRITTEN}{one}" for found in near.values() for one in found}
    known = frequencies(session, workspace_id, terms, scopes)
    best = {
        word: _best(word, [one for one in found if f"{WRITTEN}{one}" in known], known) for word, found in near.items()
    }
    return {word: found for word, found in best.items() if found}


def completions(session: Session, workspace_id: str, word: str, scopes: Collection[str]) -> list[str]:
    """Return the most common known words with this prefix, for a query that is still being typed."""
    if len(word) < BEGINS_WITH:
        return []
    begins = SearchWord.word.startswith(word, autoescape=True)
    at_hand = select(SearchWord.word).where(SearchWord.workspace_id == workspace_id, SearchWord.word >= word, begins)
    found = session.scalars(at_hand.order_by(SearchWord.word).limit(MOST_LOOKED_AT)).all()
    known = frequencies(session, workspace_id, [f"{WRITTEN}{one}" for one in found], scopes)
    return [term.removeprefix(WRITTEN) for term in sorted(known, key=lambda term: (-known[term], term))[:MOST_BEGUN]]


def _near(session: Session, workspace_id: str, word: str) -> list[str]:
    meets = SearchWord.remains.op("&&")(remains_of(word))
    at_hand = select(SearchWord.word).where(SearchWord.workspace_id == workspace_id, meets, SearchWord.word != word)
    nearest = func.abs(func.length(SearchWord.word) - len(word))
    found = session.scalars(at_hand.order_by(nearest, SearchWord.word).limit(MOST_LOOKED_AT))
    return [one for one in found if OSA.normalized_similarity(word, one) >= LEAST_LIKENESS]


def _best(word: str, found: list[str], known: dict[str, int]) -> list[str]:
    ranked = sorted(found, key=lambda one: (-OSA.normalized_similarity(word, one), -known[f"{WRITTEN}{one}"], one))
    return ranked[:2]
