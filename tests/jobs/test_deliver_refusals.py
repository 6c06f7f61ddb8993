import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery.outbox import update_later, withdraw
from aiuse_bot.delivery.sending import DELETE, MAX_ATTEMPTS
from aiuse_bot.jobs.deliver import OutboxWorker, posting_client
from delivery_tools import TEAM, rows
from fake_slack import FakeSlack, Fault
from patience import PATIENCE, wait_until
from posting_tools import POST, QUICK, UPDATE, HandClock, post, state, wait_until_sent


def test_slack_is_spared_as_long_as_it_asks_and_other_workspaces_proceed(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(Fault(POST, stored=False, status=429, retry_after=30))
    clock = HandClock()
    post("a", channel="C1", now=clock())
    posting(clock=clock, threads=1)
    wait_until(lambda: state(engine, "a")[2] == "status 429")
    post("same workspace", channel="C2", now=clock())
    post("another", channel="C3", workspace="T0OTHER", now=clock())
    wait_until_sent(engine, "another")
    assert len(slack.called(POST)) == 2
    clock.advance(30)
    wait_until_sent(engine, "a")
    wait_until_sent(engine, "same workspace")
    assert sorted(slack.texts()) == ["words"] * 3


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "invalid_blocks", "token_revoked"])
def test_what_slack_refuses_for_good_fails_and_the_channel_goes_on(
    code: str, engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(Fault(POST, stored=False, error=code))
    post("bad")
    post("good")
    posting()
    wait_until_sent(engine, "good")
    assert state(engine, "bad") == ("failed", None, code)
    assert rows(engine, "SELECT payload FROM outbox_message WHERE key = 'bad'") == [({},)]


def test_a_post_that_somebody_else_removed_is_not_changed_and_counts_as_removed(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    posting()
    post("a")
    wait_until_sent(engine, "a")
    slack.messages.clear()
    with Session.begin() as session:
        update_later(session, workspace_id=TEAM, key="a", payload={"text": "new"}, now=dt.datetime.now(dt.UTC))
    wait_until(lambda: rows(engine, "SELECT 1 FROM outbox_message WHERE state = 'cancelled'"))
    with Session.begin() as session:
        withdraw(session, workspace_id=TEAM, key="a", now=dt.datetime.now(dt.UTC))
    wait_until(lambda: state(engine, "a/delete")[0] == "sent")


def test_a_change_whose_answer_was_lost_is_simply_repeated(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    posting()
    post("a", "old")
    wait_until_sent(engine, "a")
    slack.faults.append(Fault("chat.update", close=True))
    with Session.begin() as session:
        update_later(session, workspace_id=TEAM, key="a", payload={"text": "new"}, now=dt.datetime.now(dt.UTC))
    wait_until(lambda: rows(engine, "SELECT 1 FROM outbox_message WHERE method = 'chat.update' AND state = 'sent'"))
    assert slack.texts() == ["new"]
    assert len(slack.called("chat.update")) == 2


def test_nothing_listening_at_slacks_address_loses_nothing(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    post("a")
    client = posting_client("xoxb-test", "http://127.0.0.1:9/api/", PATIENCE)
    nowhere = posting(lambda _: client, threads=1)
    wait_until(lambda: state(engine, "a")[2] == "URLError")
    assert nowhere.stop(PATIENCE)
    assert state(engine, "a")[0] == "pending"
    assert slack.called(POST) == []


@pytest.mark.parametrize("fault", [Fault("", status=500), Fault("", error="internal_error"), Fault("", close=True)])
def test_a_change_that_only_meets_errors_is_given_up_and_the_channel_goes_on(
    fault: Fault, engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults.extend(replace(fault, method=UPDATE, stored=False) for _ in range(MAX_ATTEMPTS + 5))
    minutes = itertools.count(step=10)
    begun = dt.datetime.now(dt.UTC)
    posting(clock=lambda: begun + dt.timedelta(minutes=next(minutes)), threads=1)
    post("a", "old")
    wait_until_sent(engine, "a")
    with Session.begin() as session:
        update_later(session, workspace_id=TEAM, key="a", payload={"text": "new"}, now=begun)
    wait_until(lambda: rows(engine, "SELECT 1 FROM outbox_message WHERE state = 'failed'"))
    assert len(slack.called(UPDATE)) == MAX_ATTEMPTS
    ((attempts, payload, error),) = rows(
        engine, "SELECT attempts, payload, last_error FROM outbox_message WHERE state = 'failed'"
    )
    assert (attempts, payload) == (MAX_ATTEMPTS, {})
    assert error.startswith(f"given up after {MAX_ATTEMPTS} attempts: ")
    post("b")
    wait_until_sent(engine, "b")


def test_a_removal_that_only_meets_errors_is_never_given_up_and_the_channel_goes_on(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults.extend(Fault(DELETE, status=500, stored=False) for _ in range(MAX_ATTEMPTS + 5))
    minutes = itertools.count(step=10)
    begun = dt.datetime.now(dt.UTC)
    posting(clock=lambda: begun + dt.timedelta(minutes=next(minutes)), threads=1)
    post("a", "old")
    wait_until_sent(engine, "a")
    with Session.begin() as session:
        withdraw(session, workspace_id=TEAM, key="a", now=begun)
    wait_until(lambda: len(slack.called(DELETE)) > MAX_ATTEMPTS)
    post("b")
    wait_until_sent(engine, "b")
    finished = "SELECT state FROM outbox_message WHERE method = 'chat.delete' AND finished_at IS NOT NULL"
    assert wait_until(lambda: rows(engine, finished)) == [("sent",)]
    assert len(slack.called(DELETE)) == MAX_ATTEMPTS + 6


def test_where_nothing_listens_a_change_is_never_given_up(engine: Engine, posting: Callable[..., OutboxWorker]) -> None:
    post("a")
    worker = posting(threads=1)
    wait_until_sent(engine, "a")
    assert worker.stop(PATIENCE)
    begun = dt.datetime.now(dt.UTC)
    with Session.begin() as session:
        update_later(session, workspace_id=TEAM, key="a", payload={"text": "new"}, now=begun)
    asked: list[str] = []

    def nobody(workspace_id: str) -> WebClient:
        asked.append(workspace_id)
        return posting_client("xoxb-test", "http://127.0.0.1:9/api/", PATIENCE)

    hours = itertools.count()
    lost = posting(nobody, threads=1, clock=lambda: begun + dt.timedelta(hours=next(hours)))
    wait_until(lambda: len(asked) > 2 * MAX_ATTEMPTS)
    assert lost.stop(PATIENCE)
    assert rows(engine, "SELECT state, attempts FROM outbox_message WHERE method = 'chat.update'") == [("pending", 0)]


@pytest.mark.parametrize("lease", [0.5, PATIENCE, PATIENCE + 0.1])
def test_a_lease_that_a_call_could_outlive_is_refused(lease: float) -> None:
    timing = QUICK._replace(lease=dt.timedelta(seconds=lease))
    with pytest.raises(ValueError, match="too short"):
        OutboxWorker(lambda _: posting_client("x", "http://127.0.0.1:9/"), timing=timing)
