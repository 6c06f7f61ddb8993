"""Which records are like another one, and which are the same thing told again."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.search import search

RELATED = 0.1
SAME = 0.5
"""Of the three-letter runs of two texts, how many they share (Jaccard). Edited copies of posts share more than half."""

_LOOKED_AT = 20
_A_SHARED_TOOL = 0.03
_LONGEST = 600


class Related(NamedTuple):
    """A record like another one; `is_same` where it seems to be the same story told again."""

    use_case: UseCase
    is_same: bool


def related(
    session: Session,
    workspace_id: str,
    words: str,
    tools: Iterable[str],
    *,
    readable: ColumnElement[bool],
    but: int | None = None,
    limit: int = 3,
) -> list[Related]:
    """Return the records most like these words, those that this reader may read; `but` leaves out a record's number."""
    found = [hit.use_case for hit in search(session, workspace_id, words, readable=readable, limit=_LOOKED_AT)]
    wanted, used = _runs(words), set(tools)
    scored = [(_likeness(wanted, used, one), one) for one in found if one.number != but]
    best = sorted(((score, one) for score, one in scored if score >= RELATED), key=lambda pair: -pair[0])
    return [Related(one, score >= SAME) for score, one in best[:limit]]


def words_of(use_case: UseCase) -> str:
    """Return the words by which a record is compared."""
    return " ".join(part for part in (use_case.title, use_case.issue, use_case.result) if part)


def _likeness(wanted: set[str], tools: set[str], other: UseCase) -> float:
    theirs = _runs(words_of(other))
    shared = len(wanted & theirs) / max(len(wanted | theirs), 1)
    return shared + _A_SHARED_TOOL * len(tools & set(other.tools))


def _runs(text: str) -> set[str]:
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())[:_LONGEST]
    return {folded[at : at + 3] for at in range(len(folded) - 2)}
