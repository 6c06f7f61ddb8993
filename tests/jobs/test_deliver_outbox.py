import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import OpenSession, Session, connect
from aiuse_bot.delivery.outbox import IfUnsure, post_later, update_later, withdraw
from aiuse_bot.jobs.deliver import OutboxWorker, Timing, posting_client
from aiuse_bot.jobs.deliver.outbox import Sent
from delivery_tools import TEAM, count, rows, wait_until
from fake_slack import FakeSlack, Fault

QUICK = Timing(lease=dt.timedelta(seconds=4), settle=dt.timedelta(seconds=0.1), poll=0.05)
POST, HISTORY = "chat.postMessage", "conversations.history"


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
def working(engine: Engine, slack: FakeSlack) -> Iterator[Callable[..., OutboxWorker]]:
    workers: list[OutboxWorker] = []
    assert engine

    def start(**more: Any) -> OutboxWorker:
        client = posting_client("xoxb-test", slack.url)
        client.timeout = 2
        worker = OutboxWorker(lambda _workspace: client, **({"timing": QUICK} | more))
        workers.append(worker)
        worker.start()
        return worker

    yield start
    assert all(worker.stop(10) for worker in workers)


def post(
    key: str,
    text: str = "words",
    *,
    channel: str = "C1",
    workspace: str = TEAM,
    thread_ts: str | None = None,
    if_unsure: IfUnsure = "resend",
) -> None:
    with Session.begin() as session:
        post_later(
            session,
            workspace_id=workspace,
            channel_id=channel,
            key=key,
            payload={"text": text},
            thread_ts=thread_ts,
            if_unsure=if_unsure,
            now=dt.datetime.now(dt.UTC),
        )


def state(engine: Engine, key: str) -> tuple[str, str | None, str | None]:
    (row,) = rows(engine, "SELECT state, message_ts, last_error FROM outbox_message WHERE key = :key", key=key)
    return tuple(row)


def is_sent(engine: Engine, key: str) -> bool:
    return state(engine, key)[0] == "sent"


def test_a_post_is_said_once_and_its_place_remembered(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    post("a", "hello", thread_ts="5.5")
    working()
    wait_until(lambda: is_sent(engine, "a"))
    (said,) = slack.messages
    assert (said["text"], said["thread_ts"]) == ("hello", "5.5")
    assert state(engine, "a")[1] == said["ts"]
    assert rows(engine, "SELECT payload FROM outbox_message") == [({},)]


def test_the_mark_in_slack_says_nothing_about_the_message(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    post("card:secret")
    working()
    wait_until(lambda: is_sent(engine, "card:secret"))
    token = rows(engine, "SELECT token FROM outbox_message")[0][0]
    assert slack.messages[0]["metadata"] == {"event_type": "aiuse_bot_message", "event_payload": {"id": str(token)}}


def test_whoever_wants_to_know_is_told_in_the_same_commit(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    told: list[tuple[Sent, int]] = []

    def on_sent(_session: OpenSession, sent: Sent) -> None:
        told.append((sent, count(engine, "SELECT count(*) FROM outbox_message WHERE state = 'sent'")))

    post("a")
    working(on_sent=on_sent)
    wait_until(lambda: is_sent(engine, "a"))
    ((sent, already),) = told
    assert (sent.workspace_id, sent.channel_id, sent.thread_ts, sent.key) == (TEAM, "C1", None, "a")
    assert sent.message_ts == slack.messages[0]["ts"]
    assert already == 0


def test_changes_and_removals_follow_their_post(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    working()
    post("a", "old")
    wait_until(lambda: is_sent(engine, "a"))
    with Session.begin() as session:
        update_later(session, workspace_id=TEAM, key="a", payload={"text": "new"}, now=dt.datetime.now(dt.UTC))
    wait_until(lambda: slack.texts() == ["new"])
    with Session.begin() as session:
        withdraw(session, workspace_id=TEAM, key="a", now=dt.datetime.now(dt.UTC))
    wait_until(lambda: slack.texts() == [])


@pytest.mark.parametrize(
    "fault",
    [
        Fault(POST, close=True),
        Fault(POST, error="internal_error"),
        Fault(POST, error="fatal_error"),
        Fault(POST, status=500, body=b"<html>"),
        Fault(POST, status=503),
        Fault(POST, body=b"<html>a proxy's page</html>"),
        Fault(POST, hang=2.5),
    ],
    ids=["reset", "internal_error", "fatal_error", "500", "503", "no_json", "timeout"],
)
def test_a_doubtful_post_that_was_stored_is_found_and_not_said_twice(
    fault: Fault, engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(fault)
    post("a", "hello")
    working()
    wait_until(lambda: is_sent(engine, "a"))
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
    fault: Fault, engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(fault)
    post("a", "hello")
    working()
    wait_until(lambda: is_sent(engine, "a"))
    assert slack.texts() == ["hello"]
    assert len(slack.called(POST)) == 2
    assert len(slack.called(HISTORY)) == 1


def test_a_doubtful_reply_is_looked_for_in_its_thread(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(Fault(POST, error="internal_error"))
    post("a", "hello", thread_ts="5.5")
    working()
    wait_until(lambda: is_sent(engine, "a"))
    assert slack.texts() == ["hello"]
    (call,) = slack.called("conversations.replies")
    assert call.arguments["ts"] == "5.5"


def test_every_page_of_a_busy_channel_is_looked_through(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.page_size = 2
    slack.faults.append(Fault(POST, error="internal_error"))
    for number in range(5):
        slack.say("C1", f"somebody {number}")
    post("a", "hello")
    working()
    wait_until(lambda: is_sent(engine, "a"))
    assert len(slack.called(POST)) == 1
    assert len(slack.called(HISTORY)) == 3


@pytest.mark.parametrize("code", ["missing_scope", "not_in_channel", "channel_not_found"])
def test_a_doubtful_roundup_that_cannot_be_looked_for_is_parked(
    code: str, engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.faults += [Fault(POST, error="internal_error"), Fault(HISTORY, error=code)]
    post("roundup", if_unsure="park")
    working()
    wait_until(lambda: rows(engine, "SELECT 1 FROM outbox_message WHERE finished_at IS NOT NULL"))
    assert state(engine, "roundup") == ("unknown", None, code)
    assert len(slack.called(POST)) == 1


def test_a_doubtful_card_that_cannot_be_looked_for_is_said_again(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.faults += [Fault(POST, stored=False, error="internal_error"), Fault(HISTORY, error="missing_scope")]
    post("card")
    working()
    wait_until(lambda: is_sent(engine, "card"))
    assert len(slack.called(POST)) == 2


def test_looking_that_fails_for_now_is_repeated_before_anything_is_said(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.faults += [Fault(POST, error="internal_error"), Fault(HISTORY, status=503), Fault(HISTORY, close=True)]
    post("a")
    working()
    wait_until(lambda: is_sent(engine, "a"))
    assert len(slack.called(POST)) == 1
    assert len(slack.called(HISTORY)) == 3


def test_a_lookup_that_is_rate_limited_waits_as_long_as_slack_says(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.faults += [Fault(POST, error="internal_error"), Fault(HISTORY, status=429, retry_after=1)]
    post("a")
    working()
    wait_until(lambda: is_sent(engine, "a"))
    first, second = slack.called(HISTORY)
    assert second.at - first.at >= 1
    assert len(slack.called(POST)) == 1


def test_a_doubtful_post_that_was_withdrawn_is_deleted_or_stays_unsaid(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.faults += [Fault(POST, error="internal_error"), Fault(POST, stored=False, error="internal_error")]
    patient = Timing(lease=QUICK.lease, settle=dt.timedelta(seconds=1.5), poll=0.05)
    post("stored", channel="C1")
    working(timing=patient, threads=1)
    wait_until(lambda: state(engine, "stored")[0] == "unknown")
    post("lost", channel="C2")
    wait_until(lambda: state(engine, "lost")[0] == "unknown")
    for key in ("stored", "lost"):
        with Session.begin() as session:
            withdraw(session, workspace_id=TEAM, key=key, now=dt.datetime.now(dt.UTC))
    wait_until(lambda: count(engine, "SELECT count(*) FROM outbox_message WHERE finished_at IS NULL") == 0)
    assert slack.texts() == []
    assert len(slack.called(POST)) == 2
    assert state(engine, "lost")[0] == "cancelled"


def test_slack_is_spared_as_long_as_it_asks_and_other_workspaces_proceed(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(Fault(POST, stored=False, status=429, retry_after=2))
    post("a", channel="C1")
    working()
    wait_until(lambda: state(engine, "a")[2] == "ratelimited" or state(engine, "a")[2] == "status 429")
    limited_at = time.monotonic()
    post("same workspace", channel="C2")
    post("another", channel="C3", workspace="T0OTHER")
    wait_until(lambda: is_sent(engine, "another"))
    assert time.monotonic() - limited_at < 1.5
    assert len(slack.called(POST)) == 2
    wait_until(lambda: is_sent(engine, "a") and is_sent(engine, "same workspace"))
    first, _, *later = slack.called(POST)
    assert all(call.at - first.at >= 2 for call in later)


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "invalid_blocks", "token_revoked"])
def test_what_slack_refuses_for_good_fails_and_the_channel_goes_on(
    code: str, engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    slack.faults.append(Fault(POST, stored=False, error=code))
    post("bad")
    post("good")
    working()
    wait_until(lambda: is_sent(engine, "good"))
    assert state(engine, "bad") == ("failed", None, code)
    assert rows(engine, "SELECT payload FROM outbox_message WHERE key = 'bad'") == [({},)]


def test_a_channel_hears_its_messages_in_order_and_a_second_apart(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    for text in "abc":
        post(text, text)
    working()
    wait_until(lambda: is_sent(engine, "c"))
    assert slack.texts() == ["a", "b", "c"]
    calls = slack.called(POST)
    assert all(after.at - before.at > 0.8 for before, after in pairwise(calls))


def test_a_post_that_somebody_else_removed_is_not_changed_and_counts_as_removed(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    working()
    post("a")
    wait_until(lambda: is_sent(engine, "a"))
    slack.messages.clear()
    with Session.begin() as session:
        update_later(session, workspace_id=TEAM, key="a", payload={"text": "new"}, now=dt.datetime.now(dt.UTC))
    wait_until(lambda: rows(engine, "SELECT 1 FROM outbox_message WHERE state = 'cancelled'"))
    with Session.begin() as session:
        withdraw(session, workspace_id=TEAM, key="a", now=dt.datetime.now(dt.UTC))
    wait_until(lambda: state(engine, "a/delete")[0] == "sent")


def test_a_change_whose_answer_was_lost_is_simply_repeated(
    engine: Engine, slack: FakeSlack, working: Callable[..., OutboxWorker]
) -> None:
    working()
    post("a", "old")
    wait_until(lambda: is_sent(engine, "a"))
    slack.faults.append(Fault("chat.update", close=True))
    with Session.begin() as session:
        update_later(session, workspace_id=TEAM, key="a", payload={"text": "new"}, now=dt.datetime.now(dt.UTC))
    wait_until(lambda: rows(engine, "SELECT 1 FROM outbox_message WHERE method = 'chat.update' AND state = 'sent'"))
    assert slack.texts() == ["new"]
    assert len(slack.called("chat.update")) == 2


def test_nothing_listening_at_slacks_address_loses_nothing(engine: Engine, slack: FakeSlack) -> None:
    post("a")
    nowhere = OutboxWorker(lambda _: posting_client("xoxb-test", "http://127.0.0.1:9/api/"), timing=QUICK, threads=1)
    nowhere.start()
    wait_until(lambda: state(engine, "a")[2] == "URLError")
    assert nowhere.stop(10)
    assert state(engine, "a")[0] == "pending"
    assert slack.called(POST) == []


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("crash_at", ["after_claim", "after_post", "before_commit"])
def test_a_process_killed_around_the_post_leaves_one_message(
    crash_at: str, slack: FakeSlack, database_url: str, tmp_path: Path
) -> None:
    post("a", "hello")
    program = tmp_path / "bot.py"
    program.write_text(PROGRAM)
    arguments = [sys.executable, str(program), database_url, slack.url]
    killed = subprocess.run(arguments, env={**os.environ, "AIUSE_BOT_CRASH_AT": crash_at}, timeout=30, check=False)
    assert killed.returncode == 137
    again = subprocess.run(arguments, env=os.environ, timeout=30, check=True, capture_output=True, text=True)
    assert json.loads(again.stdout.splitlines()[-1]) == {"state": "sent", "ts": slack.messages[0]["ts"]}
    assert slack.texts() == ["hello"]
    assert (len(slack.called(POST)), len(slack.called(HISTORY))) == (1, 1)


PROGRAM = """
import datetime as dt, json, sys, threading
from sqlalchemy import text
from aiuse_bot.db import OpenSession, Session, connect
from aiuse_bot.jobs.deliver import OutboxWorker, Timing, posting_client

FINISHED = "SELECT state, message_ts FROM outbox_message WHERE finished_at IS NOT NULL"
connect(sys.argv[1])
second = dt.timedelta(seconds=1)
client = posting_client("xoxb-test", sys.argv[2])
sent = threading.Event()
worker = OutboxWorker(lambda _: client, timing=Timing(second, second / 10, 0.05), threads=1)
worker.start()
row = None
while row is None:
    threading.Event().wait(0.05)
    with Session() as session:
        row = session.execute(text(FINISHED)).first()
worker.stop(5)
print(json.dumps({"state": row[0], "ts": row[1]}))
"""
