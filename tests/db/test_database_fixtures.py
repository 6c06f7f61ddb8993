"""The guarantees of the fixtures that all other tests rely on."""

import os
import subprocess

import psycopg
import pytest
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session as OpenSession

from aiuse_bot.db import Session
from database_fixtures import MIGRATIONS, drop_leftovers, with_database
from patience import PATIENCE


def test_a_database_is_migrated_to_head(database_url: str) -> None:
    heads = ScriptDirectory(str(MIGRATIONS)).get_heads()

    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(head,) for head in heads]


def test_a_database_is_the_tests_own_and_real(database_url: str) -> None:
    with psycopg.connect(database_url) as first:
        first.execute("CREATE TABLE made_here AS SELECT 1 AS number")
    with psycopg.connect(database_url) as second:
        assert second.execute("SELECT number FROM made_here").fetchone() == (1,)


def test_the_next_test_gets_another_database(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT to_regclass('made_here')").fetchone() == (None,)


def test_no_connection_to_the_template_is_left_that_would_hinder_cloning(
    postgres_url: str, template_database: str
) -> None:
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT 1 FROM pg_stat_activity WHERE datname = %s", [template_database])
        assert found.fetchall() == []


def test_what_the_code_under_test_commits_is_seen_by_the_session(session: OpenSession) -> None:
    with Session.begin() as edge:
        edge.execute(text("CREATE TABLE left_behind AS SELECT 1 AS number"))

    assert session.execute(text("SELECT number FROM left_behind")).scalar_one() == 1


def test_nothing_committed_outlives_its_test(session: OpenSession) -> None:
    assert session.execute(text("SELECT to_regclass('left_behind')")).scalar_one() is None


def test_a_failure_inside_the_code_under_test_takes_back_only_its_own_work(session: OpenSession) -> None:
    session.execute(text("CREATE TABLE before_it AS SELECT 1 AS number"))
    session.commit()

    def fail_half_way() -> None:
        with Session.begin() as edge:
            edge.execute(text("CREATE TABLE within_it AS SELECT 1 AS number"))
            edge.execute(text("SELECT nonsense"))

    with pytest.raises(ProgrammingError):
        fail_half_way()

    assert session.execute(text("SELECT to_regclass('within_it')")).scalar_one() is None
    assert session.execute(text("SELECT number FROM before_it")).scalar_one() == 1


def test_another_database_on_the_server_keeps_password_and_options() -> None:
    assert with_database("postgresql://a:b@h:1/x?sslmode=require", "y") == "postgresql://a:b@h:1/y?sslmode=require"


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="nothing is swept on a server that was given")
def test_databases_of_killed_runs_are_dropped_and_those_of_living_ones_are_kept(postgres_url: str) -> None:
    gone = subprocess.Popen(["/bin/true"])
    gone.wait(PATIENCE)
    dead, alive = f"aiuse_bot_test_{gone.pid}_left", f"aiuse_bot_test_{os.getpid()}_left"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for name in (dead, alive):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

        drop_leftovers(connection, keep="none")

        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname = ANY(%s)", [[dead, alive]]
        ).fetchall()
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(alive)))
    assert found == [(alive,)]
