"""Which records are ranked: few of a large library, but never too few."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase, Workspace
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search import search
from aiuse_bot.domain.search.candidates import MOST_OF_NEWEST, IdRange, Requirements, candidate_queries, widened
from aiuse_bot.domain.search.expansion import concepts_of
from aiuse_bot.domain.search.statistics import rebuild
from aiuse_bot.domain.search.vector import WINDOWS
from makers import NOW, WORKSPACE, a_watched_channel

EVERYBODY = readable(WORKSPACE, EVERY_MEMBER)
ID_RANGE = IdRange(1, 1_000_000)
MANY = 6_000


@pytest.fixture
def library(session: Session) -> int:
    """6,000 records: all say "common", every hundredth "seldom", the oldest "unique". Returns the id of the oldest."""
    a_watched_channel(session)
    key = session.scalar(select(Workspace.search_key).where(Workspace.id == WORKSPACE))
    first = (session.scalar(select(func.max(UseCase.id))) or 0) + 1
    session.execute(_FILL, {"w": WORKSPACE, "key": key, "first": first, "last": first + MANY - 1, "now": NOW})
    rebuild(session, WORKSPACE)
    return first


_WINDOWS = " || ' w' || ".join(f"'{bits}:' || :key || ':' || (n >> {bits})" for bits in WINDOWS)
_FILL = text(f"""
    INSERT INTO use_case (id, workspace_id, number, posted_at, language, title, token_count, tokenizer_version, tokens)
    SELECT n, :w, n, :now, 'en', n::text, 3, 1, array_to_tsvector(array_remove(array[
        'common', 'w:' || :key, 'lang:en', 'in:',
        CASE WHEN n % 100 = 0 THEN 'seldom' END, CASE WHEN n = :first THEN 'uniqu' END
    ] || string_to_array(replace('w' || {_WINDOWS}, ' w', ',w'), ','), NULL))
    FROM generate_series(cast(:first AS bigint), cast(:last AS bigint)) AS n
""")  # noqa: S608 - numbers of our own


def found(session: Session, query: str, limit: int = 10) -> list[int]:
    return [hit.use_case.id for hit in search(session, WORKSPACE, query, readable=EVERYBODY, limit=limit)]


def test_of_a_word_that_all_records_hold_the_newest_come(session: Session, library: int) -> None:
    newest = range(library + MANY - 1, library + MANY - 11, -1)
    assert found(session, "common") == list(newest)


def test_a_rare_word_is_found_however_old_it_is(session: Session, library: int) -> None:
    assert found(session, "unique") == [library]
    assert found(session, "common unique")[0] == library
    assert found(session, "common lang:en unique")[0] == library


@pytest.mark.usefixtures("library")
def test_as_many_come_as_are_wanted_even_of_the_whole_library(session: Session) -> None:
    assert len(found(session, "seldom", limit=60)) == 60
    assert len(set(found(session, "common", limit=500))) == 500


def test_a_common_word_is_looked_for_in_a_window_and_a_rare_one_everywhere() -> None:
    concepts = concepts_of("zebra cat", {}, [])
    rare, _together, common = candidate_queries(
        concepts, {"zebra": 5, "cat": 400_000}, 1_000_000, Requirements(), ID_RANGE
    )
    assert (rare.bits, "zebra" in rare.query, "'w" in rare.query) == (None, True, False)
    assert (common.bits, "'w9:1:1953'" in common.query) == (9, True)


def test_the_window_is_as_large_as_it_must_be_for_enough_records_to_be_expected() -> None:
    concepts = concepts_of("cat", {}, [])
    sizes = [
        candidate_queries(concepts, {"cat": records}, 1_000_000, Requirements((), share), ID_RANGE)[-1].bits
        for records, share in ((900_000, 1), (90_000, 1), (9_000, 1), (900_000, 0.01), (300, 1))
    ]
    assert sizes == [9, 11, 15, 13, None]


def test_a_window_in_which_too_little_was_found_is_widened_to_the_whole_library() -> None:
    fetch = candidate_queries(concepts_of("cat", {}, []), {"cat": 900_000}, 1_000_000, Requirements(), ID_RANGE)[-1]
    bits = []
    while (wider := widened(fetch, Requirements(), ID_RANGE, found_any=True)) is not None:
        fetch = wider
        bits.append(fetch.bits)
    assert bits == [*WINDOWS[1:], None]
    assert fetch.most == MOST_OF_NEWEST


def test_other_workspaces_are_left_out_by_the_index_itself() -> None:
    shared = ID_RANGE._replace(is_only=False)
    (fetch,) = candidate_queries(concepts_of("zebra", {}, []), {"zebra": 5}, 1_000_000, Requirements(), shared)
    assert "'w:1'" in fetch.query
