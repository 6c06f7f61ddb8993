import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from slack_bolt import BoltRequest, BoltResponse
from sqlalchemy import Engine

from aiuse_bot.db import Session, connect
from aiuse_bot.delivery.gauges import database_answers
from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.server import Readiness
from aiuse_bot.server.signature import is_from_slack
from database_fixtures import cloned_database
from delivery_tools import SECRET, Listening, a_door, an_envelope, as_body, count, rows, signed, wait_until

SHAPES = sorted((Path(__file__).parent / "data" / "slack_shapes" / "events").glob("*.json"))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = connect(database_url, application_name="server-test")
    yield engine
    Session.configure(bind=None)
    engine.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[GroupWriter]:
    writer = GroupWriter(engine)
    yield writer
    writer.close()


@pytest.fixture
def door(writer: GroupWriter) -> Iterator[Listening]:
    with a_door(writer) as listening:
        yield listening


def kept(engine: Engine) -> int:
    return count(engine, "SELECT count(*) FROM inbox_event")


def a_command(text: str = "help") -> bytes:
    return urlencode({"command": "/usecase", "text": text, "team_id": "T0TEST", "user_id": "U0"}).encode()


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
        thread.join(10)
    assert statuses == [200] * 8
    assert kept(engine) == 1


BODY = as_body(an_envelope("Ev-forged"))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": "v0=00"},
        signed(BODY) | {"X-Slack-Signature": ""},
        signed(BODY) | {"X-Slack-Signature": "v0=" + "0" * 64},
        signed(BODY) | {"X-Slack-Signature": "v0=\u00e9\u00ff"},
        signed(BODY, secret="another"),
        signed(b"another body"),
        signed(BODY) | {"X-Slack-Request-Timestamp": "soon"},
        signed(BODY) | {"X-Slack-Request-Timestamp": ""},
        signed(BODY) | {"X-Slack-Request-Timestamp": "1.5"},
        signed(BODY) | {"X-Slack-Request-Timestamp": "-1"},
        signed(BODY) | {"X-Slack-Request-Timestamp": "9" * 5000},
        signed(BODY) | {"X-Slack-Request-Timestamp": "\u00b2"},
        signed(BODY, at=1_000_000_000),
        signed(BODY, at=4_000_000_000),
    ],
)
def test_what_slack_did_not_sign_is_refused_and_never_breaks(
    headers: dict[str, str], module_door: Listening, module_engine: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = module_door.send(BODY, headers)
    assert answer.status == 401
    assert count(module_engine, "SELECT count(*) FROM inbox_event WHERE event_id = 'Ev-forged'") == 0
    said = "".join(capfd.readouterr())
    assert "Ev-forged" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("age", "good"), [(0, True), (299, True), (300, True), (301, False), (-300, True), (-301, False)]
)
def test_a_signature_is_good_for_five_minutes_both_ways(age: int, good: bool) -> None:  # noqa: FBT001
    headers = signed(BODY, at=1_790_000_000)
    timestamp, signature = headers["X-Slack-Request-Timestamp"].encode(), headers["X-Slack-Signature"].encode()
    assert is_from_slack(SECRET.encode(), timestamp, signature, BODY, 1_790_000_000 + age) is good


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The body is not JSON."),
        (b"{", "The body is not JSON."),
        (b"\xff", "The body is not JSON."),
        (b"[" * 50_000, "The body is not JSON."),
        (b"[]", "The body is not a JSON object."),
        (b"{}", "The envelope has no type."),
        (b'{"type": "event_callback"}', "The envelope holds no event."),
        (b'{"type": "event_callback", "event": {}, "event_id": "Ev1"}', "The envelope names no workspace."),
        (as_body(an_envelope("\0")), "event_id is not an identifier."),
    ],
)
def test_a_malformed_body_is_refused_clearly_and_not_sent_again(
    body: bytes, sentence: str, module_door: Listening
) -> None:
    answer = module_door.send(body)
    assert (answer.status, answer.body.decode()) == (400, sentence)
    assert answer.headers["x-slack-no-retry"] == "1"


def test_odd_texts_are_kept_as_they_came(engine: Engine, door: Listening) -> None:
    envelope = an_envelope(text="\ud800\0\x1b[31m'; DROP TABLE inbox_event; --", reaction="x" * 10_000)
    assert door.tell(envelope).status == 200
    (row,) = rows(engine, "SELECT body FROM inbox_event")
    assert json.loads(bytes(row[0])) == envelope


def test_a_post_of_a_megabyte_is_taken(engine: Engine, door: Listening) -> None:
    assert door.tell(an_envelope(text="x" * 1_000_000)).status == 200
    assert kept(engine) == 1


def test_a_body_over_the_limit_is_refused_before_it_is_read(door: Listening) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=5) as connection:
        connection.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 3000001\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_body_without_declared_length_is_cut_off_at_the_limit(writer: GroupWriter) -> None:
    with a_door(writer, max_body_bytes=10_000) as door:
        connection = socket.create_connection(("127.0.0.1", door.port), timeout=5)
        with connection:
            connection.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.sendall(b"2711\r\n" + b"x" * 10_001 + b"\r\n")
            assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_body_in_many_pieces_is_put_together(engine: Engine, door: Listening) -> None:
    body = as_body(an_envelope("Ev1", text="x" * 5000))
    head = "".join(f"{name}: {value}\r\n" for name, value in signed(body).items())
    with socket.create_connection(("127.0.0.1", door.port), timeout=5) as connection:
        connection.sendall(
            f"POST /slack/events HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode()
        )
        for begin in range(0, len(body), 1000):
            connection.sendall(body[begin : begin + 1000])
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
    assert kept(engine) == 1


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


def test_a_command_is_answered_by_bolt_at_once(engine: Engine, writer: GroupWriter) -> None:
    def dispatch(request: BoltRequest) -> BoltResponse:
        return BoltResponse(status=200, body={"text": f"you said {request.body['text']}"})

    with a_door(writer, dispatch) as door:
        body = a_command("search 返金")
        answer = door.send(body, signed(body) | FORM)
    assert (answer.status, json.loads(answer.body)) == (200, {"text": "you said search 返金"})
    assert answer.headers["content-type"].startswith("application/json")
    assert kept(engine) == 0


def test_an_unsigned_command_never_reaches_bolt(writer: GroupWriter) -> None:
    reached: list[BoltRequest] = []

    def dispatch(request: BoltRequest) -> BoltResponse:
        reached.append(request)
        return BoltResponse(status=200)

    with a_door(writer, dispatch) as door:
        assert door.send(a_command(), FORM).status == 401
        assert door.send(b"ssl_check=1&token=t", FORM).status == 401
    assert reached == []


def test_a_listener_that_breaks_shows_nobody_a_traceback(
    writer: GroupWriter, capfd: pytest.CaptureFixture[str]
) -> None:
    def dispatch(_request: BoltRequest) -> BoltResponse:
        raise ZeroDivisionError("what somebody typed")

    with a_door(writer, dispatch) as door:
        body = a_command()
        answer = door.send(body, signed(body) | FORM)
    assert (answer.status, answer.body) == (500, b"The bot failed to answer.")
    said = "".join(capfd.readouterr())
    assert "ZeroDivisionError" in said
    assert "what somebody typed" not in said


def test_ten_slow_commands_do_not_delay_a_click_or_an_event(writer: GroupWriter) -> None:
    slow, release = threading.Semaphore(0), threading.Event()

    def dispatch(request: BoltRequest) -> BoltResponse:
        if request.body["text"] == "slow":
            slow.release()
            release.wait(20)
        return BoltResponse(status=200)

    with a_door(writer, dispatch) as door:
        body = a_command("slow")
        threads = [threading.Thread(target=door.send, args=(body, signed(body) | FORM)) for _ in range(10)]
        for thread in threads:
            thread.start()
        assert all(slow.acquire(timeout=10) for _ in threads)
        begun = time.monotonic()
        click = a_command("click")
        assert door.send(click, signed(click) | FORM).status == 200
        assert door.tell(an_envelope()).status == 200
        assert time.monotonic() - begun < 1
        release.set()
        for thread in threads:
            thread.join(10)


def test_without_a_secret_the_door_says_that_the_bot_uses_socket_mode(writer: GroupWriter) -> None:
    with a_door(writer, slack_signing_secret=None) as door:
        answer = door.tell(an_envelope())
    assert answer.status == 404
    assert b"SLACK_SIGNING_SECRET" in answer.body


def test_only_post_is_spoken_here(door: Listening) -> None:
    assert door.get("/slack/events").status == 405
    assert door.get("/elsewhere").status == 404


def test_health_and_readiness_tell_life_from_ability(writer: GroupWriter) -> None:
    able = {"database": True, "migrations": True, "workers": True}

    def database() -> bool:
        if not able["database"]:
            raise ConnectionError
        return database_answers()

    checks = Readiness(database, lambda: able["migrations"], lambda: able["workers"])
    with a_door(writer, readiness=checks) as door:
        assert door.get("/readyz").status == 200
        for what in able:
            able[what] = False
            answer = door.get("/readyz")
            assert (answer.status, json.loads(answer.body)[what]) == (503, False)
            assert door.get("/healthz").status == 200
            able[what] = True


def test_the_metrics_count_events_and_what_waits(door: Listening) -> None:
    before = figures(door)
    door.tell(an_envelope("Ev1"))
    door.tell(an_envelope("Ev1"))
    wait_until(lambda: figures(door)["aiuse_bot_door_seconds_count"] == before["aiuse_bot_door_seconds_count"] + 2)
    after = figures(door)
    grown = {name: after[f"aiuse_bot_events_{name}_total"] - before[f"aiuse_bot_events_{name}_total"] for name in NAMES}
    assert grown == {"received": 2, "duplicate": 1, "acknowledged": 2}
    assert after["aiuse_bot_inbox_waiting"] == 1


NAMES = ("received", "duplicate", "acknowledged")


def figures(door: Listening) -> dict[str, float]:
    lines = door.get("/metrics").body.decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


def test_a_client_that_leaves_in_the_middle_is_forgotten(engine: Engine, door: Listening) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=5) as connection:
        connection.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert door.tell(an_envelope()).status == 200
    assert kept(engine) == 1


def test_a_hundred_connections_at_once_are_served(engine: Engine, door: Listening) -> None:
    async def tell_all() -> list[int]:
        answers = await asyncio.gather(*(asyncio.to_thread(door.tell, an_envelope()) for _ in range(100)))
        return [answer.status for answer in answers]

    assert asyncio.run(tell_all()) == [200] * 100
    assert kept(engine) == 100


@pytest.fixture(scope="module")
def module_engine(postgres_url: str, template_database: str) -> Iterator[Engine]:
    """One database for the tables of cases, which need no fresh one each."""
    with cloned_database(postgres_url, template_database) as url:
        engine = connect(url, application_name="server-test")
        yield engine
        engine.dispose()
    Session.configure(bind=None)


@pytest.fixture(scope="module")
def module_door(module_engine: Engine) -> Iterator[Listening]:
    writer = GroupWriter(module_engine)
    with a_door(writer) as listening:
        yield listening
    writer.close()
