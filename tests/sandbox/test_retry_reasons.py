"""Slack's reason why a delivery over HTTP failed, as sent in the header of the retry."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from patience import PATIENCE, wait_until
from sandbox.certificates import self_signed, server_context
from sandbox.receiver import SILENCE, Receiver, running_receiver
from sandbox_client import SandboxClient
from sandbox_fixtures import SandboxFactory

_EVENT = {"type": "user_change", "event_ts": "1.0"}
_MINUTE = 60


@pytest.fixture
def open_later() -> Iterator[ExitStack]:
    """Servers that a test opens later, closed at its end."""
    with ExitStack() as stack:
        yield stack


def _deliver(client: SandboxClient) -> None:
    """Deliver, and let the immediate retry fail as well."""
    client.deliver(_EVENT)
    client.settle()
    assert [delivery["acknowledged"] for delivery in client.deliveries()] == [False, False]


def _retry_a_minute_later(client: SandboxClient, receiver: Receiver) -> tuple[str | None, str | None]:
    client.advance_clock(_MINUTE + 1)
    return wait_until(lambda: receiver.retries)[0]


def test_an_address_where_nobody_listens_yet(sandbox_factory: SandboxFactory, open_later: ExitStack) -> None:
    with socket.socket() as taken:  # bound, so that nobody else gets the port, but not listening
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        client = sandbox_factory("--http-events", f"http://127.0.0.1:{port}/events").client
        _deliver(client)
    receiver = open_later.enter_context(running_receiver(port=port))
    assert _retry_a_minute_later(client, receiver) == ("2", "connection_failed")


def test_a_certificate_that_nobody_vouches_for(
    sandbox_factory: SandboxFactory, open_later: ExitStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, unknown = self_signed(tmp_path, "trusted"), self_signed(tmp_path, "unknown")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted[0]))
    shown = server_context(*unknown)
    receiver = open_later.enter_context(running_receiver(tls=shown))
    client = sandbox_factory("--http-events", receiver.url).client
    _deliver(client)
    assert "CERTIFICATE_VERIFY_FAILED" in client.deliveries()[0]["error"]
    assert receiver.came == [], "nothing is said to a server that cannot show who it is"
    shown.load_cert_chain(*trusted)
    assert _retry_a_minute_later(client, receiver) == ("2", "ssl_error")
    wait_until(lambda: client.deliveries()[-1]["acknowledged"])


def test_an_app_that_takes_longer_than_slack_waits(sandbox_factory: SandboxFactory, open_later: ExitStack) -> None:
    receiver = open_later.enter_context(running_receiver())
    receiver.answers = [(SILENCE, {})]
    client = sandbox_factory("--http-events", receiver.url).client
    client.deliver(_EVENT)
    wait_until(lambda: receiver.came)
    client.set_patience(PATIENCE)  # from the next attempt on
    client.settle()
    assert receiver.retries == [(None, None), ("1", "http_timeout")]
    assert [delivery["acknowledged"] for delivery in client.deliveries()] == [False, True]


def test_an_address_that_speaks_no_tls(sandbox_factory: SandboxFactory, open_later: ExitStack) -> None:
    receiver = open_later.enter_context(running_receiver())
    client = sandbox_factory("--http-events", receiver.url.replace("http:", "https:")).client
    _deliver(client)
    assert receiver.came == []
    assert client.deliveries()[0]["error"].startswith("ssl_error: ")
