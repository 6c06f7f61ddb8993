import asyncio
import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import connect
from aiuse_bot.delivery.writer import GroupWriter
from delivery_tools import Listening, an_envelope, count, rows, run_loop
from patience import join

SHAPES = sorted((Path(__file__).parent.parent / "data" / "slack_shapes" / "events").glob("*.json"))


def kept(engine: Engine) -> int:
    return count(engine, "SELECT count(*) FROM inbox_event")


def test_a_signed_event_is_in_the_inbox_when_slack_reads_200(engine: Engine, door: Listening) -> None:
    answer = door.tell(an_envelope("Ev1"))
    assert (answer.status, answer.body) == (200, b"")
    assert rows(engine, "SELECT event_id, event_type, workspace_id FROM inbox_event") == [
        ("Ev1", "reaction_added", "T0TEST")
    ]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda path: path.stem)
def test_every_shape_that_slack_publishes_is_taken(shape: Path, module_door: Listening, module_engine: Engine) -> None:
    before = kept(module_engine)
    assert module_door.send(shape.read_bytes()).status == 200
    assert kept(module_engine) == before + 1


def test_all_96_shapes_are_here() -> None:
    assert len(SHAPES) == 96


def test_an_event_nobody_subscribed_to_is_taken(engine: Engine, door: Listening) -> None:
    assert door.tell(an_envelope(type="invented_by_slack_tomorrow")).status == 200
    assert kept(engine) == 1


def test_a_rate_limit_notice_and_unknown_envelopes_are_acknowledged(engine: Engine, door: Listening) -> None:
    notice = {"type": "app_rate_limited", "team_id": "T0TEST", "minute_rate_limited": 1790000000, "api_app_id": "A0"}
    assert door.tell(notice).status == 200
    assert door.tell({"type": "invented_by_slack_tomorrow"}).status == 200
    assert kept(engine) == 0
    assert b"aiuse_bot_events_rate_limited_total" in door.get("/metrics").body


def test_slack_finds_the_address_to_be_ours(door: Listening) -> None:
    answer = door.tell({"type": "url_verification", "challenge": "abc", "token": "t"})
    assert (answer.status, json.loads(answer.body)) == (200, {"challenge": "abc"})


def test_a_delivery_that_says_it_is_a_retry_is_taken_too(engine: Engine, door: Listening) -> None:
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    assert door.tell(an_envelope("Ev1"), **retry).status == 200
    assert kept(engine) == 1


def test_eight_deliveries_of_one_event_at_once_are_all_acknowledged_and_kept_once(
    engine: Engine, door: Listening
) -> None:
    statuses: list[int] = []
    envelope = an_envelope("Ev1")
    threads = [threading.Thread(target=lambda: statuses.append(door.tell(envelope).status)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        join(thread)
    assert statuses == [200] * 8
    assert kept(engine) == 1


def test_odd_texts_are_kept_as_they_came(engine: Engine, door: Listening) -> None:
    envelope = an_envelope(text="\ud800\0\x1b[31m'; DROP TABLE inbox_event; --", reaction="x" * 10_000)
    assert door.tell(envelope).status == 200
    (row,) = rows(engine, "SELECT body FROM inbox_event")
    assert json.loads(bytes(row[0])) == envelope


def test_without_a_database_slack_is_told_to_come_again(engine: Engine, writer: GroupWriter, door: Listening) -> None:
    name = engine.url.database
    admin = connect(engine.url.set(database="postgres").render_as_string(hide_password=False))
    envelope = an_envelope("Ev1")
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        connection.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        assert {door.tell(envelope).status for _ in range(3)} == {503}
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    admin.dispose()
    assert door.tell(envelope, **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_error"}).status == 200
    assert kept(engine) == 1
    assert writer.alive()


def test_a_hundred_connections_at_once_are_served(engine: Engine, door: Listening) -> None:
    async def tell_all() -> list[int]:
        answers = await asyncio.gather(*(asyncio.to_thread(door.tell, an_envelope()) for _ in range(100)))
        return [answer.status for answer in answers]

    assert run_loop(tell_all()) == [200] * 100
    assert kept(engine) == 100
