"""Indexing records by their current text, one at a time or many."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ARRAY, BigInteger, Integer, Text, bindparam, delete, func, insert, select, text
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import SearchChange, UseCase, UseCaseMeaning, Workspace
from aiuse_bot.domain.search.statistics import fold_all
from aiuse_bot.domain.search.tokens import TOKENIZER_VERSION
from aiuse_bot.domain.search.vector import NOTHING, Fields, Vector, filter_mark, vector_of, windows_of

_MARK_OF_WINDOWS = "w"


class _Kept(NamedTuple):
    """What the index held for a record before."""

    terms: frozenset[str]
    length: int


def index(session: Session, use_case: UseCase) -> None:
    """Index a record by its current text; a withdrawn or merged one by nothing. The caller has locked the row."""
    index_all(session, use_case.workspace_id, [use_case])


def index_all(session: Session, workspace_id: str, use_cases: Sequence[UseCase]) -> None:
    """Index records of one workspace by their current text, and append what that changes in the counts.

    Removed words are folded immediately: once somebody deletes them they must not remain anywhere, even for a second.
    """
    if not use_cases:
        return
    session.flush()
    search_key = session.scalars(select(Workspace.search_key).where(Workspace.id == workspace_id)).one()
    vectors = [_vector(use_case, search_key) for use_case in use_cases]
    before = _kept(session, use_cases)
    session.execute(
        _WRITE,
        {
            "ids": [use_case.id for use_case in use_cases],
            "literals": [vector.literal for vector in vectors],
            "lengths": [vector.length for vector in vectors],
            "version": TOKENIZER_VERSION,
        },
    )
    session.execute(delete(UseCaseMeaning).where(UseCaseMeaning.use_case_id.in_([one.id for one in use_cases])))
    changes = _changes(use_cases, vectors, before)
    if changes:
        session.execute(insert(SearchChange), [{"workspace_id": workspace_id, **change} for change in changes])
    if any(change["removed"] for change in changes):
        fold_all(session)


_WRITE = text("""
    UPDATE use_case SET tokens = cast(new.literal AS tsvector), token_count = new.length, tokenizer_version = :version
    FROM unnest(:ids, :literals, :lengths) AS new(id, literal, length) WHERE use_case.id = new.id
""").bindparams(
    bindparam("ids", type_=ARRAY(BigInteger)),
    bindparam("literals", type_=ARRAY(Text)),
    bindparam("lengths", type_=ARRAY(Integer)),
)


def fields_of_search(use_case: UseCase) -> Fields:
    """Return what a record says, grouped by search weight."""
    rest = (use_case.result, use_case.approach, use_case.prompt, use_case.risk)
    return Fields(
        title=use_case.title,
        tools_and_team="\n".join([*use_case.tools, *use_case.tool_versions, use_case.team or ""]),
        issue=use_case.issue or "",
        rest="\n".join(text for text in rest if text),
    )


def is_counted(term: str) -> bool:
    """Whether a term of a vector is counted; marks of windows are not."""
    return not (term.startswith(_MARK_OF_WINDOWS) and ":" in term)


def _vector(use_case: UseCase, search_key: int) -> Vector:
    if use_case.withdrawn_at is not None or use_case.merged_into_id is not None:
        return NOTHING
    return vector_of(fields_of_search(use_case), _marks(use_case), windows_of(search_key, use_case.id))


def _marks(use_case: UseCase) -> list[str]:
    pairs = [("tool", tool) for tool in use_case.tools]
    pairs += [("by", author) for author in (use_case.author_id, *use_case.co_author_ids) if author]
    pairs += [("team", use_case.team)] if use_case.team else []
    pairs += [("in", use_case.channel_id or "")]
    pairs += [("has", name) for name in ("prompt", "risk", "result") if getattr(use_case, name)]
    pairs += [("has", "time")] if use_case.time_saved_minutes or use_case.time_saved_percent else []
    return [filter_mark(name, value) for name, value in [*pairs, ("lang", use_case.language)]]


def _kept(session: Session, use_cases: Sequence[UseCase]) -> dict[int, _Kept]:
    """Return what the index holds so far. Locks the rows: two changes to a record must not subtract the same twice."""
    wanted = select(UseCase.id, func.tsvector_to_array(UseCase.tokens), UseCase.token_count)
    mine = wanted.where(UseCase.id.in_([use_case.id for use_case in use_cases])).order_by(UseCase.id)
    rows = session.execute(mine.with_for_update()).all()
    return {row[0]: _Kept(frozenset(filter(is_counted, row[1])), row[2]) for row in rows}


def _changes(
    use_cases: Sequence[UseCase], vectors: Sequence[Vector], before: dict[int, _Kept]
) -> list[dict[str, object]]:
    added: dict[str, Counter[str]] = {}
    removed: dict[str, Counter[str]] = {}
    sums: dict[str, Counter[str]] = {}
    for use_case, vector in zip(use_cases, vectors, strict=True):
        scope, old = use_case.channel_id or "", before[use_case.id]
        added.setdefault(scope, Counter()).update(vector.terms - old.terms)
        removed.setdefault(scope, Counter()).update(old.terms - vector.terms)
        records = bool(vector.terms) - bool(old.terms)
        sums.setdefault(scope, Counter()).update(records=records, length=vector.length - old.length)
    changes: list[dict[str, object]] = [
        {
            "scope": scope,
            "added": list(added[scope].elements()),
            "removed": list(removed[scope].elements()),
            "records": sums[scope]["records"],
            "length": sums[scope]["length"],
        }
        for scope in added
    ]
    return [change for change in changes if any(change[name] for name in ("added", "removed", "records", "length"))]
