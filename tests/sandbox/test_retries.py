"""Retries over HTTP: their headers, when they stop, redirects, and the hourly ones."""

from collections.abc import Iterator
from functools import partial

import pytest

from patience import PATIENCE, wait_until
from sandbox.receiver import Receiver, running_receiver
from sandbox_client import Json, SandboxClient
from sandbox_fixtures import SandboxFactory

EVENT = {"type": "user_change", "event_ts": "1.0"}
MINUTE = 60


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that records deliveries."""
    with running_receiver() as running:
        yield running


@pytest.fixture
def client(receiver: Receiver, sandbox_factory: SandboxFactory) -> SandboxClient:
    """A sandbox that delivers to `receiver`."""
    sandbox = sandbox_factory("--http-events", receiver.url).client
    sandbox.set_patience(PATIENCE)
    return sandbox


def _failed(receiver: Receiver, times: int, status: int = 500) -> None:
    receiver.answers = [(status, {}) for _ in range(times)]


def test_retries_are_numbered_and_give_their_reason(client: SandboxClient, receiver: Receiver) -> None:
    _failed(receiver, 3)
    client.deliver(EVENT)
    client.settle()
    client.advance_clock(MINUTE + 1)
    wait_until(lambda: len(receiver.came) == 3)
    client.advance_clock(5 * MINUTE + 1)
    wait_until(lambda: len(receiver.came) == 4)
    assert receiver.retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({request["body"] for request in receiver.came}) == 1
    assert all(request["headers"]["x-slack-signature"].startswith("v0=") for request in receiver.came)


def test_three_retries_are_all(client: SandboxClient, receiver: Receiver) -> None:
    _failed(receiver, 10)
    client.deliver(EVENT)
    for seconds in (0, MINUTE + 1, 5 * MINUTE + 1, 3601):
        client.settle()
        client.advance_clock(seconds)
    client.settle()
    wait_until(lambda: len(client.deliveries()) == 4)
    assert len(receiver.came) == 4


def test_an_app_can_refuse_further_retries(client: SandboxClient, receiver: Receiver) -> None:
    receiver.answers = [(500, {"x-slack-no-retry": "1"})]
    client.deliver(EVENT)
    client.settle()
    client.advance_clock(3601)
    client.deliver(EVENT | {"event_ts": "2.0"})
    client.settle()
    assert [request["body"].count('"2.0"') for request in receiver.came] == [0, 1]


def _came(receiver: Receiver, least: int) -> bool:
    return len(receiver.came) >= least


def _redirects(times: int) -> list[tuple[int, dict[str, str]]]:
    return [(302, {"Location": f"/moved/{number}"}) for number in range(times)]


def test_two_redirects_are_followed(client: SandboxClient, receiver: Receiver) -> None:
    receiver.answers = _redirects(2)
    client.deliver(EVENT)
    client.settle()
    assert [request["path"] for request in receiver.came] == ["/events", "/moved/0", "/moved/1"]
    assert client.deliveries()[0]["acknowledged"] is True


def test_a_third_redirect_is_one_too_many(client: SandboxClient, receiver: Receiver) -> None:
    receiver.answers = _redirects(3)
    client.deliver(EVENT)
    client.settle()
    assert receiver.retries[-1] == ("1", "too_many_redirects")


def test_delayed_events_are_retried_hourly_for_a_day(sandbox_factory: SandboxFactory, receiver: Receiver) -> None:
    client = sandbox_factory("--http-events", receiver.url, "--delayed-events").client
    _failed(receiver, 100)
    client.deliver(EVENT)
    for expected, seconds in enumerate((0, MINUTE, 5 * MINUTE, *[60 * MINUTE] * 24), 1):
        client.settle()
        client.advance_clock(seconds + 1 if seconds else 0)
        wait_until(partial(_came, receiver, expected))
    client.settle()
    wait_until(lambda: len(receiver.came) == 28)
    client.advance_clock(4000)
    client.settle()
    assert len(receiver.came) == 28
    assert receiver.retries[-1][0] == "27"


def test_above_the_hours_quota_the_app_is_told_once_a_minute(
    sandbox_factory: SandboxFactory, receiver: Receiver
) -> None:
    client = sandbox_factory("--http-events", receiver.url, "--events-per-hour", "5").client
    client.set_clock("2026-11-23T10:00:01Z")
    for number in range(9):
        client.add_member(f"new-{number}")
    client.settle()
    kinds = [delivery["type"] for delivery in client.deliveries()]
    assert kinds.count("team_join") == 5
    assert kinds.count("app_rate_limited") == 1
    told: Json = next(d["payload"] for d in client.deliveries() if d["type"] == "app_rate_limited")
    assert told.keys() == {"token", "type", "team_id", "minute_rate_limited", "api_app_id"}
    assert told["minute_rate_limited"] == 1795428000
    client.advance_clock(MINUTE)
    client.add_member("a-minute-later")
    client.advance_clock(60 * MINUTE)
    client.add_member("an-hour-later")
    client.settle()
    kinds = [delivery["type"] for delivery in client.deliveries()]
    assert (kinds.count("app_rate_limited"), kinds.count("team_join")) == (2, 6)
