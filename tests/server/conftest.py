from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import bind_sessions, connect
from aiuse_bot.delivery.writer import GroupWriter
from database_fixtures import cloned_database
from delivery_tools import Listening, a_door


@pytest.fixture(scope="module")
def module_engine(postgres_url: str, template_database: str) -> Iterator[Engine]:
    """One database for parametrized tests, which need no fresh one each."""
    with cloned_database(postgres_url, template_database) as url:
        engine = connect(url, application_name="server-test")
        yield engine
        engine.dispose()
    bind_sessions(None)


@pytest.fixture(scope="module")
def module_door(module_engine: Engine) -> Iterator[Listening]:
    writer = GroupWriter(module_engine)
    with a_door(writer) as listening:
        yield listening
    writer.close()
