"""Alternative implementations: plain PostgreSQL, SQLite FTS5, and tantivy, which shows what is possible."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import tantivy
from benchmarks.search.filling import all_texts
from benchmarks.search.library import Text
from benchmarks.search.queries import Query

from aiuse_bot.domain.search.tokens import tokens_of, tokens_to_keep

BEST = 10


class Rival(NamedTuple):
    """An alternative: `ask` returns the number of hits, at most ten; `reads_japanese` is whether it finds Japanese."""

    name: str
    ask: Callable[[Query], int]
    reads_japanese: bool = True


def plain_postgresql(connection: psycopg.Connection) -> Rival:
    """Build the textbook solution: `to_tsvector('simple')`, a GIN index, `ts_rank` over all matches."""
    said = "title || ' ' || issue || ' ' || result || ' ' || array_to_string(tools, ' ') || ' ' || team"
    connection.execute(f"CREATE TABLE plain AS SELECT id, to_tsvector('simple', {said}) AS tokens FROM use_case")  # noqa: S608
    connection.execute("SET maintenance_work_mem = '1GB'")
    connection.execute("CREATE INDEX ON plain USING gin (tokens)")
    connection.execute("VACUUM (ANALYZE) plain")
    best = """
        SELECT id FROM plain, to_tsquery('simple', %s) AS query WHERE tokens @@ query
        ORDER BY ts_rank(tokens, query) DESC LIMIT 10
    """

    def ask(query: Query) -> int:
        words = [" | ".join(query.words.split()), query.tool, query.team]
        parsed = " & ".join(f"({word})" for word in words if word)
        return len(connection.execute(best, [parsed]).fetchall())

    return Rival("plain PostgreSQL", ask, reads_japanese=False)


def sqlite_fts5(path: Path, count: int) -> Rival:
    """Build an FTS5 table of the same tokens, ranked by its own BM25."""
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE said USING fts5(tokens, content='', tokenize='unicode61')")
    rows = ((number, _tokens(said)) for number, said in all_texts(count))
    database.executemany("INSERT INTO said (rowid, tokens) VALUES (?, ?)", rows)
    database.execute("INSERT INTO said (said) VALUES ('optimize')")
    database.commit()

    def ask(query: Query) -> int:
        found = "SELECT rowid FROM said WHERE said MATCH ? ORDER BY rank LIMIT 10"
        return len(database.execute(found, [_boolean(query, '"{}"')]).fetchall())

    return Rival("SQLite FTS5", ask)


def tantivy_index(path: Path, count: int) -> Rival:
    """Build a separate index beside the database, of the same tokens."""
    schema = tantivy.SchemaBuilder().add_text_field("tokens", tokenizer_name="whitespace").build()
    index = tantivy.Index(schema, path=str(path))
    writer = index.writer(heap_size=500_000_000, num_threads=2)
    for _number, said in all_texts(count):
        writer.add_document(tantivy.Document(tokens=_tokens(said)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher: Any = index.searcher()

    def ask(query: Query) -> int:
        parsed = index.parse_query(_boolean(query, '"{}"'), ["tokens"])
        return len(searcher.search(parsed, BEST).hits)

    return Rival("tantivy", ask)


def _tokens(said: Text) -> str:
    text = f"{said.title}\n{said.issue}\n{said.result}"
    return " ".join([*_kept(text), *(f"tool{tool.casefold()}" for tool in said.tools), f"team{said.team.casefold()}"])


def _kept(text: str) -> Iterator[str]:
    return (token for tokens in tokens_to_keep(text) for token in tokens)


def _boolean(query: Query, quote: str) -> str:
    words = " OR ".join(quote.format(token) for token in tokens_of(query.words))
    filters = [quote.format(name + value) for name, value in (("tool", query.tool), ("team", query.team)) if value]
    return " AND ".join([f"({words})", *filters])
