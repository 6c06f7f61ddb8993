import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery.outbox import update_later, withdraw
from aiuse_bot.jobs.deliver import OutboxWorker
from aiuse_bot.jobs.deliver.outbox import Sent
from delivery_tools import TEAM, count, rows
from fake_slack import FakeSlack
from patience import PATIENCE, wait_until
from posting_tools import HISTORY, POST, HandClock, post, state, wait_until_sent

PROGRAM = """
import datetime as dt, json, sys, threading
from sqlalchemy import text
from aiuse_bot.db import OpenSession, Session, connect
from aiuse_bot.jobs.deliver import OutboxWorker, Timing, posting_client

FINISHED = "SELECT state, message_ts FROM outbox_message WHERE finished_at IS NOT NULL"
connect(sys.argv[1])
second = dt.timedelta(seconds=1)
patience = float(sys.argv[3])
client = posting_client("xoxb-test", sys.argv[2], patience)
sent = threading.Event()
worker = OutboxWorker(lambda _: client, timing=Timing(dt.timedelta(days=1), second / 10, 0.05, patience), threads=1)
worker.start()
row = None
while row is None:
    threading.Event().wait(0.05)
    with Session() as session:
        row = session.execute(text(FINISHED)).first()
worker.stop(5)
print(json.dumps({"state": row[0], "ts": row[1]}))
"""


def test_a_post_is_said_once_and_its_place_remembered(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    post("a", "hello", thread_ts="5.5")
    posting()
    wait_until_sent(engine, "a")
    (said,) = slack.messages
    assert (said["text"], said["thread_ts"]) == ("hello", "5.5")
    assert state(engine, "a")[1] == said["ts"]
    assert rows(engine, "SELECT payload FROM outbox_message") == [({},)]


def test_the_mark_in_slack_says_nothing_about_the_message(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    post("card:secret")
    posting()
    wait_until_sent(engine, "card:secret")
    token = rows(engine, "SELECT token FROM outbox_message")[0][0]
    assert slack.messages[0]["metadata"] == {"event_type": "aiuse_bot_message", "event_payload": {"id": str(token)}}


def test_whoever_wants_to_know_is_told_in_the_same_commit(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    told: list[tuple[Sent, int]] = []

    def on_sent(_session: OpenSession, sent: Sent) -> None:
        told.append((sent, count(engine, "SELECT count(*) FROM outbox_message WHERE state = 'sent'")))

    post("a")
    posting(on_sent=on_sent)
    wait_until_sent(engine, "a")
    ((sent, already),) = told
    assert (sent.workspace_id, sent.channel_id, sent.thread_ts, sent.key) == (TEAM, "C1", None, "a")
    assert sent.message_ts == slack.messages[0]["ts"]
    assert already == 0


def test_changes_and_removals_follow_their_post(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    posting()
    post("a", "old")
    wait_until_sent(engine, "a")
    with Session.begin() as session:
        update_later(session, workspace_id=TEAM, key="a", payload={"text": "new"}, now=dt.datetime.now(dt.UTC))
    wait_until(lambda: slack.texts() == ["new"])
    with Session.begin() as session:
        withdraw(session, workspace_id=TEAM, key="a", now=dt.datetime.now(dt.UTC))
    wait_until(lambda: slack.texts() == [])


def test_a_channel_hears_its_messages_in_order_and_a_second_apart(
    engine: Engine, slack: FakeSlack, posting: Callable[..., OutboxWorker]
) -> None:
    clock = HandClock()
    for letter in "abc":
        post(letter, letter, now=clock())
    posting(clock=clock, threads=1)
    for number, letter in enumerate("abc", start=1):
        wait_until_sent(engine, letter)
        # The oldest message that may be sent goes first: this one overtakes those limited to one per second.
        post(f"elsewhere after {letter}", channel="C2", now=clock())
        clock.advance(0.9)
        wait_until_sent(engine, f"elsewhere after {letter}")
        assert slack.texts("C1") == list("abc")[:number]
        clock.advance(0.1)


@pytest.mark.parametrize("crash_at", ["after_claim", "after_post", "before_commit"])
def test_a_process_killed_around_the_post_leaves_one_message(
    crash_at: str, engine: Engine, slack: FakeSlack, database_url: str, tmp_path: Path
) -> None:
    post("a", "hello")
    program = tmp_path / "bot.py"
    program.write_text(PROGRAM)
    arguments = [sys.executable, str(program), database_url, slack.url, str(PATIENCE)]
    killed = subprocess.run(
        arguments, env={**os.environ, "AIUSE_BOT_CRASH_AT": crash_at}, timeout=PATIENCE, check=False
    )
    assert killed.returncode == 137
    with engine.begin() as connection:
        connection.execute(text("UPDATE outbox_message SET lease_until = now()"))
    again = subprocess.run(arguments, env=os.environ, timeout=PATIENCE, check=True, capture_output=True, text=True)
    assert json.loads(again.stdout.splitlines()[-1]) == {"state": "sent", "ts": slack.messages[0]["ts"]}
    assert slack.texts() == ["hello"]
    assert (len(slack.called(POST)), len(slack.called(HISTORY))) == (1, 1)
