"""Databases for the tests: one server, one migrated template, and as many clones of it as needed."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import Session as OpenSession

from aiuse_bot.db import AutocommitSession, Session, driver_url
from aiuse_bot.db.embedded import EmbeddedServer

ROOT = Path(__file__).parent.parent
MIGRATIONS = ROOT / "migrations"
_TEMPLATE = "aiuse_bot_template_"
_CLONE = "aiuse_bot_test_"
# An advisory lock is per database, so all workers take it in the one that `postgres_url` names.
_MAKING_THE_TEMPLATE = 7_203_114


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a server in which the tests may create databases: `TEST_DATABASE_URL`, or our own server."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # The user's id is in the name because root and others cannot share a cluster.
    with EmbeddedServer(ROOT / "build" / f"test-postgres-{os.geteuid()}", durable=False) as server:
        yield server.url("postgres")


@pytest.fixture(scope="session")
def template_database(postgres_url: str) -> str:
    """Name of a database migrated to head, recreated only when a migration has changed. Never connect to it."""
    name = _TEMPLATE + _fingerprint(MIGRATIONS)
    with _maintenance(postgres_url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_MAKING_THE_TEMPLATE])
        drop_leftovers(connection, keep=name)
        if not _exists(connection, name):
            _make_template(connection, postgres_url, name)
    return name


@pytest.fixture
def database_url(postgres_url: str, template_database: str) -> Iterator[str]:
    """URL of an empty, migrated database for this test only, for code that commits or runs in several processes."""
    with cloned_database(postgres_url, template_database) as url:
        yield url


@pytest.fixture(scope="session")
def _worker_database(postgres_url: str, template_database: str) -> Iterator[str]:
    with cloned_database(postgres_url, template_database) as url:
        yield url


@pytest.fixture(scope="session")
def _worker_engine(_worker_database: str) -> Iterator[Engine]:
    """One connection for all: starting a server process for each test would cost more than the test itself."""
    engine = create_engine(driver_url(_worker_database), pool_size=1, pool_pre_ping=True)
    yield engine
    engine.dispose()


@pytest.fixture
def session(_worker_engine: Engine) -> Iterator[OpenSession]:
    """A session for domain tests; nothing it does outlives the test.

    `Session` itself and `AutocommitSession` are bound to the same connection: `with Session.begin()` in the code under
    test commits into a savepoint of the outer transaction, which is rolled back at the end. Not for code that uses
    threads.
    """
    with _worker_engine.connect() as connection, connection.begin() as outer:
        for maker in (Session, AutocommitSession):
            maker.configure(bind=connection, join_transaction_mode="create_savepoint")
        try:
            with Session() as opened:
                yield opened
        finally:
            for maker in (Session, AutocommitSession):
                maker.configure(bind=None, join_transaction_mode="conditional_savepoint")
            outer.rollback()


def migrate_to_head(url: str) -> None:
    """Run the real migrations on the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    command.upgrade(config, "head")


def with_database(url: str, name: str) -> str:
    """Return `url` with the database changed to `name`; password and options stay."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _fingerprint(directory: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(directory.rglob("*.py")):
        digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _maintenance(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def _exists(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _make_template(connection: psycopg.Connection, url: str, name: str) -> None:
    """Migrate under another name and rename at the end, so that an interrupted run leaves no half-migrated template."""
    unfinished = f"{_CLONE}{os.getpid()}_template"
    connection.execute(_statement("CREATE DATABASE {}", unfinished))
    try:
        migrate_to_head(with_database(url, unfinished))
        connection.execute(_statement("ALTER DATABASE {} RENAME TO {}", unfinished, name))
    except BaseException:
        connection.execute(_statement("DROP DATABASE {} WITH (FORCE)", unfinished))
        raise


@contextmanager
def cloned_database(url: str, template: str) -> Iterator[str]:
    name = f"{_CLONE}{os.getpid()}_{uuid4().hex[:12]}"
    with _maintenance(url) as connection:
        connection.execute(_statement("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template))
    try:
        yield with_database(url, name)
    finally:
        with _maintenance(url) as connection:
            connection.execute(_statement("DROP DATABASE {} WITH (FORCE)", name))


def drop_leftovers(connection: psycopg.Connection, keep: str) -> None:
    """Drop what killed runs left, but only on our own server: other machines may be using a given one."""
    if os.environ.get("TEST_DATABASE_URL"):
        return
    day_old = "(pg_stat_file(format('base/%%s/PG_VERSION', oid), true)).modification < now() - interval '1 day'"
    found = connection.execute(
        sql.SQL(
            "SELECT datname, {} FROM pg_database WHERE starts_with(datname, %s) OR starts_with(datname, %s)"
        ).format(
            sql.SQL(day_old),
        ),
        [_CLONE, _TEMPLATE],
    )
    for name, is_old in found.fetchall():
        stale = _owner_is_gone(name) if name.startswith(_CLONE) else is_old and name != keep
        if stale:
            connection.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def _owner_is_gone(clone: str) -> bool:
    try:
        os.kill(int(clone.removeprefix(_CLONE).partition("_")[0]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _statement(text: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))
