"""Whatever arrives, nobody sees a traceback, nothing blocks the rest, and everything usable is kept."""

import pytest

from house import House, shown
from patience import wait_until

LABELS = "*Issue:* {words} took long\n*Result:* 5 minutes instead of 20\n*Tools:* ChatGPT"


def deliver_post(house: House, channel_id: str, text: str) -> None:
    """Deliver a post that the sandbox's own composer would not accept."""
    ts = "1890000000.000100"
    event = {"type": "message", "user": house.colleague, "channel": channel_id, "channel_type": "channel"}
    house.sandbox.deliver({**event, "text": text, "ts": ts, "event_ts": ts})
    house.handled()


@pytest.mark.parametrize(
    "words",
    [
        "lone \ud800 surrogate \udfff halves",
        "control \x00\x01\x07\x1b[31m characters",
        "'; DROP TABLE use_case; --",
        "<!channel> <!everyone> @here <@U0NOBODY> <https://evil.example|click> & *_~`",
        "right \u202e to left \u200f marks",
        "é" * 3 + "👨‍👩‍👧‍👦" * 50,
    ],
)
def test_odd_words_become_a_harmless_record(house: House, words: str) -> None:
    channel_id = house.channel()
    deliver_post(house, channel_id, LABELS.format(words=words))
    rows = house.rows("SELECT issue FROM use_case WHERE channel_id = :id", id=channel_id)
    assert len(rows) == 1
    sent = "SELECT state FROM outbox_message WHERE channel_id = :id"
    wait_until(lambda: {state for (state,) in house.rows(sent, id=channel_id)} <= {"sent", "failed"})
    calls = [call for call in house.sandbox.calls("chat.postMessage") if call["arguments"].get("channel") == channel_id]
    for call in calls:
        spoken = str(call["arguments"].get("text")) + shown(call["arguments"])
        assert "<!channel>" not in spoken
        assert "<@U0NOBODY>" not in spoken
        assert "\x00" not in spoken


def test_a_post_of_a_megabyte_is_read_up_to_slacks_own_limit(house: House) -> None:
    channel_id = house.channel()
    deliver_post(house, channel_id, LABELS.format(words="x" * 1_000_000))
    assert house.rows("SELECT event_id FROM inbox_event WHERE parked_at IS NOT NULL OR done_at IS NULL") == []


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel": {"id": "C1"}, "user": 7, "text": ["no"], "ts": None, "event_ts": "1.1"},
        {"type": "message", "subtype": "message_changed", "channel": "C1"},
        {"type": "reaction_added", "item": "none"},
        {"type": "reaction_added", "user": "U1", "reaction": "clap", "item": {"type": "message"}, "event_ts": "soon"},
    ],
)
def test_an_event_without_sense_waits_apart_and_holds_nobody_up(house: House, event: dict[str, object]) -> None:
    channel_id = house.channel()
    event_id = house.sandbox.deliver(event)
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    wait_until(
        lambda: (
            house.rows("SELECT 1 FROM inbox_event WHERE event_id = :id AND last_error IS NOT NULL", id=event_id)
            or house.rows("SELECT 1 FROM inbox_event WHERE event_id = :id AND done_at IS NOT NULL", id=event_id)
        )
    )
    house.rows_changed("UPDATE inbox_event SET done_at = now(), body = NULL WHERE event_id = :id", id=event_id)


def test_no_line_of_the_log_holds_words_or_tokens(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="A very secret aardvark took long")
    house.card(channel_id, ts)
    house.ask("/usecase search aardvark", channel_id)
    log = house.bot.log()
    assert "aardvark" not in log
    assert "xoxb-" not in log
    assert "xapp-" not in log
    assert "Traceback" not in log
