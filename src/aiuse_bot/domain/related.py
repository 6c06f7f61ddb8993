"""Which records are similar to another one."""

import unicodedata
from collections.abc import Iterable

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.privacy import readable_by_all_in
from aiuse_bot.domain.search import search

RELATED = 0.15
"""Share of the three-letter runs that two stories have in common (Jaccard). Of 76 labelled posts about different things
no two share more than .135; of the search corpus's records nine in ten have a similar one above .22."""

SAME = 0.6
"""From this share on, two stories read the same."""

_LOOKED_AT = 20
_A_SHARED_TOOL = 0.03
_LONGEST = 600


def related(
    session: Session,
    workspace_id: str,
    words: str,
    tools: Iterable[str],
    *,
    readable: ColumnElement[bool],
    but: int | None = None,
    limit: int = 3,
) -> list[UseCase]:
    """Return the records most similar to these words that this reader may read; `but` excludes a record's number."""
    found = [hit.use_case for hit in search(session, workspace_id, words, readable=readable, limit=_LOOKED_AT)]
    wanted, used = _runs(words), set(tools)
    scored = [(_likeness(wanted, used, one), one) for one in found if one.number != but]
    best = sorted(((score, one) for score, one in scored if score >= RELATED), key=lambda pair: -pair[0])
    return [one for _score, one in best[:limit]]


def related_on_card(session: Session, use_case: UseCase) -> list[UseCase]:
    """Return the records most similar to this one among those that everybody in its channel may read."""
    if use_case.channel_id is None or use_case.withdrawn_at is not None:
        return []
    readable = readable_by_all_in(use_case.workspace_id, use_case.channel_id)
    words = words_of(use_case)
    return related(session, use_case.workspace_id, words, use_case.tools, readable=readable, but=use_case.number)


def reads_the_same(use_case: UseCase, other: UseCase) -> bool:
    """Whether two records tell the same story in nearly the same words, e.g. because it was posted again."""
    return _likeness(_runs(words_of(use_case)), set(), other) >= SAME


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
