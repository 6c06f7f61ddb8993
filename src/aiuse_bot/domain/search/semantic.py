"""Semantic search, if the optional model is installed: it finds records that share no word with the query."""

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase, UseCaseMeaning
from aiuse_bot.semantic import Encoder

if TYPE_CHECKING:
    import numpy as np

MOST_COMPARED = 50_000
"""Only the newest records are compared, one by one, 1 KB each in memory."""

MOST_NEAR = 100
LEAST_LIKENESS = 0.1
LEAST_OF_BEST = 0.2
"""Measured: the record most similar to nonsense scores .17 to .19, the one most similar to a real query .24 to .69."""

FUSION_K = 60
MEANING_COUNTS = 0.5
"""The weight next to 1 for the words; measured, see docs/search.md."""

LONGEST_TEXT = 1_000
MOST_WORKSPACES = 8

_ENCODING = 7_203_212


def encode_some(session: Session, workspace_id: str, encoder: Encoder, limit: int) -> int:
    """Encode the next records; returns how many. 0: all are done, or another process is encoding."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(_ENCODING))):
        return 0
    known = select(UseCaseMeaning.use_case_id).where(
        UseCaseMeaning.use_case_id == UseCase.id, UseCaseMeaning.encoder == encoder.name
    )
    left = select(UseCase).where(UseCase.workspace_id == workspace_id, UseCase.withdrawn_at.is_(None), ~known.exists())
    use_cases = list(session.scalars(left.order_by(UseCase.id.desc()).limit(limit).with_for_update(skip_locked=True)))
    if not use_cases:
        return 0
    vectors = encoder.encode([_text(use_case) for use_case in use_cases])
    _write(session, use_cases, encoder.name, vectors)
    return len(use_cases)


def nearest(session: Session, workspace_id: str, question: str, encoder: Encoder) -> list[int]:
    """Return the ids of the records closest in meaning to the query, best first, whoever may read them.

    If the model fails, this finds nothing: the words of the query still do.
    """
    try:
        asked = encoder.encode([question])[0]
    except Exception:  # noqa: BLE001 - if an optional extra fails, search goes on without it
        return []
    compared = _compared(session, encoder.name, workspace_id)
    compared.bring_up_to_date(session)
    return compared.nearest(asked)


def reciprocal_rank_fusion(by_words: Sequence[int], by_meaning: Sequence[int]) -> list[int]:
    """Combine two rankings by rank (reciprocal rank fusion, Cormack, Clarke and Buettcher 2009, with their k)."""
    points: dict[int, float] = {}
    for ranking, counts in ((by_words, 1.0), (by_meaning, MEANING_COUNTS)):
        for rank, use_case_id in enumerate(ranking, start=1):
            points[use_case_id] = points.get(use_case_id, 0.0) + counts / (FUSION_K + rank)
    return sorted(points, key=lambda one: -points[one])


class _Compared:
    """In-memory embeddings of a workspace's newest records; new ones are loaded before each query.

    Records withdrawn since are still included: callers look the ids up in the database.
    """

    def __init__(self, encoder: str, workspace_id: str) -> None:
        self._encoder, self._workspace_id = encoder, workspace_id
        self._revision = 0
        self._vectors: dict[int, Any] = {}
        self._stacked: tuple[list[int], Any] | None = None
        self._lock = Lock()

    def bring_up_to_date(self, session: Session) -> None:
        """Load what was written since the last call."""
        fresh = select(UseCaseMeaning.use_case_id, UseCaseMeaning.meaning, UseCaseMeaning.revision).where(
            UseCaseMeaning.workspace_id == self._workspace_id,
            UseCaseMeaning.encoder == self._encoder,
            UseCaseMeaning.revision > self._revision,
        )
        rows = session.execute(fresh.order_by(UseCaseMeaning.use_case_id.desc()).limit(MOST_COMPARED)).all()
        if rows:
            with self._lock:
                self._take(rows)

    def nearest(self, asked: "np.ndarray[Any, Any]") -> list[int]:
        """Return the ids of the most similar records, best first."""
        import numpy as np  # noqa: PLC0415 - comes with the optional extra

        with self._lock:
            if self._stacked is None:
                newest = sorted(self._vectors, reverse=True)[:MOST_COMPARED]
                self._stacked = newest, np.vstack([self._vectors[one] for one in newest]) if newest else None
            ids, matrix = self._stacked
        if matrix is None:
            return []
        likeness = matrix @ asked.astype(np.float32)
        best = np.argsort(-likeness)[:MOST_NEAR]
        if likeness[best[0]] < LEAST_OF_BEST:
            return []
        return [ids[at] for at in best if likeness[at] >= LEAST_LIKENESS]

    def _take(self, rows: Sequence[Any]) -> None:
        import numpy as np  # noqa: PLC0415 - comes with the optional extra

        for use_case_id, meaning, revision in rows:
            self._vectors[use_case_id] = np.frombuffer(meaning, dtype=np.float16).astype(np.float32)
            self._revision = max(self._revision, revision)
        self._stacked = None


_known: LRUCache[tuple[object, str, str], _Compared] = LRUCache(MOST_WORKSPACES)
_knowing = Lock()


def _compared(session: Session, encoder: str, workspace_id: str) -> _Compared:
    key = (session.get_bind().engine.url, encoder, workspace_id)
    with _knowing:
        if key not in _known:
            _known[key] = _Compared(encoder, workspace_id)
        return _known[key]


def _text(use_case: UseCase) -> str:
    """Title and issue only: measured, results and prompts blur what a record is about."""
    return f"{use_case.title}. {use_case.issue or ''}"[:LONGEST_TEXT]


def _write(session: Session, use_cases: Sequence[UseCase], name: str, vectors: Any) -> None:  # noqa: ANN401 - numpy
    rows = [
        {
            "use_case_id": use_case.id,
            "workspace_id": use_case.workspace_id,
            "encoder": name,
            "meaning": vector.astype("float16").tobytes(),
        }
        for use_case, vector in zip(use_cases, vectors, strict=True)
    ]
    statement = insert(UseCaseMeaning)
    fresh = {name: statement.excluded[name] for name in ("encoder", "meaning", "revision")}
    session.execute(statement.on_conflict_do_update(index_elements=["use_case_id"], set_=fresh), rows)
