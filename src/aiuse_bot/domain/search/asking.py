"""Answering a query: parse it, repair typos, expand synonyms, fetch candidates, rank them."""

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase, Workspace
from aiuse_bot.domain.search.candidates import IdRange, Requirements, candidate_queries, widened
from aiuse_bot.domain.search.excerpt import with_excerpts
from aiuse_bot.domain.search.expansion import concepts_of, known_variants, tokens_in, unknown_words
from aiuse_bot.domain.search.lists import Hit, find, hits_of, number_of
from aiuse_bot.domain.search.question import Question, phrase_query, read_question
from aiuse_bot.domain.search.ranking import Asked, Scored, answering, candidates, ranked
from aiuse_bot.domain.search.semantic import nearest, reciprocal_rank_fusion
from aiuse_bot.domain.search.spelling import completions, corrections
from aiuse_bot.domain.search.statistics import Library, frequencies, library_of
from aiuse_bot.domain.search.synonyms import thesaurus_of
from aiuse_bot.domain.search.teams import canonical_team
from aiuse_bot.domain.search.tokenizers import earlier_tokens
from aiuse_bot.domain.search.tokens import tokens_of, words_of
from aiuse_bot.domain.search.tools import canonical, tools_named
from aiuse_bot.domain.search.vector import filter_mark, quoted
from aiuse_bot.semantic import Encoder

FUSED = 300
"""How many results of the keyword ranking take part in the fusion if there is a semantic ranking, too."""

UNDATED = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Answer(NamedTuple):
    """The results, best first, and the words that were read as others: mistyped → what they were taken for."""

    hits: list[Hit]
    repairs: dict[str, list[str]]


def search(
    session: Session,
    workspace_id: str,
    query: str,
    *,
    readable: ColumnElement[bool],
    limit: int = 10,
    offset: int = 0,
    now: dt.datetime | None = None,
    asked_by: str | None = None,
    encoder: Encoder | None = None,
) -> list[Hit]:
    """Return the records that contain any of the words, best match first, newest first among equals.

    `UC-42`, `uc42` or `42` puts the record of that number before all others. A query without words finds nothing.
    Filters and phrases are those of `read_question`; `now` is needed for `since:30d`. With an `encoder`, records are
    also found by meaning.
    """
    return ask(
        session,
        workspace_id,
        query,
        readable=readable,
        limit=limit,
        offset=offset,
        now=now,
        asked_by=asked_by,
        encoder=encoder,
    ).hits


def ask(
    session: Session,
    workspace_id: str,
    query: str,
    *,
    readable: ColumnElement[bool],
    limit: int = 10,
    offset: int = 0,
    now: dt.datetime | None = None,
    asked_by: str | None = None,
    encoder: Encoder | None = None,
) -> Answer:
    """Answer as `search` does, and also return how the query was read."""
    named = _named(session, workspace_id, query, readable)
    question = read_question(query, now or UNDATED, asked_by=asked_by)
    if question.is_empty:
        return Answer([named][offset : offset + limit] if named else [], {})
    asking = _read(session, workspace_id, question, readable)
    ids = _found(session, workspace_id, asking, limit + offset + 1, encoder)
    first = [named.use_case.id] if named else []
    page = list(dict.fromkeys([*first, *ids]))[offset : offset + limit]
    hits = hits_of(session, workspace_id, page, readable)
    return Answer(with_excerpts(hits, asking.by.concepts), asking.repairs)


def _canonical_mark(session: Session, workspace_id: str, mark: str) -> str:
    """Return the mark under which records of a tool or a team are indexed, whatever name was typed."""
    if mark.startswith("tool:"):
        return canonical(session, workspace_id, mark)
    return canonical_team(session, workspace_id, mark) if mark.startswith("team:") else mark


class _Asking(NamedTuple):
    """A parsed query, ready to be answered."""

    question: Question
    by: Asked
    required: Requirements
    repairs: dict[str, list[str]]


def _named(session: Session, workspace_id: str, query: str, readable: ColumnElement[bool]) -> Hit | None:
    number = number_of(query)
    return None if number is None else find(session, workspace_id, number, readable)


def _read(session: Session, workspace_id: str, question: Question, readable: ColumnElement[bool]) -> _Asking:
    library = library_of(session, workspace_id, readable)
    repairs = _repairs(session, workspace_id, question, library)
    marks = [_canonical_mark(session, workspace_id, mark) for mark in question.marks]
    meant = concepts_of(
        question.words,
        repairs,
        thesaurus_of(session, workspace_id),
        tools_named(session, workspace_id, question.words) if question.words else (),
        earlier_tokens(session, workspace_id, question.words),
    )
    frequency = frequencies(session, workspace_id, tokens_in(meant) | set(marks), library.scopes)
    by = Asked(known_variants(meant, frequency, library.records), frequency, library, readable)
    return _Asking(question, by, _requirements(question, marks, library, frequency), repairs)


def _found(session: Session, workspace_id: str, asking: _Asking, limit: int, encoder: Encoder | None) -> list[int]:
    """Return the ids of matching records, best first: by words, and with an encoder also by meaning."""
    if encoder is None or not tokens_of(asking.question.words):
        return [one.use_case_id for one in _by_words(session, workspace_id, asking, limit)]
    by_words = [one.use_case_id for one in _by_words(session, workspace_id, asking, max(limit, FUSED))]
    near = nearest(session, workspace_id, _repaired_words(asking), encoder)
    allowed = answering(session, near, asking.required, asking.question.since, asking.by.fits)
    return reciprocal_rank_fusion(by_words, [one for one in near if one in allowed])


def _repaired_words(asking: _Asking) -> str:
    """Return the query as typed, since case matters to the model, with unknown words repaired."""
    typed = asking.question.typed
    for word, others in asking.repairs.items():
        typed = re.sub(rf"\b{re.escape(word)}\b", others[0], typed, flags=re.IGNORECASE)
    return typed


def _repairs(session: Session, workspace_id: str, question: Question, library: Library) -> dict[str, list[str]]:
    """Return replacements for words that no record contains; the last word may be one that is still being typed."""
    words = words_of(question.words)
    known = frequencies(session, workspace_id, {word.stem for word in words if word.stem}, library.scopes)
    unknown = unknown_words(words, known)
    if not unknown:
        return {}
    last = words[-1].text
    started = completions(session, workspace_id, last, library.scopes) if last in unknown else []
    others = corrections(
        session, workspace_id, [word for word in unknown if word != last or not started], library.scopes
    )
    return others | ({last: started} if started else {})


def _requirements(
    question: Question, marks: Sequence[str], library: Library, frequency: Mapping[str, int]
) -> Requirements:
    """Collect what every record must match. The channels are named only if some may not be read."""
    channels = " | ".join(quoted(filter_mark("in", scope)) for scope in library.scopes)
    readable = [] if library.is_whole or not channels else [f"({channels})"]
    share = math.prod(min(frequency.get(mark, 0) / max(library.records, 1), 1) for mark in marks)
    said = (f"({phrase_query(phrase)})" for phrase in question.phrases)
    return Requirements((*map(quoted, marks), *said, *readable), share)


def _by_words(session: Session, workspace_id: str, asking: _Asking, limit: int) -> list[Scored]:
    by, required, since = asking.by, asking.required, asking.question.since
    id_range = _id_range(session, workspace_id)
    wanted = candidate_queries(by.concepts, by.frequency, by.library.records, required, id_range)
    while True:
        found = ranked(session, by, candidates(session, wanted, since), limit)
        wider = widened(wanted[-1], required, id_range, found_any=bool(found)) if len(found) < limit else None
        if wider is None:
            return found
        wanted = [*wanted[:-1], wider]


def _id_range(session: Session, workspace_id: str) -> IdRange:
    newest = select(func.max(UseCase.id)).scalar_subquery()
    others = exists().where(Workspace.id != workspace_id)
    row = session.execute(
        select(Workspace.search_key, newest, others).where(Workspace.id == workspace_id)
    ).one_or_none()
    return IdRange(row[0], row[1] or 0, not row[2]) if row else IdRange(0, 0)


def only_with(session: Session, workspace_id: str, question: Question) -> list[ColumnElement[bool]]:
    """Return the conditions under which a `UseCase` matches the filters of a query; its words are ignored."""
    marks = [quoted(_canonical_mark(session, workspace_id, mark)) for mark in question.marks]
    only: list[ColumnElement[bool]] = []
    if marks:
        only.append(UseCase.tokens.bool_op("@@")(cast(literal(" & ".join(marks), Text), TSQUERY)))
    if question.since is not None:
        only.append(UseCase.posted_at >= question.since)
    return only
