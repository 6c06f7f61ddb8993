"""Fill the library with the rows that the bot would write, by COPY: a million inserts would take half an hour."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import psycopg
from benchmarks.search.library import Text, texts
from sqlalchemy import create_engine, text

from aiuse_bot.db import OpenSession
from aiuse_bot.domain.search.statistics import rebuild
from aiuse_bot.domain.search.tokens import TOKENIZER_VERSION
from aiuse_bot.domain.search.vector import Fields, Vector, filter_mark, vector_of, windows_of

WORKSPACE = "T0BENCH"
CHANNELS = [f"C0BENCH{number}" for number in range(20)]
AT_ONCE = 5_000
POSTED_AT = "2026-01-01T00:00:00Z"
_COLUMNS = (
    "id, workspace_id, number, channel_id, message_ts, author_id, posted_at, language, title, issue, result, tools, "
    "team, tokens, token_count, tokenizer_version"
)


class Filled(NamedTuple):
    """Seconds to tokenize and copy, to build the index, and to count words; and the index's size in MB."""

    copy_s: float
    index_s: float
    count_s: float
    index_mb: float


def fill(url: str, count: int) -> Filled:
    """Write `count` records into an empty, migrated database; the index is built at the end, as for a restored dump."""
    with psycopg.connect(url, autocommit=True) as connection:
        key = _prepare(connection)
        copy_s = _timed(lambda: _copy(connection, count, key))
        connection.execute("SET maintenance_work_mem = '1GB'")
        build = "CREATE INDEX ix_use_case_tokens ON use_case USING gin (tokens) WITH (fastupdate = off)"
        index_s = _timed(lambda: connection.execute(build))
        count_s = _timed(lambda: _count(connection))
        for table in ("use_case", "search_term", "search_word"):
            connection.execute(f"VACUUM (ANALYZE) {table}")
        size = connection.execute("SELECT pg_relation_size('ix_use_case_tokens') / 1e6").fetchone()
    assert size is not None
    return Filled(copy_s, index_s, count_s, float(size[0]))


def _prepare(connection: psycopg.Connection) -> int:
    connection.execute("DROP INDEX ix_use_case_tokens")
    connection.execute("ALTER TABLE use_case SET (autovacuum_enabled = off)")
    made = "INSERT INTO workspace (id) VALUES (%s) RETURNING search_key"
    row = connection.execute(made, [WORKSPACE]).fetchone()
    for channel_id in CHANNELS:
        add = "INSERT INTO channel (workspace_id, channel_id, is_private, locale) VALUES (%s, %s, false, 'en')"
        connection.execute(add, [WORKSPACE, channel_id])
    assert row is not None
    return int(row[0])


def _copy(connection: psycopg.Connection, count: int, key: int) -> None:
    with ProcessPoolExecutor(os.cpu_count()) as pool, connection.cursor() as cursor:
        batches = pool.map(_rows, *zip(*_batches(count, key), strict=True))
        with cursor.copy(f"COPY use_case ({_COLUMNS}) FROM STDIN") as copy:
            for rows in batches:
                for row in rows:
                    copy.write_row(row)


def _batches(count: int, key: int) -> Iterator[tuple[int, int, int]]:
    return ((first, min(AT_ONCE, count - first), key) for first in range(0, count, AT_ONCE))


def _rows(first: int, count: int, key: int) -> list[tuple[object, ...]]:
    return [_row(first + number + 1, said, key) for number, said in enumerate(texts(count, seed=first))]


def all_texts(count: int) -> Iterator[tuple[int, Text]]:
    """Yield the ids and texts that `fill` writes."""
    for first, some, _key in _batches(count, 0):
        yield from ((first + number + 1, said) for number, said in enumerate(texts(some, seed=first)))


def _row(number: int, said: Text, key: int) -> tuple[object, ...]:
    channel_id = CHANNELS[number % len(CHANNELS)]
    vector = _vector(number, said, key, channel_id)
    return (
        number, WORKSPACE, number, channel_id, f"{number}.0001", "U0BENCH", POSTED_AT, said.language, said.title,
        said.issue, said.result, list(said.tools), said.team, vector.literal, vector.length, TOKENIZER_VERSION,
    )  # fmt: skip


def _vector(number: int, said: Text, key: int, channel_id: str) -> Vector:
    fields = Fields(said.title, "\n".join([*said.tools, said.team]), said.issue, said.result)
    marks = [filter_mark("tool", said.tools[0]), filter_mark("team", said.team), filter_mark("lang", said.language)]
    marks += [filter_mark("by", "U0BENCH"), filter_mark("in", channel_id), filter_mark("has", "result")]
    return vector_of(fields, marks, windows_of(key, number))


def _count(connection: psycopg.Connection) -> None:
    """Count the words as `aiuse-bot reindex --count` does."""
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(connection.info.dsn))
    with OpenSession(engine) as session, session.begin():
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("SET LOCAL work_mem = '256MB'"))
        rebuild(session, WORKSPACE)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
