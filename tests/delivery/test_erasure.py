import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery import erasure, inbox
from aiuse_bot.delivery.inbox import MAX_ATTEMPTS, Envelope, read_envelope
from delivery_tools import APP, TEAM, an_envelope, as_body, count, rows
from inbox_tools import claim, done, failed, keep, keep_new

TS = "1790000000.000100"
LATER = "1790000005.000200"


def said(**event: Any) -> Envelope:
    return read_envelope(as_body(an_envelope(**({"type": "message", "channel": "C1", "ts": LATER} | event))))


def erase_message(workspace_id: str = TEAM, channel_id: str = "C1", ts: str = TS) -> int:
    with Session.begin() as session:
        return erasure.erase_message(session, workspace_id, channel_id, ts)


def left(engine: Engine) -> int:
    return count(engine, "SELECT count(*) FROM inbox_event WHERE body IS NOT NULL AND done_at IS NULL")


@pytest.mark.parametrize(
    "event",
    [
        {"ts": TS},
        {"subtype": "message_changed", "message": {"ts": TS}, "previous_message": {"ts": TS}},
        {"subtype": "message_deleted", "deleted_ts": TS, "previous_message": {"ts": TS}},
        {"subtype": "message_deleted", "deleted_ts": TS},
    ],
)
def test_what_tells_of_a_deleted_message_is_emptied_and_done(event: dict[str, Any], engine: Engine) -> None:
    keep(engine, said(**event))
    assert erase_message() == 1
    assert rows(engine, "SELECT body, done_at IS NOT NULL, lease_until FROM inbox_event") == [(None, True, None)]
    assert claim() == []


@pytest.mark.parametrize(
    "envelope",
    [
        said(ts=LATER, text=f"a person quotes {TS}"),
        said(ts=TS, channel="C2"),
        said(ts=LATER, thread_ts=TS),
        said(subtype="message_changed", ts=TS, message={"ts": LATER}),
        said(type="reaction_added", item={"ts": TS, "channel": "C1"}),
        said(ts=TS)._replace(workspace_id="T0OTHER"),
        Envelope(TEAM, APP, "Ev-broken", "message", b"\xff\x00 " + TS.encode()),
        Envelope(TEAM, APP, "Ev-odd", "message", b'{"event": "' + TS.encode() + b'"}'),
    ],
    ids=["quote", "channel", "reply", "own time", "reaction", "workspace", "no JSON", "no event"],
)
def test_what_tells_of_something_else_is_left_alone(envelope: Envelope, engine: Engine) -> None:
    keep(engine, envelope)
    assert erase_message() == 0
    assert left(engine) == 1


def test_a_parked_event_loses_its_text_with_its_message(engine: Engine) -> None:
    keep(engine, said(ts=TS, text="secret"))
    (event,) = claim()
    assert failed(event._replace(attempts=MAX_ATTEMPTS - 1)) is True
    assert left(engine) == 1
    assert erase_message() == 1
    assert left(engine) == 0
    with Session() as session:
        assert inbox.health(session, dt.datetime.now(dt.UTC)) == (0, 0, 0.0)


def test_an_event_forgotten_while_it_is_handled_stays_forgotten(engine: Engine) -> None:
    keep(engine, said(ts=TS))
    (event,) = claim()
    erase_message()
    assert failed(event._replace(attempts=MAX_ATTEMPTS)) is False
    done(event)
    assert rows(engine, "SELECT parked_at, body FROM inbox_event") == [(None, None)]


def test_handled_and_parked_events_are_forgotten_after_their_time_and_waiting_ones_never(engine: Engine) -> None:
    keep_new(engine, 3)
    handled, broken = claim(limit=2)
    done(handled)
    failed(broken._replace(attempts=MAX_ATTEMPTS))
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    with Session.begin() as session:
        assert erasure.purge(session, before=later - dt.timedelta(days=30)) == 0
        assert erasure.purge(session, before=later) == 2
    assert rows(engine, "SELECT done_at, parked_at FROM inbox_event") == [(None, None)]
