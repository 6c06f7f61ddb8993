"""BM25 in SQL, over the candidates: how often a record mentions what is asked, in which fields, and how rare it is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import (
    ARRAY,
    CTE,
    REAL,
    BigInteger,
    ColumnElement,
    Float,
    Integer,
    Select,
    Text,
    any_,
    cast,
    func,
    literal,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.search.candidates import CandidateQuery, Requirements
from aiuse_bot.domain.search.expansion import Concept, document_frequency, rarity
from aiuse_bot.domain.search.lists import NEWEST_FIRST
from aiuse_bot.domain.search.statistics import Library

SATURATION = 1.2
LENGTH_COUNTS = 0.3
"""BM25's k1 and b (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009). Records are of similar
length."""

_FIELD_WEIGHTS = cast([1 / 3, 1 / 2, 2 / 3, 1.0], ARRAY(REAL))
"""The weight of a word in the fields D, C, B, A, in the order that `ts_rank` expects: title 3, tools 2, issue 1.5."""

_AS_COUNTED = 3 * 1.64493406685
"""`ts_rank` of one word is the sum of its occurrences' weights, each further one counting less, divided by this limit
of the sum (`calc_rank_or` in PostgreSQL's tsrank.c); multiplied by it, one occurrence in the text counts 1."""


class Scored(NamedTuple):
    """A matching record, and its score."""

    use_case_id: int
    score: float


class Asked(NamedTuple):
    """What records are ranked by; `fits` is the condition under which the reader may read them."""

    concepts: Sequence[Concept]
    frequency: Mapping[str, int]
    library: Library
    fits: ColumnElement[bool]


def candidates(session: Session, wanted: Sequence[CandidateQuery], since: dt.datetime | None = None) -> list[int]:
    """Return the ids of records to rank, whoever may read them; `ranked` checks that."""
    fetched = [_candidates_of(fetch, since).subquery() for fetch in wanted]
    return list(session.scalars(union(*(select(one.c.id) for one in fetched))))


def ranked(session: Session, asked: Asked, ids: Sequence[int], limit: int) -> list[Scored]:
    """Return the best of these records that may be read, newest first among equals.

    Their ids are listed, so that PostgreSQL looks them up by id and in no other way.
    """
    score = func.coalesce(_score(asked), _number(0))
    best = select(UseCase.id, score).where(UseCase.id == any_(literal(ids, ARRAY(BigInteger))), asked.fits)
    rows = session.execute(best.order_by(score.desc(), *NEWEST_FIRST).limit(limit))
    return [Scored(use_case_id, points) for use_case_id, points in rows]


def answering(
    session: Session, ids: Sequence[int], required: Requirements, since: dt.datetime | None, fits: ColumnElement[bool]
) -> set[int]:
    """Return the ids of those records that may be read and match what every record must."""
    kept = select(UseCase.id).where(UseCase.id == any_(literal(ids, ARRAY(BigInteger))), fits)
    if required.queries:
        kept = kept.where(UseCase.tokens.bool_op("@@")(cast(literal(" & ".join(required.queries), Text), TSQUERY)))
    return set(session.scalars(kept if since is None else kept.where(UseCase.posted_at >= since)))


def _candidates_of(wanted: CandidateQuery, since: dt.datetime | None) -> Select[int]:
    """Take the newest matches, if there are more than wanted.

    Only the index of tokens is used: with a second condition PostgreSQL tends to read a second index, and ordered by
    the plain id it tends to scan the table backwards until it has enough.
    """
    answers = UseCase.tokens.bool_op("@@")(cast(literal(wanted.query, Text), TSQUERY))
    found = select(UseCase.id).where(answers).order_by((UseCase.id + 0).desc()).limit(wanted.most)
    return found if since is None else found.where(UseCase.posted_at >= since)


def _score(asked: Asked) -> ColumnElement[float]:
    """Take the highest-scoring variant of each concept, and add them up."""
    variants = _variants(asked)
    often = _number(_AS_COUNTED) * cast(func.ts_rank(_FIELD_WEIGHTS, UseCase.tokens, variants.c.rank), Float)
    share = cast(UseCase.token_count, Float) * _number(LENGTH_COUNTS / asked.library.mean_length)
    slope = _number(SATURATION) * (_number(1 - LENGTH_COUNTS) + share)
    points = variants.c.weight * _number(SATURATION + 1) * often / (often + slope)
    best = (
        select(func.max(points).label("points"))
        .where(UseCase.tokens.bool_op("@@")(variants.c.match))
        .group_by(variants.c.meaning)
        .correlate(UseCase)
        .subquery()
    )
    return select(func.sum(best.c.points)).scalar_subquery()


def _variants(asked: Asked) -> CTE:
    rows = [
        (
            number,
            variant.match,
            variant.rank,
            variant.weight * rarity(document_frequency(variant, asked.frequency), asked.library.records),
        )
        for number, concept in enumerate(asked.concepts)
        for variant in concept.variants
    ]
    numbers, matches, ranks, weights = (
        (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
    )
    given = (
        func.unnest(
            literal(numbers, ARRAY(Integer)),
            literal(matches, ARRAY(Text)),
            literal(ranks, ARRAY(Text)),
            literal(weights, ARRAY(Float)),
        )
        .table_valued("meaning", "match", "rank", "weight", name="given")
        .render_derived()
    )
    read = select(
        given.c.meaning,
        cast(given.c.match, TSQUERY).label("match"),
        cast(given.c.rank, TSQUERY).label("rank"),
        given.c.weight,
    )
    return read.cte("way").prefix_with("MATERIALIZED")


def _number(value: float) -> ColumnElement[float]:
    """Set the type: PostgreSQL would otherwise calculate in decimals, which takes several times as long."""
    return cast(literal(value, Float), Float)
