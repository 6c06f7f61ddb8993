"""The bot is killed exactly between two steps, when one is done and the next is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aiuse_bot.delivery.crash import KILLED
from house import House
from killing_tools import (
    a_house_over_http,
    deliver_again,
    events,
    everything_arrives,
    kill_before_the_commit,
    leave_in_doubt,
    rise_again,
)
from patience import PATIENCE, wait_until


@pytest.fixture
def house_and_port(database_url: str, tmp_path: Path) -> Iterator[tuple[House, int]]:
    with a_house_over_http(database_url, tmp_path) as opened:
        yield opened


def die_at(house: House, port: int, place: str) -> None:
    """Restart the bot so that it crashes at this point."""
    wait_until(lambda: deliver_again(house))
    house.handled()
    assert house.bot.stop() == 0
    rise_again(house, port, AIUSE_BOT_CRASH_AT=place)


def is_dead(house: House) -> None:
    assert house.bot.process.wait(PATIENCE) == KILLED


def told_of(house: House, ts: str) -> list[dict[str, Any]]:
    """Return Slack's attempts to deliver a post's event, oldest first."""
    return [told for told in events(house) if told["payload"]["event"].get("ts") == ts]


def is_there_once(house: House, channel_id: str, ts: str) -> None:
    """Assert that a post is one record with one card, which one call posted and the outbox knows."""
    assert house.rows("SELECT count(*) FROM use_case WHERE message_ts = :ts", ts=ts) == [(1,)]
    assert len(house.replies(channel_id, ts)) == 1
    (card,) = house.replies(channel_id, ts)
    sent = "SELECT state, message_ts FROM outbox_message WHERE method = 'chat.postMessage' AND thread_ts = :ts"
    assert house.rows(sent, ts=ts) == [("sent", card["ts"])]


def is_handled_once(house: House, ts: str) -> None:
    """Assert that the event of a post is stored and handled once."""
    (event_id,) = {told["payload"]["event_id"] for told in told_of(house, ts)}
    assert house.rows("SELECT done_at IS NOT NULL FROM inbox_event WHERE event_id = :id", id=event_id) == [(True,)]


def test_a_message_that_slack_stored_and_did_not_answer_is_not_posted_again(
    house_and_port: tuple[House, int],
) -> None:
    house, port = house_and_port
    channel_id = house.channel()
    ts = leave_in_doubt(house, channel_id)
    assert len(house.replies(channel_id, ts)) == 1
    house.bot.kill()

    rise_again(house, port)
    everything_arrives(house)
    is_there_once(house, channel_id, ts)
    assert len(house.sandbox.calls("chat.postMessage")) == 1


def test_a_message_that_slack_answered_and_that_was_not_noted_is_not_posted_again(
    house_and_port: tuple[House, int],
) -> None:
    house, port = house_and_port
    channel_id = house.channel()
    die_at(house, port, "after_post")
    ts = house.post(channel_id)
    is_dead(house)
    assert len(house.replies(channel_id, ts)) == 1
    assert house.rows("SELECT state, message_ts FROM outbox_message") == [("sending", None)]

    rise_again(house, port, AIUSE_BOT_CRASH_AT="")
    everything_arrives(house)
    is_there_once(house, channel_id, ts)
    assert len(house.sandbox.calls("chat.postMessage")) == 1


def test_an_event_that_was_kept_and_not_acknowledged_is_handled_once_although_slack_repeats_it(
    house_and_port: tuple[House, int],
) -> None:
    house, port = house_and_port
    channel_id = house.channel()
    die_at(house, port, "event_kept")
    ts = house.post(channel_id)
    is_dead(house)
    wait_until(lambda: told_of(house, ts))
    assert not any(told["acknowledged"] for told in told_of(house, ts))
    assert len(house.rows("SELECT 1 FROM inbox_event WHERE done_at IS NULL")) == 1

    rise_again(house, port, AIUSE_BOT_CRASH_AT="")
    everything_arrives(house)
    assert [told["acknowledged"] for told in told_of(house, ts)][-1]
    is_handled_once(house, ts)
    is_there_once(house, channel_id, ts)


def test_an_event_that_was_taken_and_not_kept_is_repeated_by_slack_and_handled(
    house_and_port: tuple[House, int],
) -> None:
    house, port = house_and_port
    channel_id = house.channel()
    die_at(house, port, "event_taken")
    ts = house.post(channel_id)
    is_dead(house)
    wait_until(lambda: told_of(house, ts))
    assert not any(told["acknowledged"] for told in told_of(house, ts))
    assert house.rows("SELECT 1 FROM inbox_event WHERE done_at IS NULL") == []

    rise_again(house, port, AIUSE_BOT_CRASH_AT="")
    everything_arrives(house)
    is_handled_once(house, ts)
    is_there_once(house, channel_id, ts)


def test_slack_is_answered_only_when_the_event_is_kept(house_and_port: tuple[House, int]) -> None:
    house, port = house_and_port
    channel_id = house.channel()
    wait_until(lambda: deliver_again(house))
    house.handled()
    ts = kill_before_the_commit(house, port, lambda: house.post(channel_id))
    wait_until(lambda: told_of(house, ts))
    assert not any(told["acknowledged"] for told in told_of(house, ts))
    assert house.rows("SELECT 1 FROM inbox_event WHERE done_at IS NULL") == []

    rise_again(house, port)
    everything_arrives(house)
    is_handled_once(house, ts)
    is_there_once(house, channel_id, ts)
