"""How many records contain a word, counted per channel, so that term rarity reveals nothing from hidden channels.

Each change to a record appends what it adds and subtracts; one process at a time folds that into the counts. A count is
the sum of what is folded and what waits, read in one snapshot, so it is always right.
"""

from collections.abc import Collection, Iterable
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import SearchChange, SearchScope, SearchWord, UseCase
from aiuse_bot.domain.search.vector import WRITTEN

FOLD_BATCH_SIZE = 500
"""Changes per transaction: each is a record or a batch of an import."""

SHORTEST_REPAIRED = 4
LONGEST_REPAIRED = 24
TWO_SLIPS_FROM = 8
"""With two letters removed, shorter words would resemble too many others."""

_FOLDING = 7_203_211


class Library(NamedTuple):
    """What a reader may search: the channels, how many records they hold, and the mean length in tokens.

    `is_whole`: there are no other channels.
    """

    scopes: tuple[str, ...]
    records: int
    mean_length: float
    is_whole: bool = True


def library_of(session: Session, workspace_id: str, readable: ColumnElement[bool]) -> Library:
    """Return the channels in which this reader may read something, and their sums."""
    held = _held(workspace_id)
    said = exists().where(UseCase.workspace_id == workspace_id, UseCase.channel_id == held.c.scope, readable)
    imported = exists().where(UseCase.workspace_id == workspace_id, UseCase.channel_id.is_(None), readable)
    is_mine = or_(and_(held.c.scope != "", said), and_(held.c.scope == "", imported))
    rows = session.execute(select(held, is_mine.label("is_mine"))).all()
    mine = [row for row in rows if row.is_mine]
    records, length = sum(row.records for row in mine), sum(row.length for row in mine)
    mean_length = length / records if records > 0 and length > 0 else 1.0
    return Library(tuple(row.scope for row in mine), records, mean_length, len(mine) == len(rows))


def _held(workspace_id: str) -> Subquery:
    """Sum up what each channel holds: what is folded and what waits."""
    parts = (
        select(table.scope, table.records, table.length).where(table.workspace_id == workspace_id)
        for table in (SearchScope, SearchChange)
    )
    every = union_all(*parts).subquery()
    records, length = func.sum(every.c.records), func.sum(every.c.length)
    sums = select(every.c.scope, cast(records, BigInteger).label("records"), cast(length, BigInteger).label("length"))
    return sums.group_by(every.c.scope).subquery()


def frequencies(session: Session, workspace_id: str, terms: Collection[str], scopes: Collection[str]) -> dict[str, int]:
    """Return how many records of these channels contain each term; terms in none are left out."""
    if not terms or not scopes:
        return {}
    asked = {"workspace_id": workspace_id, "terms": list(terms), "scopes": list(scopes)}
    return {row.term: row.records for row in session.execute(_FREQUENCIES, asked)}


_STRINGS = ARRAY(Text)

_FREQUENCIES = text("""
    SELECT term, sum(records)::bigint AS records FROM (
        SELECT term, records FROM search_term
        WHERE workspace_id = :workspace_id AND term = ANY(:terms) AND scope = ANY(:scopes)
        UNION ALL
        SELECT term, 1 FROM search_change, unnest(added) AS term
        WHERE workspace_id = :workspace_id AND scope = ANY(:scopes) AND added && :terms AND term = ANY(:terms)
        UNION ALL
        SELECT term, -1 FROM search_change, unnest(removed) AS term
        WHERE workspace_id = :workspace_id AND scope = ANY(:scopes) AND removed && :terms AND term = ANY(:terms)
    ) AS counted GROUP BY term HAVING sum(records) > 0
""").bindparams(bindparam("terms", type_=_STRINGS), bindparam("scopes", type_=_STRINGS))


def fold(session: Session) -> int:
    """Fold waiting changes into the counts; returns how many. 0: there are none, or another process is folding.

    The lock lasts as long as the transaction, which should be short and separate. Changes are folded in order: a word
    is never subtracted from a count before it was added to it.
    """
    if not session.scalar(select(func.pg_try_advisory_xact_lock(_FOLDING))):
        return 0
    return _fold_some(session)


def fold_all(session: Session) -> None:
    """Fold every visible change, after waiting for a running fold to finish; nobody else folds until the commit."""
    session.execute(select(func.pg_advisory_xact_lock(_FOLDING)))
    while _fold_some(session):
        pass


def _fold_some(session: Session) -> int:
    first = select(SearchChange.id).order_by(SearchChange.id).limit(FOLD_BATCH_SIZE)
    ids = list(session.scalars(first))
    if not ids:
        return 0
    session.execute(_FOLD_SCOPES, {"ids": ids})
    fresh = session.execute(_FOLD_TERMS, {"ids": ids}).all()
    session.execute(delete(SearchChange).where(SearchChange.id.in_(ids)))
    _learn(session, [(row.workspace_id, row.term) for row in fresh if row.is_new])
    _forget(session)
    return len(ids)


_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)

_FOLD_SCOPES = text("""
    INSERT INTO search_scope (workspace_id, scope, records, length)
    SELECT workspace_id, scope, sum(records), sum(length) FROM search_change WHERE id IN :ids
    GROUP BY workspace_id, scope ORDER BY workspace_id, scope
    ON CONFLICT (workspace_id, scope) DO UPDATE
    SET records = search_scope.records + excluded.records, length = search_scope.length + excluded.length
""").bindparams(_IDS)

_FOLD_TERMS = text("""
    INSERT INTO search_term (workspace_id, term, scope, records)
    SELECT workspace_id, term, scope, sum(change) FROM (
        SELECT workspace_id, scope, unnest(added) AS term, 1 AS change FROM search_change WHERE id IN :ids
        UNION ALL
        SELECT workspace_id, scope, unnest(removed), -1 FROM search_change WHERE id IN :ids
    ) AS changes
    GROUP BY workspace_id, term, scope HAVING sum(change) <> 0 ORDER BY workspace_id, term COLLATE "C", scope
    ON CONFLICT (workspace_id, term, scope) DO UPDATE SET records = search_term.records + excluded.records
    RETURNING workspace_id, term, xmax = 0 AS is_new
""").bindparams(_IDS)


def rebuild(session: Session, workspace_id: str) -> None:
    """Recount everything from the records themselves. Records may be written meanwhile; nobody folds.

    One statement reads the records, and the changes they already include, in one snapshot.
    """
    session.execute(select(func.pg_advisory_xact_lock(_FOLDING)))
    asked = {"workspace_id": workspace_id}
    session.execute(_REBUILD, asked)
    session.execute(delete(SearchWord).where(SearchWord.workspace_id == workspace_id))
    session.execute(_DELETE_EMPTY)
    written = session.scalars(_WRITTEN_WORDS, asked)
    _learn(session, [(workspace_id, word) for word in written])


_REBUILD = text("""
    WITH held AS (
        SELECT coalesce(channel_id, '') AS scope, token_count, tsvector_to_array(tokens) AS terms FROM use_case
        WHERE workspace_id = :workspace_id AND tokens <> ''
    ), gone AS (
        DELETE FROM search_change WHERE workspace_id = :workspace_id
    ), scopes AS (
        INSERT INTO search_scope (workspace_id, scope, records, length)
        SELECT :workspace_id, coalesce(now.scope, old.scope), coalesce(now.records, 0), coalesce(now.length, 0)
        FROM (SELECT scope, count(*) AS records, sum(token_count) AS length FROM held GROUP BY scope) AS now
        FULL JOIN (SELECT scope FROM search_scope WHERE workspace_id = :workspace_id) AS old USING (scope)
        ON CONFLICT (workspace_id, scope) DO UPDATE SET records = excluded.records, length = excluded.length
    )
    INSERT INTO search_term (workspace_id, term, scope, records)
    SELECT :workspace_id, coalesce(now.term, old.term), coalesce(now.scope, old.scope), coalesce(now.records, 0)
    FROM (
        SELECT scope, term, count(*) AS records FROM held, unnest(terms) AS term
        WHERE term NOT LIKE 'w%:%' GROUP BY scope, term
    ) AS now
    FULL JOIN (SELECT scope, term FROM search_term WHERE workspace_id = :workspace_id) AS old
    ON old.scope = now.scope AND old.term = now.term
    ON CONFLICT (workspace_id, term, scope) DO UPDATE SET records = excluded.records
""")

_WRITTEN_WORDS = text("""
    SELECT DISTINCT term FROM search_term WHERE workspace_id = :workspace_id AND term >= '=' AND term < '>'
""")

_DELETE_EMPTY = text("DELETE FROM search_term WHERE records <= 0 RETURNING workspace_id, term")


def remains_of(word: str) -> list[str]:
    """Return a word, and what remains of it without any one letter, and for a longer one without any two."""
    most = 2 if len(word) >= TWO_SLIPS_FROM else 1
    places = range(len(word))
    gone = [without for count in range(1, most + 1) for without in combinations(places, count)]
    left = ("".join(letter for at, letter in enumerate(word) if at not in without) for without in gone)
    return list(dict.fromkeys([word, *left]))


def _learn(session: Session, terms: Iterable[tuple[str, str]]) -> None:
    words = sorted({(workspace_id, term.removeprefix(WRITTEN)) for workspace_id, term in terms if _is_word(term)})
    rows = [{"workspace_id": workspace_id, "word": word, "remains": remains_of(word)} for workspace_id, word in words]
    if rows:
        session.execute(insert(SearchWord).on_conflict_do_nothing(), rows)


def _is_word(term: str) -> bool:
    word = term.removeprefix(WRITTEN)
    return term.startswith(WRITTEN) and SHORTEST_REPAIRED <= len(word) <= LONGEST_REPAIRED and word.isalpha()


def _forget(session: Session) -> None:
    """Delete terms that no record contains any more; nobody else changes counts, because we hold the folding lock."""
    gone = {(row.workspace_id, row.term) for row in session.execute(_DELETE_EMPTY)}
    words = [(workspace_id, term.removeprefix(WRITTEN)) for workspace_id, term in gone if _is_word(term)]
    if words:
        session.execute(
            _FORGET_WORDS,
            {"workspaces": [one[0] for one in words], "words": [one[1] for one in words]},
        )


_FORGET_WORDS = text("""
    DELETE FROM search_word USING unnest(:workspaces, :words) AS gone(workspace_id, word)
    WHERE search_word.workspace_id = gone.workspace_id AND search_word.word = gone.word AND NOT EXISTS (
        SELECT FROM search_term
        WHERE search_term.workspace_id = gone.workspace_id AND search_term.term = '=' || gone.word
    )
""").bindparams(bindparam("workspaces", type_=_STRINGS), bindparam("words", type_=_STRINGS))
