"""Fixtures for the tests of the door, the inbox and the outbox: a database, its writer, a Slack that counts calls."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import bind_sessions, connect
from aiuse_bot.delivery.writer import GroupWriter
from delivery_tools import Listening, a_door
from fake_slack import FakeSlack
from patience import PATIENCE


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """`Session` bound to a database for this test only, for code that commits or runs in threads."""
    engine = connect(database_url, application_name="test")
    yield engine
    bind_sessions(None)
    engine.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[GroupWriter]:
    writer = GroupWriter(engine, patience=PATIENCE)
    yield writer
    writer.close()


@pytest.fixture
def door(writer: GroupWriter) -> Iterator[Listening]:
    with a_door(writer) as listening:
        yield listening


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack
