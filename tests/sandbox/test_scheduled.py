"""Scheduled messages."""

import time
from pathlib import Path

import pytest

from patience import wait_until
from sandbox.conftest import Desk
from sandbox_client import Json, SandboxProcess

HOUR = 3600


def _schedule(desk: Desk, seconds: float, text: str = "later", **more: object) -> Json:
    post_at = int(desk.client.set_clock() + seconds)
    return desk.api("chat.scheduleMessage", channel=desk.channel, text=text, post_at=post_at, **more)


def _texts(desk: Desk) -> list[str]:
    return [message["text"] for message in desk.client.messages(desk.aya, desk.channel)]


def test_a_message_comes_when_the_clock_does(quiet: Desk) -> None:
    metadata = {"event_type": "e", "event_payload": {"k": 1}}
    answer = _schedule(quiet, HOUR, metadata=metadata)
    assert answer["message"]["type"] == "delayed_message"
    assert "ts" not in answer["message"]
    quiet.client.advance_clock(HOUR - 60)
    assert "later" not in _texts(quiet)
    quiet.client.advance_clock(61)
    wait_until(lambda: "later" in _texts(quiet))
    posted = quiet.api("conversations.history", channel=quiet.channel, include_all_metadata=True)["messages"][0]
    assert posted["metadata"] == metadata
    assert quiet.api("chat.scheduledMessages.list", channel=quiet.channel)["scheduled_messages"] == []
    quiet.client.set_clock()


def test_what_waits_is_listed_and_can_be_taken_back(quiet: Desk) -> None:
    second, first = _schedule(quiet, 2 * HOUR, "two"), _schedule(quiet, HOUR, "one")
    listed = quiet.api("chat.scheduledMessages.list", channel=quiet.channel)["scheduled_messages"]
    assert [item["text"] for item in listed] == ["one", "two"]
    taken = {"channel": quiet.channel, "scheduled_message_id": first["scheduled_message_id"]}
    assert quiet.api("chat.deleteScheduledMessage", **taken)["ok"] is True
    assert quiet.api("chat.deleteScheduledMessage", **taken)["error"] == "invalid_scheduled_message_id"
    listed = quiet.api("chat.scheduledMessages.list", channel=quiet.channel)["scheduled_messages"]
    assert [item["id"] for item in listed] == [second["scheduled_message_id"]]
    quiet.client.advance_clock(2 * HOUR - 30)
    late = {"channel": quiet.channel, "scheduled_message_id": second["scheduled_message_id"]}
    assert quiet.api("chat.deleteScheduledMessage", **late)["error"] == "invalid_scheduled_message_id"
    quiet.client.set_clock()


@pytest.mark.parametrize(
    ("post_at", "error"),
    [("soon", "invalid_time"), ("1000000000", "time_in_past"), ("9999999999", "time_too_far"), (None, None)],
)
def test_impossible_moments_are_refused(quiet: Desk, post_at: str | None, error: str | None) -> None:
    arguments = {} if post_at is None else {"post_at": post_at}
    answer = quiet.api("chat.scheduleMessage", channel=quiet.channel, text="a", **arguments)
    assert answer["error"] == (error or "invalid_arguments")


def test_thirty_messages_in_five_minutes_are_enough(quiet: Desk) -> None:
    window = (int(time.time()) // 300 + 10) * 300
    schedule = {"channel": quiet.channel, "text": "a", "post_at": window}
    answers = [quiet.api("chat.scheduleMessage", **schedule) for _ in range(31)]
    assert [answer["ok"] for answer in answers] == [True] * 30 + [False]
    assert answers[-1]["error"] == "restricted_too_many"
    for answer in answers[:-1]:
        taken = {"channel": quiet.channel, "scheduled_message_id": answer["scheduled_message_id"]}
        quiet.api("chat.deleteScheduledMessage", **taken)


def test_what_waits_outlives_a_restart(tmp_path: Path) -> None:
    with SandboxProcess("--data-dir", tmp_path) as first:
        channel = first.client.channel_id("#general", "aya")
        first.client.join(first.client.app()["bot_user_id"], channel)
        post_at = int(time.time()) + HOUR
        first.client.web_api("chat.scheduleMessage", channel=channel, text="kept", post_at=post_at)
        first.stop()
    with SandboxProcess("--data-dir", tmp_path) as second:
        second.client.advance_clock(HOUR + 1)
        wait_until(lambda: second.client.messages("aya", channel)[-1]["text"] == "kept")
