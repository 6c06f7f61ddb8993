"""What only one person sees, and the bot's own reactions."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery.outbox import react_later, tell_later, withdraw
from aiuse_bot.jobs.deliver import OutboxWorker
from delivery_tools import TEAM, rows
from fake_slack import FakeSlack, Fault
from patience import PATIENCE, wait_until
from posting_tools import SHORT, HandClock, state, wait_until_sent

TELL, REACT = "chat.postEphemeral", "reactions.add"


def tell(key: str = "ask:1", now: dt.datetime | None = None) -> int | None:
    with Session.begin() as session:
        return tell_later(
            session,
            workspace_id=TEAM,
            channel_id="C1",
            user_id="U1",
            key=key,
            payload={"text": "for you"},
            thread_ts="1.2",
            now=now or dt.datetime.now(dt.UTC),
        )


def react() -> int | None:
    with Session.begin() as session:
        return react_later(
            session,
            workspace_id=TEAM,
            channel_id="C1",
            message_ts="1.2",
            emoji="memo",
            key="saved:1",
            now=dt.datetime.now(dt.UTC),
        )


def test_one_person_is_told_once_and_in_the_thread(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    assert tell() is not None
    assert tell() is None
    posting()
    wait_until_sent(engine, "ask:1")
    (call,) = slack.called(TELL)
    assert call.arguments == {"text": "for you", "user": "U1", "channel": "C1", "thread_ts": "1.2"}


@pytest.mark.parametrize("fault", [Fault(TELL, close=True), Fault(TELL, status=500), Fault(TELL, hang=True)])
def test_in_doubt_nobody_is_told_twice(
    fault: Fault, engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(fault)
    tell()
    posting(patience=SHORT if fault.hang else PATIENCE)
    wait_until(lambda: state(engine, "ask:1")[0] == "cancelled")
    assert len(slack.called(TELL)) == 1


def test_where_slack_asks_to_wait_one_is_told_later(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(Fault(TELL, stored=False, status=429, retry_after=1000))
    clock = HandClock()
    tell(now=clock())
    posting(clock=clock)
    wait_until(lambda: state(engine, "ask:1")[2] == "status 429")
    clock.advance(1000)
    wait_until_sent(engine, "ask:1")
    assert len(slack.called(TELL)) == 2


def test_what_one_person_was_shown_is_not_deleted_but_forgotten(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    tell()
    posting()
    wait_until_sent(engine, "ask:1")
    with Session.begin() as session:
        withdraw(session, workspace_id=TEAM, key="ask:1", now=dt.datetime.now(dt.UTC))
    assert rows(engine, "SELECT payload FROM outbox_message") == [({},)]
    assert slack.called("chat.delete") == []


@pytest.mark.parametrize("error", ["", "already_reacted"])
def test_the_bots_reaction_is_there_once(
    error: str, engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(Fault(REACT, error=error))
    react()
    posting()
    wait_until_sent(engine, "saved:1")
    (call,) = slack.called(REACT)
    assert call.arguments == {"timestamp": "1.2", "name": "memo", "channel": "C1"}
