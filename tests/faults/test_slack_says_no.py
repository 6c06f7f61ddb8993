"""Slack is down, busy, or answers nonsense: what was acknowledged is still done later."""

from pathlib import Path

import pytest

from house import House, a_house
from patience import PATIENCE, wait_until

FOR_LONG = 1000


@pytest.mark.parametrize("fault", [{"kind": "ratelimited", "retry_after": 30}, {"kind": "status", "status": 503}])
def test_a_post_becomes_a_record_while_slack_does_not_say_who_we_are(
    database_url: str, tmp_path: Path, fault: dict[str, object]
) -> None:
    """`auth.test` failing must not turn events into silent acknowledgements."""
    with a_house(database_url, tmp_path) as house:
        channel_id = house.channel()
        house.bot.stop()
        kind = str(fault["kind"])
        house.sandbox.fault("auth.test", kind, times=FOR_LONG, **{k: v for k, v in fault.items() if k != "kind"})
        house.bot.restart()
        wait_until(house.sandbox.connections)
        ts = house.post(channel_id, issue="The lemur question took long")
        assert "lemur" in house.card_text(channel_id, ts)


def test_a_reaction_counts_once_slack_says_again_who_reacted(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    praiser = house.sandbox.add_member("unknown-so-far")["id"]
    house.sandbox.join(praiser, channel_id)
    house.sandbox.fault("users.info", "status", status=503, times=2)
    house.sandbox.react(praiser, channel_id, ts, "clap")
    wait_until(lambda: house.points(channel_id, ts) == 1)
    house.sandbox.clear_faults()


@pytest.mark.parametrize("kind", ["error_after_storing", "close_after_storing"])
def test_a_card_whose_answer_was_lost_is_not_posted_twice(database_url: str, tmp_path: Path, kind: str) -> None:
    with a_house(database_url, tmp_path, AIUSE_BOT_SETTLE_SECONDS="0.5") as house:
        channel_id = house.channel()
        house.sandbox.fault("chat.postMessage", kind, times=1)
        ts = house.post(channel_id)
        house.card(channel_id, ts)
        sent = "SELECT count(*) FROM outbox_message WHERE state = 'sent' AND method = 'chat.postMessage'"
        wait_until(lambda: house.rows(sent) == [(1,)])
        assert len(house.replies(channel_id, ts)) == 1


def test_a_busy_channel_is_posted_to_when_slack_says_so(house: House) -> None:
    channel_id = house.channel()
    house.sandbox.fault("chat.postMessage", "ratelimited", retry_after=2, times=1)
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    assert len(house.replies(channel_id, ts)) == 1


def test_a_failing_command_tells_its_sender_what_to_say_to_an_admin(house: House) -> None:
    channel_id = house.channel(watched=False)
    house.sandbox.fault("conversations.info", "error", error="fatal_error", times=1)
    answer = house.ask("/usecase watch", channel_id, house.admin)
    assert "うまくいきませんでした" in answer or "Sorry" in answer
    assert "Traceback" not in answer


def test_a_command_is_answered_while_slack_does_not_say_who_asks(database_url: str, tmp_path: Path) -> None:
    with a_house(database_url, tmp_path, AIUSE_BOT_PERSON_TIMEOUT_SECONDS="1") as house:
        channel_id = house.channel(watched=False)
        house.sandbox.fault("users.info", "slow", seconds=10 * PATIENCE, times=FOR_LONG)
        assert "/usecase search" in house.ask("/usecase help", channel_id, house.colleague)
        assert "what you may read" in house.ask("/usecase search refunds", channel_id, house.colleague)
        house.sandbox.clear_faults()
