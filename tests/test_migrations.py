from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, inspect, pool

from aiuse_bot.db import OpenSession, driver_url
from aiuse_bot.db.schema import config, is_at_head, upgrade
from makers import a_message, a_use_case


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = create_engine(driver_url(database_url), poolclass=pool.NullPool)
    yield made
    made.dispose()


def test_the_models_are_what_the_migrations_make(database_url: str) -> None:
    """`command.check` raises if the models differ from the migrations."""
    command.check(config(database_url))


def test_a_migrated_database_is_at_head_and_stays_so(database_url: str, engine: Engine) -> None:
    assert is_at_head(engine)
    upgrade(database_url)
    assert is_at_head(engine)


def test_every_revision_goes_down_and_up_again_with_data_in_the_tables(database_url: str, engine: Engine) -> None:
    with OpenSession(engine) as session, session.begin():
        a_use_case(session, a_message())
    command.downgrade(config(database_url), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert not is_at_head(engine)
    upgrade(database_url)
    assert is_at_head(engine)


def test_every_table_of_a_workspace_says_whose_it_is(engine: Engine) -> None:
    """Only the workspace table and alembic's have no `workspace_id`."""
    tables = inspect(engine)
    without = {
        table
        for table in tables.get_table_names()
        if "workspace_id" not in {column["name"] for column in tables.get_columns(table)}
    }
    assert without == {"workspace", "alembic_version"}
