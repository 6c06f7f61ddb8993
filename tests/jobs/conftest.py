from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import Session, connect
from aiuse_bot.jobs.deliver import OutboxWorker, posting_client
from fake_slack import FakeSlack
from posting_tools import CLIENT_TIMEOUT, QUICK


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = connect(database_url, application_name="deliver-test")
    yield engine
    Session.configure(bind=None)
    engine.dispose()


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
def posting(engine: Engine, slack: FakeSlack) -> Iterator[Callable[..., OutboxWorker]]:
    workers: list[OutboxWorker] = []
    assert engine

    def start(**more: Any) -> OutboxWorker:
        client = posting_client("xoxb-test", slack.url, CLIENT_TIMEOUT)
        worker = OutboxWorker(lambda _workspace: client, **({"timing": QUICK} | more))
        workers.append(worker)
        worker.start()
        return worker

    yield start
    assert all(worker.stop(10) for worker in workers)
