from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery.outbox import withdraw
from aiuse_bot.jobs.deliver import OutboxWorker
from delivery_tools import TEAM, count, rows
from fake_slack import FakeSlack, Fault
from patience import PATIENCE, wait_until
from posting_tools import HISTORY, POST, SHORT, HandClock, post, state, wait_until_sent


@pytest.mark.parametrize(
    "fault",
    [
        Fault(POST, close=True),
        Fault(POST, error="internal_error"),
        Fault(POST, error="fatal_error"),
        Fault(POST, status=500, body=b"<html>"),
        Fault(POST, status=503),
        Fault(POST, body=b"<html>a proxy's page</html>"),
        Fault(POST, hang=True),
    ],
    ids=["reset", "internal_error", "fatal_error", "500", "503", "no_json", "timeout"],
)
def test_a_doubtful_post_that_was_stored_is_found_and_not_said_twice(
    fault: Fault, engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(fault)
    post("a", "hello")
    posting(patience=SHORT if fault.hang else PATIENCE)
    wait_until_sent(engine, "a")
    assert slack.texts() == ["hello"]
    assert len(slack.called(POST)) == 1
    assert state(engine, "a")[1] == slack.messages[0]["ts"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(POST, stored=False, close=True),
        Fault(POST, stored=False, error="internal_error"),
        Fault(POST, stored=False, status=502),
    ],
    ids=["reset", "internal_error", "502"],
)
def test_a_doubtful_post_that_was_not_stored_is_said_once(
    fault: Fault, engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(fault)
    post("a", "hello")
    posting()
    wait_until_sent(engine, "a")
    assert slack.texts() == ["hello"]
    assert len(slack.called(POST)) == 2
    assert len(slack.called(HISTORY)) == 1


def test_a_doubtful_reply_is_looked_for_in_its_thread(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(Fault(POST, error="internal_error"))
    post("a", "hello", thread_ts="5.5")
    posting()
    wait_until_sent(engine, "a")
    assert slack.texts() == ["hello"]
    (call,) = slack.called("conversations.replies")
    assert call.arguments["ts"] == "5.5"


def test_every_page_of_a_busy_channel_is_looked_through(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.page_size = 2
    slack.faults.append(Fault(POST, error="internal_error"))
    for number in range(5):
        slack.say("C1", f"somebody {number}")
    post("a", "hello")
    posting()
    wait_until_sent(engine, "a")
    assert len(slack.called(POST)) == 1
    assert len(slack.called(HISTORY)) == 3


@pytest.mark.parametrize("code", ["missing_scope", "not_in_channel", "channel_not_found"])
def test_a_doubtful_roundup_that_cannot_be_looked_for_is_parked(
    code: str, engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults += [Fault(POST, error="internal_error"), Fault(HISTORY, error=code)]
    post("roundup", if_unsure="park")
    posting()
    wait_until(lambda: rows(engine, "SELECT 1 FROM outbox_message WHERE finished_at IS NOT NULL"))
    assert state(engine, "roundup") == ("unknown", None, code)
    assert len(slack.called(POST)) == 1


def test_a_doubtful_card_that_cannot_be_looked_for_is_said_again(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults += [Fault(POST, stored=False, error="internal_error"), Fault(HISTORY, error="missing_scope")]
    post("card")
    posting()
    wait_until_sent(engine, "card")
    assert len(slack.called(POST)) == 2


def test_looking_that_fails_for_now_is_repeated_before_anything_is_said(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults += [Fault(POST, error="internal_error"), Fault(HISTORY, status=503), Fault(HISTORY, close=True)]
    post("a")
    posting()
    wait_until_sent(engine, "a")
    assert len(slack.called(POST)) == 1
    assert len(slack.called(HISTORY)) == 3


def test_a_lookup_that_is_rate_limited_waits_as_long_as_slack_says(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults += [Fault(POST, error="internal_error"), Fault(HISTORY, status=429, retry_after=1000)]
    clock = HandClock()
    post("a", now=clock())
    posting(clock=clock, threads=1)
    wait_until(lambda: state(engine, "a")[0] == "unknown")
    clock.advance(1)  # longer than it takes to settle
    wait_until(lambda: state(engine, "a")[2] == "status 429")
    post("later", channel="C2", now=clock())
    wait_until_sent(engine, "later")
    assert len(slack.called(HISTORY)) == 1
    clock.advance(1000)
    wait_until_sent(engine, "a")
    assert len(slack.called(HISTORY)) == 2
    assert slack.texts("C1") == ["words"]


def test_a_doubtful_post_that_was_withdrawn_is_deleted_or_stays_unsaid(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults += [Fault(POST, error="internal_error"), Fault(POST, stored=False, error="internal_error")]
    clock = HandClock()
    post("stored", channel="C1", now=clock())
    posting(clock=clock, threads=1)
    wait_until(lambda: state(engine, "stored")[0] == "unknown")
    post("lost", channel="C2", now=clock())
    wait_until(lambda: state(engine, "lost")[0] == "unknown")
    for key in ("stored", "lost"):
        with Session.begin() as session:
            withdraw(session, workspace_id=TEAM, key=key, now=clock())
    clock.advance(1)
    wait_until(lambda: count(engine, "SELECT count(*) FROM outbox_message WHERE finished_at IS NULL") == 0)
    assert slack.texts() == []
    assert len(slack.called(POST)) == 2
    assert state(engine, "lost")[0] == "cancelled"
