import socket

import pytest
from slack_bolt import BoltResponse
from sqlalchemy import Engine

from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.server.signature import is_from_slack
from delivery_tools import SECRET, Listening, a_door, an_envelope, as_body, count, signed
from patience import PATIENCE

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BODY = as_body(an_envelope("Ev-forged"))


def kept(engine: Engine) -> int:
    return count(engine, "SELECT count(*) FROM inbox_event")


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
def test_a_signature_is_good_for_five_minutes_both_ways(age: int, good: bool) -> None:
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


def test_a_post_of_a_megabyte_is_taken(engine: Engine, door: Listening) -> None:
    assert door.tell(an_envelope(text="x" * 1_000_000)).status == 200
    assert kept(engine) == 1


def test_a_body_over_the_limit_is_refused_before_it_is_read(door: Listening) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=PATIENCE) as connection:
        connection.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 3000001\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_body_without_declared_length_is_cut_off_at_the_limit(writer: GroupWriter) -> None:
    with a_door(writer, max_body_bytes=10_000) as door:
        connection = socket.create_connection(("127.0.0.1", door.port), timeout=PATIENCE)
        with connection:
            connection.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.sendall(b"2711\r\n" + b"x" * 10_001 + b"\r\n")
            assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_body_in_many_pieces_is_put_together(engine: Engine, door: Listening) -> None:
    body = as_body(an_envelope("Ev1", text="x" * 5000))
    head = "".join(f"{name}: {value}\r\n" for name, value in signed(body).items())
    with socket.create_connection(("127.0.0.1", door.port), timeout=PATIENCE) as connection:
        connection.sendall(
            f"POST /slack/events HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode()
        )
        for begin in range(0, len(body), 1000):
            connection.sendall(body[begin : begin + 1000])
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
    assert kept(engine) == 1


def test_without_a_secret_the_door_says_that_the_bot_uses_socket_mode(writer: GroupWriter) -> None:
    with a_door(writer, slack_signing_secret=None) as door:
        answer = door.tell(an_envelope())
        checked = [door.get("/slack/events?ssl_check=1"), door.send(b"ssl_check=1", FORM)]
    assert answer.status == 404
    assert b"SLACK_SIGNING_SECRET" in answer.body
    assert [one.status for one in checked] == [404, 404]


@pytest.mark.parametrize("asked", ["ssl_check=1", "ssl_check=1&token=t", "token=t&ssl_check=1"])
def test_slacks_check_of_the_certificate_is_answered_unsigned_and_with_nothing(
    asked: str, module_door: Listening
) -> None:
    looked = module_door.get(f"/slack/events?{asked}")
    posted = module_door.send(asked.encode(), FORM)
    assert (looked.status, looked.body) == (posted.status, posted.body) == (200, b"")


def test_a_check_that_holds_a_command_does_no_more_than_a_check(writer: GroupWriter) -> None:
    body = b"ssl_check=1&command=/usecase&text=help"
    with a_door(writer, lambda _request: BoltResponse(status=500)) as door:
        assert (door.send(body, FORM).status, door.send(body, signed(body) | FORM).status) == (200, 200)


@pytest.mark.parametrize("asked", ["", "ssl_check", "ssl_check=", "ssl_check=0", "ssl_check=11", "no_ssl_check=1"])
def test_what_only_resembles_the_check_is_none(asked: str, module_door: Listening) -> None:
    assert module_door.get(f"/slack/events?{asked}").status == 405
    assert module_door.send(asked.encode(), FORM).status == 401


def test_the_check_is_a_short_form_and_nothing_else(module_door: Listening) -> None:
    assert module_door.send(b"ssl_check=1", {"Content-Type": "application/json"}).status == 401
    assert module_door.send(b"ssl_check=1&" + b"x" * 1000, FORM).status == 401
    assert module_door.send(b"", FORM, path="/slack/events?ssl_check=1").status == 401


def test_only_post_is_spoken_here(door: Listening) -> None:
    assert door.get("/slack/events").status == 405
    assert door.get("/elsewhere").status == 404


def test_a_client_that_leaves_in_the_middle_is_forgotten(engine: Engine, door: Listening) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=PATIENCE) as connection:
        connection.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert door.tell(an_envelope()).status == 200
    assert kept(engine) == 1
