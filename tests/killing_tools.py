"""Shared by the tests that kill the bot: a house over HTTP, restarting, and what Slack has not had acknowledged."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import OK
from pathlib import Path
from typing import Any, TypeVar

import urllib3

from house import House, a_free_port, a_house
from patience import PATIENCE, wait_until

T = TypeVar("T")

SLOW_CALLS = 1000
INSERT_WAITS = """
    FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO inbox_event%'
"""
IN_DOUBT = "SELECT 1 FROM outbox_message WHERE state = 'sending' AND method = 'chat.postMessage'"


@contextmanager
def a_house_over_http(database_url: str, directory: Path) -> Iterator[tuple[House, int]]:
    """Run a house whose bot receives everything over HTTP; yields the house and the port."""
    port = a_free_port()
    address = f"http://127.0.0.1:{port}/slack/events"
    environment = {"AIUSE_BOT_PORT": str(port), "SLACK_APP_TOKEN": "", "AIUSE_BOT_SETTLE_SECONDS": "2"}
    with a_house(database_url, directory, "--http-events", address, **environment) as house:
        yield house, port


def leave_in_doubt(house: House, channel_id: str, issue: str = "A doubtful question took long") -> str:
    """Post so that Slack stores a card of the bot but does not answer; returns the post's timestamp.

    The card is that of the post, or an earlier one still in the outbox. Slack stays silent until faults are cleared.
    """
    house.sandbox.fault("chat.postMessage", "slow", seconds=100 * PATIENCE, times=SLOW_CALLS)
    last = max((call["n"] for call in house.sandbox.calls("chat.postMessage")), default=0)
    ts = house.post(channel_id, issue=issue)
    wait_until(lambda: house.sandbox.calls("chat.postMessage", since=last), message=house.bot.last_words)
    assert house.rows(IN_DOUBT)
    return ts


def kill_before_the_commit(house: House, port: int, say: Callable[[], T]) -> T:
    """Kill the bot when it has received the event caused by `say` but not stored it; returns what `say` returned.

    A table lock delays the insert, to hit the moment in between.
    """
    with house.engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE inbox_event IN SHARE MODE")
        said = say()
        wait_until(lambda: house.rows(f"SELECT 1 {INSERT_WAITS}"), message=house.bot.last_words)
        # One loop answers everything: by the time it answers this, it would have acknowledged the earlier event.
        assert urllib3.request("GET", f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE).status == OK
        house.bot.kill()
        # Otherwise the server would commit the insert before it notices that the client is gone.
        house.rows(f"SELECT pg_terminate_backend(pid) {INSERT_WAITS}")
        wait_until(lambda: not house.rows(f"SELECT 1 {INSERT_WAITS}"))
    return said


def rise_again(house: House, port: int, **environment: str) -> None:
    """Restart the killed bot, and wait until it is ready."""
    # Leases are long, so that none expires on a busy machine; those of the killed bot end now.
    for table in ("inbox_event", "outbox_message"):
        house.rows_changed(f"UPDATE {table} SET lease_until = now() WHERE lease_until > now()")  # noqa: S608
    house.sandbox.clear_faults()
    house.bot.restart(**environment)
    wait_until(lambda: is_ready(port), message=house.bot.last_words)


def is_ready(port: int) -> bool:
    try:
        return urllib3.request("GET", f"http://127.0.0.1:{port}/readyz", retries=False, timeout=PATIENCE).status == OK
    except urllib3.exceptions.HTTPError:
        return False


def everything_arrives(house: House) -> None:
    """Let Slack retry what was not acknowledged, and the bot handle and post everything."""
    wait_until(lambda: deliver_again(house), message=lambda: unanswered(house))
    house.handled()
    wait_until(lambda: not house.rows("SELECT 1 FROM outbox_message WHERE finished_at IS NULL"))


def deliver_again(house: House) -> bool:
    """Advance Slack's clock by a minute, so that it retries what was not acknowledged. True once nothing is left."""
    house.sandbox.advance_clock(61)
    house.sandbox.settle()
    wanted = {delivery["payload"]["event_id"] for delivery in events(house)}
    return wanted <= acknowledged(house)


def unanswered(house: House) -> str:
    """Return unacknowledged deliveries and the end of the bot's log, to explain a failure."""
    answered = acknowledged(house)
    lost = [delivery for delivery in events(house) if delivery["payload"]["event_id"] not in answered]
    lines = [f"{d['attempt']} {d['status']} {d['error']} {d['type']}" for d in lost[:20]]
    return "\n".join([*lines, house.bot.last_words()])


def events(house: House) -> list[dict[str, Any]]:
    """Return every attempt of Slack to deliver an event."""
    return [delivery for delivery in house.sandbox.deliveries() if delivery["kind"] == "event"]


def acknowledged(house: House) -> set[str]:
    """Return the ids of the events that the bot acknowledged."""
    return {delivery["payload"]["event_id"] for delivery in events(house) if delivery["acknowledged"]}
