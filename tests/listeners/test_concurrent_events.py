"""Events about one message may be handled in several threads at once; none of them may be lost."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text

from aiuse_bot.app import build_app, dispatch_event
from aiuse_bot.db import Session, connect
from aiuse_bot.delivery.inbox import keep, read_envelope
from aiuse_bot.domain.rules import change_rules
from aiuse_bot.domain.watch import watch
from aiuse_bot.domain.workspace import ensure_workspace
from aiuse_bot.jobs.deliver import InboxWorker
from aiuse_bot.settings import Settings
from house import LABELLED, House
from makers import NOW
from patience import PATIENCE, wait_until

MESSAGES = 60
THREADS = 4
CHANNEL = "C0ATONCE"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = connect(database_url)
    yield made
    made.dispose()


def told(house: House, event: dict[str, Any]) -> bytes:
    """Return an event as Slack delivers it."""
    app = house.sandbox.app()
    return json.dumps(
        {
            "type": "event_callback",
            "event_id": f"Ev{event['event_ts']}",
            "team_id": app["team_id"],
            "api_app_id": app["app_id"],
            "event": event,
            "authorizations": [{"team_id": app["team_id"], "enterprise_id": None, "user_id": app["bot_user_id"]}],
        }
    ).encode()


def handle(house: House, engine: Engine, events: list[dict[str, Any]], threads: int = THREADS) -> None:
    """Keep the events, then let several threads work through them."""
    app = house.sandbox.app()
    settings = Settings(SLACK_BOT_TOKEN=app["bot_token"], SLACK_API_URL=f"{house.sandbox.url}/api/", _env_file=None)
    bolt = build_app(settings)
    with Session.begin() as session:
        ensure_workspace(session, app["team_id"])
        change_rules(session, app["team_id"], {"pair_limit": 0})
        watch(session, app["team_id"], CHANNEL, by="U0ADMIN", is_private=False, locale="en", now=NOW)
    with engine.begin() as connection:
        keep(connection, [read_envelope(told(house, event)) for event in events])
    worker = InboxWorker(lambda envelope, _claimed: dispatch_event(bolt, envelope), threads=threads)
    worker.start()
    try:
        wait_until(lambda: not waiting(engine))
    finally:
        worker.stop(PATIENCE)


def waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM inbox_event WHERE done_at IS NULL")) or 0)


def rows(engine: Engine, sql: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(sql)).all())


def post(house: House, number: int, issue: str) -> dict[str, Any]:
    ts = f"{1_790_000_000 + number}.000100"
    words = LABELLED.format(issue=issue, result="people are happy")
    return {"type": "message", "user": house.colleague, "channel": CHANNEL, "text": words, "ts": ts, "event_ts": ts}


def edit(posted: dict[str, Any], words: str) -> dict[str, Any]:
    later = posted["ts"].replace(".000100", ".000300")
    message = {
        **posted,
        "text": words,
        "edited": {"user": posted["user"], "ts": f"{posted['ts'].split('.')[0]}.000000"},
    }
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": CHANNEL,
        "message": message,
        "ts": later,
        "event_ts": later,
    }


def reaction(house: House, posted: dict[str, Any]) -> dict[str, Any]:
    item = {"type": "message", "channel": CHANNEL, "ts": posted["ts"]}
    later = posted["ts"].replace(".000100", ".000200")
    return {"type": "reaction_added", "user": house.reader, "reaction": "clap", "item": item, "event_ts": later}


def test_no_edit_and_no_praise_is_lost_while_the_record_is_being_made(house: House, engine: Engine) -> None:
    posts = [post(house, number, f"Old words {number} took long") for number in range(MESSAGES)]
    new_words = LABELLED.format(issue="New words took long", result="people are happy")
    events = [told_of for posted in posts for told_of in (posted, reaction(house, posted), edit(posted, new_words))]
    handle(house, engine, events)
    assert rows(engine, "SELECT count(*) FROM use_case") == [(MESSAGES,)]
    assert rows(engine, "SELECT number FROM use_case WHERE issue LIKE 'Old%'") == []
    assert rows(engine, "SELECT sum(points) FROM ledger_entry WHERE kind = 'praise'") == [(MESSAGES,)]


def test_an_edit_that_arrives_before_its_post_is_not_undone_by_it(house: House, engine: Engine) -> None:
    posted = post(house, 1, "Words that were taken back took long")
    handle(house, engine, [edit(posted, "never mind"), posted], threads=1)
    assert rows(engine, "SELECT issue FROM use_case") == []


def test_a_deletion_at_the_same_moment_wins(house: House, engine: Engine) -> None:
    posts = [post(house, number, f"Gone words {number} took long") for number in range(MESSAGES)]
    deleted = {"type": "message", "subtype": "message_deleted", "channel": CHANNEL}
    events = []
    for posted in posts:
        later = posted["ts"].replace(".000100", ".000200")
        events += [posted, {**deleted, "deleted_ts": posted["ts"], "ts": later, "event_ts": later}]
    handle(house, engine, events)
    assert rows(engine, "SELECT title FROM use_case WHERE withdrawn_at IS NULL") == []
    assert rows(engine, "SELECT payload FROM outbox_message WHERE payload::text LIKE '%Gone words%'") == []


@pytest.mark.parametrize("words", ["", ".", ":x:", "<@U1>", "changed my mind"])
def test_no_word_of_before_survives_an_edit(house: House, engine: Engine, words: str) -> None:
    posted = post(house, 1, "The Tanaka refund took long")
    handle(house, engine, [posted, edit(posted, words)], threads=1)
    ((record,),) = rows(engine, "SELECT use_case::text FROM use_case")
    assert "tanaka" not in record.lower()
    assert rows(engine, "SELECT 1 FROM outbox_message WHERE payload::text ILIKE '%tanaka%'") == []


@pytest.mark.parametrize(
    ("subtype", "more", "is_captured"),
    [
        (None, {}, True),
        ("file_share", {"files": [{"id": "F1"}]}, True),
        ("me_message", {}, True),
        ("thread_broadcast", {"thread_ts": "1780000000.000100"}, True),
        (None, {"thread_ts": "1780000000.000100"}, False),
        (None, {"bot_id": "B1"}, False),
        ("bot_message", {"bot_id": "B1"}, False),
        ("channel_join", {}, False),
        ("channel_topic", {}, False),
        ("pinned_item", {}, False),
        ("reminder_add", {}, False),
    ],
)
def test_only_what_people_post_is_captured_and_that_once(
    house: House, engine: Engine, subtype: str | None, more: dict[str, Any], is_captured: bool
) -> None:
    event = {**post(house, 1, "A question took long"), **more}
    named = event if subtype is None else {**event, "subtype": subtype}
    handle(house, engine, [named], threads=1)
    assert rows(engine, "SELECT count(*) FROM use_case") == [(int(is_captured),)]
