"""Workers that are stopped after each test, because one left running would take the next test's work."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine

from aiuse_bot.jobs.deliver import InboxWorker, OutboxWorker, posting_client
from aiuse_bot.jobs.deliver.inbox import Dispatch
from fake_slack import FakeSlack
from patience import PATIENCE
from posting_tools import QUICK


@pytest.fixture
def posting(engine: Engine, slack: FakeSlack) -> Iterator[Callable[..., OutboxWorker]]:
    """Starts a quick worker that posts to `slack`, or through the client that `client_for` returns."""
    workers: list[OutboxWorker] = []
    assert engine

    def start(
        client_for: Callable[[str], WebClient] | None = None, *, patience: float = PATIENCE, **more: Any
    ) -> OutboxWorker:
        client = posting_client("xoxb-test", slack.url, patience)
        worker = OutboxWorker(client_for or (lambda _workspace: client), **({"timing": QUICK} | more))
        workers.append(worker)
        worker.start()
        return worker

    yield start
    assert all([worker.stop(PATIENCE) for worker in workers])  # noqa: C419 - every one of them is stopped


@pytest.fixture
def working(engine: Engine) -> Iterator[Callable[..., InboxWorker]]:
    """Starts a worker that passes stored events to a `dispatch`."""
    workers: list[InboxWorker] = []
    assert engine

    def start(dispatch: Dispatch, **more: Any) -> InboxWorker:
        worker = InboxWorker(dispatch, **({"poll": 0.05} | more))
        workers.append(worker)
        worker.start()
        return worker

    yield start
    assert all([worker.stop(PATIENCE) for worker in workers])  # noqa: C419 - every one of them is stopped
