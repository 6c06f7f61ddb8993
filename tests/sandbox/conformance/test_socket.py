"""Socket Mode: `hello`, envelopes, acknowledgements, one of several connections."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from websockets.sync.client import ClientConnection, connect

from patience import PATIENCE, wait_until
from sandbox.conformance.server import Server
from sandbox.shape_keys import shape, unknown_keys
from sandbox_client import Json


@pytest.fixture
def lines(server: Server) -> Iterator[list[ClientConnection]]:
    """Two connections that have received `hello`."""
    with ExitStack() as stack:
        opened = [stack.enter_context(_connect(server)) for _ in range(2)]
        assert [_frame(line)["type"] for line in opened] == ["hello", "hello"]
        yield opened


def _connect(server: Server) -> ClientConnection:
    answer = server.call("apps.connections.open", {}, server.needs("app_token"))
    return connect(answer["url"], close_timeout=1)


def _frame(line: ClientConnection, patience: float = PATIENCE) -> Json:
    frame: Json = json.loads(line.recv(timeout=patience))
    return frame


def _envelopes_of(lines: list[ClientConnection], ts: str) -> list[Json]:
    """Acknowledge envelopes until this message's event arrives; return each copy of it."""
    return wait_until(lambda: [it for it in _acknowledged(lines) if it["payload"].get("event", {}).get("ts") == ts])


def _acknowledged(lines: list[ClientConnection]) -> Iterator[Json]:
    """Acknowledge at most one envelope of each connection."""
    for line in lines:
        with suppress(TimeoutError):
            envelope = _frame(line, 0.2)
            line.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
            yield envelope


def test_a_greeting_says_how_long_the_connection_lasts(server: Server) -> None:
    with _connect(server) as line:
        hello = _frame(line)
    assert hello["type"] == "hello"
    assert hello["num_connections"] >= 1
    assert hello["debug_info"]["approximate_connection_time"] > 0


def test_the_bots_own_message_comes_once_to_one_connection(server: Server, lines: list[ClientConnection]) -> None:
    posted = server.call("chat.postMessage", {"channel": server.channel, "text": "over the socket"})
    envelopes = _envelopes_of(lines, posted["ts"])
    assert len(envelopes) == 1
    envelope = envelopes[0]
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
    assert envelope["payload"]["type"] == "event_callback"
    payload = envelope["payload"]
    assert payload["event"]["channel"] == server.channel
    assert payload["event"]["bot_id"]
    assert payload["event_id"].startswith("Ev")
    assert payload["authorizations"][0]["is_bot"] is True
    assert unknown_keys(payload | {"event": {}}, shape("event.Message")) == []


def test_each_connection_has_an_address_of_its_own(server: Server) -> None:
    token = server.needs("app_token")
    urls = [server.call("apps.connections.open", {}, token)["url"] for _ in range(2)]
    assert urls[0] != urls[1]
