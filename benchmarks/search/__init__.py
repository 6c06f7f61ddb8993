"""Search latency in a large library, compared with alternative implementations.

`BENCH_RECORDS` is the number of records, by default a million, which takes about a quarter of an hour to write.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from benchmarks.search.filling import WORKSPACE, fill
from benchmarks.search.queries import Query, query_classes
from benchmarks.search.rivals import Rival, plain_postgresql, sqlite_fts5, tantivy_index

from aiuse_bot.db import Session, connect
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search import search

RECORDS = int(os.environ.get("BENCH_RECORDS", "1000000"))
ROUNDS = 3


def run(database_url: str) -> dict[str, float]:
    """Build the library for all four, ask them the same queries, and print the 99th percentiles side by side."""
    filled = fill(database_url, RECORDS)
    print(f"  {RECORDS:,} records: {filled.copy_s:.0f} s to write, {filled.index_s:.0f} s to index, ", end="")
    print(f"{filled.count_s:.0f} s to count words; the index has {filled.index_mb:.0f} MB")
    engine = connect(database_url)
    with tempfile.TemporaryDirectory() as directory, psycopg.connect(database_url, autocommit=True) as connection:
        rivals = [
            Rival("this bot", _ask),
            plain_postgresql(connection),
            sqlite_fts5(Path(directory) / "fts5.db", RECORDS),
            _tantivy(Path(directory) / "tantivy"),
        ]
        measured = _compare(rivals)
    engine.dispose()
    sizes = {"search_index_mb": round(filled.index_mb), "search_index_s": round(filled.index_s)}
    return {"search_worst_p99_ms": max(measured.values()), **sizes, **measured}


def _tantivy(path: Path) -> Rival:
    path.mkdir()
    return tantivy_index(path, RECORDS)


def _ask(query: Query) -> int:
    with Session.begin() as session:
        return len(search(session, WORKSPACE, query.typed, readable=readable(WORKSPACE, EVERY_MEMBER)))


def _compare(rivals: list[Rival]) -> dict[str, float]:
    """Measure all in turn, so that a slowdown of the machine favours none; returns this bot's p99s in milliseconds."""
    print(f"  {'p99 (median) in ms':34}" + "".join(f"{rival.name:>24}" for rival in rivals))
    measured = {}
    for name, queries in query_classes().items():
        taken = [_percentiles(rival, queries, name) for rival in rivals]
        print(f"  {name:34}" + "".join(f"{_cell(one):>24}" for one in taken), flush=True)
        measured[f"search_{name.replace(', ', '_').replace(' ', '_').lower()}_p99_ms"] = (taken[0] or (0, 0))[0]
    return measured


def _percentiles(rival: Rival, queries: list[Query], name: str) -> tuple[float, float] | None:
    if name.startswith("Japanese") and not rival.reads_japanese:
        return None
    for query in queries:
        rival.ask(query)
    taken = sorted(_milliseconds(rival.ask, query) for _ in range(ROUNDS) for query in queries)
    return round(taken[int(len(taken) * 0.99) - 1], 1), round(statistics.median(taken), 1)


def _cell(taken: tuple[float, float] | None) -> str:
    return "finds nothing" if taken is None else f"{taken[0]:.1f} ({taken[1]:.1f})"


def _milliseconds(ask: Callable[[Query], int], query: Query) -> float:
    started = time.perf_counter()
    ask(query)
    return (time.perf_counter() - started) * 1000
