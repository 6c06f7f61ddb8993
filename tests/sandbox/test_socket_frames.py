"""Socket Mode frame by frame, with a bare WebSocket client."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from patience import PATIENCE, wait_until
from sandbox_client import Json, SandboxClient, SandboxProcess
from sandbox_fixtures import SandboxFactory


@pytest.fixture(scope="module")
def client() -> Iterator[SandboxClient]:
    """A sandbox of its own."""
    with SandboxProcess() as process:
        yield process.client


@pytest.fixture
def lines(client: SandboxClient) -> Iterator[ExitStack]:
    """Connections that are closed at the end of the test."""
    with ExitStack() as stack:
        yield stack
    wait_until(lambda: client.connections() == 0)


def _connect(client: SandboxClient, lines: ExitStack, more: str = "") -> ClientConnection:
    url = client.web_api("apps.connections.open", client.app()["app_token"])["url"]
    return lines.enter_context(connect(url + more, close_timeout=1))


def _frame(connection: ClientConnection) -> Json:
    frame: Json = json.loads(connection.recv(timeout=PATIENCE))
    return frame


def test_the_greeting(client: SandboxClient, lines: ExitStack) -> None:
    hello = _frame(_connect(client, lines))
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"]["app_id"] == client.app()["app_id"]
    assert hello["debug_info"]["approximate_connection_time"] == 3600
    short = _frame(_connect(client, lines, "&debug_reconnects=true"))
    assert (short["debug_info"]["approximate_connection_time"], short["num_connections"]) == (360, 2)


def test_an_event_waits_for_its_acknowledgement_and_comes_again(client: SandboxClient, lines: ExitStack) -> None:
    connection = _connect(client, lines)
    _frame(connection)
    client.deliver({"type": "user_change", "event_ts": "1.0"})
    first, again = _frame(connection), _frame(connection)
    assert (first["type"], first["accepts_response_payload"]) == ("events_api", False)
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    assert again["payload"] == first["payload"]
    connection.send(json.dumps({"envelope_id": again["envelope_id"]}))
    client.settle()
    assert client.deliveries()[-1]["acknowledged"] is True


def test_nonsense_from_the_app_is_not_an_acknowledgement(client: SandboxClient, lines: ExitStack) -> None:
    connection = _connect(client, lines)
    _frame(connection)
    for text in ("{", "[]", '{"envelope_id": "nobody"}', '{"envelope_id": {}}'):
        connection.send(text)
    connection.send(b"binary")
    client.deliver({"type": "user_change", "event_ts": "2.0"})
    envelope = _frame(connection)
    connection.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
    client.settle()
    assert client.deliveries()[-1]["acknowledged"] is True


def test_a_warning_leaves_the_connection_and_a_refresh_ends_it(client: SandboxClient, lines: ExitStack) -> None:
    connection = _connect(client, lines)
    _frame(connection)
    client.disconnect("warning")
    assert (_frame(connection)["reason"], client.connections()) == ("warning", 1)
    client.disconnect("refresh_requested")
    assert _frame(connection) == {
        "type": "disconnect",
        "reason": "refresh_requested",
        "debug_info": {"host": "sandbox"},
    }
    with pytest.raises(ConnectionClosed):
        _frame(connection)


def test_a_connection_has_its_time(sandbox_factory: SandboxFactory) -> None:
    client = sandbox_factory("--connection-seconds", "1").client
    with ExitStack() as lines:
        connection = _connect(client, lines)
        assert [_frame(connection).get("reason") for _ in range(3)] == [None, "warning", "refresh_requested"]


def test_ten_connections_are_all(client: SandboxClient, lines: ExitStack) -> None:
    for _ in range(10):
        _frame(_connect(client, lines))
    refused = client.web_api("apps.connections.open", client.app()["app_token"])
    assert refused["error"] == "too_many_websockets"


def test_an_address_is_good_for_one_connection(client: SandboxClient, lines: ExitStack) -> None:
    url = client.web_api("apps.connections.open", client.app()["app_token"])["url"]
    _frame(lines.enter_context(connect(url, close_timeout=1)))
    with pytest.raises(InvalidStatus, match="403"):
        connect(url)
