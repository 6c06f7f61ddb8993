import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from aiuse_bot.delivery.inbox import Claimed
from aiuse_bot.jobs.deliver import InboxWorker, posting_client
from delivery_tools import NOW, rows
from fake_slack import FakeSlack, Fault
from inbox_tools import keep_new
from patience import PATIENCE, wait_until
from posting_tools import POST, SHORT

Handle = Callable[[dict[str, Any], Claimed], None]


def asking(url: str, patience: float = PATIENCE) -> Handle:
    client = posting_client("xoxb-test", url, patience)

    def dispatch(_envelope: dict[str, Any], _claimed: Claimed) -> None:
        client.api_call(POST, json={"channel": "C1", "text": "x", "metadata": {}})

    return dispatch


@pytest.mark.parametrize(
    "fault",
    [
        Fault(POST, status=429, retry_after=3000),
        Fault(POST, status=429),
        Fault(POST, error="ratelimited"),
        Fault(POST, status=503),
        Fault(POST, error="internal_error"),
        Fault(POST, body=b"<html>a proxy's page</html>"),
        Fault(POST, close=True),
    ],
    ids=["429", "429 without a time", "ratelimited", "503", "internal_error", "no JSON", "reset"],
)
def test_slacks_troubles_never_park_an_event_and_are_waited_for(
    fault: Fault, engine: Engine, slack: FakeSlack, working: Callable[..., InboxWorker]
) -> None:
    slack.faults.extend(replace(fault) for _ in range(50))
    keep_new(engine, 1)
    hours = itertools.count()
    worker = working(
        asking(slack.url),
        clock=lambda: NOW + dt.timedelta(hours=next(hours)),
        threads=1,
        lease=dt.timedelta(days=900),
        poll=0.02,
    )
    wait_until(lambda: len(slack.called(POST)) >= 12)
    assert worker.stop(PATIENCE)
    assert rows(engine, "SELECT attempts, crashes, parked_at FROM inbox_event") == [(0, 0, None)]


def test_retry_after_is_honoured(engine: Engine, slack: FakeSlack, working: Callable[..., InboxWorker]) -> None:
    slack.faults.append(Fault(POST, status=429, retry_after=100))
    keep_new(engine, 1)
    worker = working(asking(slack.url), clock=lambda: NOW, threads=1)
    wait_until(lambda: rows(engine, "SELECT 1 FROM inbox_event WHERE not_before IS NOT NULL"))
    assert worker.stop(PATIENCE)
    ((not_before, error),) = rows(engine, "SELECT not_before, last_error FROM inbox_event")
    assert dt.timedelta(seconds=100) <= not_before - NOW <= dt.timedelta(seconds=110)
    assert error.startswith("SlackApiError at ")


@pytest.mark.parametrize(
    ("hang", "url"), [(True, None), (False, "http://127.0.0.1:9/api/")], ids=["timeout", "refused"]
)
def test_a_slack_that_cannot_be_reached_is_its_own_trouble(
    hang: bool, url: str | None, engine: Engine, slack: FakeSlack, working: Callable[..., InboxWorker]
) -> None:
    slack.faults.append(Fault(POST, hang=hang))
    keep_new(engine, 1)
    worker = working(asking(url or slack.url, SHORT), clock=lambda: NOW, threads=1)
    wait_until(lambda: rows(engine, "SELECT 1 FROM inbox_event WHERE not_before IS NOT NULL AND attempts = 0"))
    assert worker.stop(PATIENCE)


def test_an_error_of_slack_that_does_not_pass_counts(
    engine: Engine, slack: FakeSlack, working: Callable[..., InboxWorker]
) -> None:
    slack.faults.append(Fault(POST, error="channel_not_found"))
    keep_new(engine, 1)
    worker = working(asking(slack.url), clock=lambda: NOW, threads=1)
    wait_until(lambda: rows(engine, "SELECT 1 FROM inbox_event WHERE attempts = 1"))
    assert worker.stop(PATIENCE)
