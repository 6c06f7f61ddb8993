import threading

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery import outbox, sending
from aiuse_bot.delivery.outbox import post_later
from delivery_tools import NOW, TEAM, count, rows
from outbox_tools import LEASE, SECOND, again, claim, claimed, doubt, post, sent, states, take_back, update
from patience import PATIENCE, join, wait_until

pytestmark = pytest.mark.usefixtures("engine")


def test_a_key_is_decided_once(engine: Engine) -> None:
    assert post("card:1") is not None
    assert post("card:1", "other words") is None
    assert post("card:1", workspace="T0OTHER") is not None
    assert [row[2] for row in states(engine)] == ["words", "words"]


def test_what_is_decided_in_a_transaction_that_fails_is_not_said(engine: Engine) -> None:
    with Session() as session:
        post_later(session, workspace_id=TEAM, channel_id="C1", key="k", payload={"text": "x"}, now=NOW)
        session.rollback()
    assert states(engine) == []


def test_a_post_not_yet_said_is_replaced(engine: Engine) -> None:
    post("a", "old")
    update("a", "new")
    assert states(engine) == [("chat.postMessage", "pending", "new")]
    assert claimed().payload == {"text": "new"}


def test_a_post_that_was_said_gets_one_change_with_the_newest_words(engine: Engine) -> None:
    post("a", "old")
    sent(claimed(), "7.7")
    first, second = update("a", "newer"), update("a", "newest")
    assert first == second
    change = claimed(NOW + SECOND)
    assert (change.method, change.target_ts, change.payload) == ("chat.update", "7.7", {"text": "newest"})
    assert states(engine)[0] == ("chat.postMessage", "sent", None)


def test_a_change_that_comes_while_another_is_being_said_waits_behind_it() -> None:
    post("a")
    sent(claimed())
    update("a", "newer")
    first = claimed(NOW + SECOND)
    update("a", "newest")
    assert claim(NOW + 2 * SECOND) is None
    sent(first)
    assert claimed(NOW + 2 * SECOND).payload == {"text": "newest"}


def test_a_post_in_doubt_is_said_again_only_with_the_newest_words() -> None:
    post("a", "old")
    doubt(claimed())
    update("a", "new")
    looked_for = claimed()
    assert looked_for.look_first
    again(looked_for)
    assert claimed(NOW + SECOND).payload == {"text": "new"}


def test_there_is_nothing_to_change_in_what_was_never_decided_or_was_withdrawn() -> None:
    assert update("a", "x") is None
    post("a")
    take_back("a")
    assert update("a", "x") is None


def test_a_withdrawn_post_that_was_not_said_stays_unsaid_and_is_emptied(engine: Engine) -> None:
    post("a", "secret")
    take_back("a")
    take_back("a")
    assert claim() is None
    assert states(engine) == [("chat.postMessage", "cancelled", None)]


def test_a_withdrawn_post_that_was_said_is_deleted_and_its_changes_are_dropped(engine: Engine) -> None:
    post("a", "secret")
    sent(claimed(), "7.7")
    update("a", "secret too")
    take_back("a")
    take_back("a")
    removal = claimed()
    assert (removal.method, removal.target_ts) == ("chat.delete", "7.7")
    assert [state for _, state, _ in states(engine)] == ["sent", "cancelled", "sending"]
    assert count(engine, "SELECT count(*) FROM outbox_message WHERE payload::text LIKE '%secret%'") == 0


def test_a_post_withdrawn_while_it_is_being_said_is_deleted_afterwards(engine: Engine) -> None:
    post("a", "secret")
    message = claimed()
    take_back("a")
    assert count(engine, "SELECT count(*) FROM outbox_message WHERE payload::text LIKE '%secret%'") == 0
    sent(message, "7.7")
    assert (claimed().method, claimed_ts(engine)) == ("chat.delete", "7.7")


def claimed_ts(engine: Engine) -> str:
    return str(rows(engine, "SELECT message_ts FROM outbox_message WHERE method = 'chat.postMessage'")[0][0])


def test_a_post_withdrawn_while_slack_refused_it_for_now_is_not_said_again(engine: Engine) -> None:
    post("a", "secret")
    message = claimed()
    take_back("a")
    again(message)
    assert [state for _, state, _ in states(engine)] == ["cancelled", "pending"]
    assert claimed(NOW + SECOND).target_ts is None


def test_a_withdrawn_change_that_is_tried_again_is_dropped() -> None:
    post("a")
    sent(claimed())
    update("a", "secret")
    change = claimed(NOW + SECOND)
    take_back("a")
    again(change)
    assert claimed().method == "chat.delete"


def test_a_change_and_a_sender_at_once_lose_no_words(engine: Engine) -> None:
    for number in range(30):
        post(f"k{number}", "old", channel=f"C{number}")
    barrier = threading.Barrier(2)
    said: dict[str, str] = {}

    def say_all() -> None:
        barrier.wait(PATIENCE)
        while len(said) < 30:
            message = claim()
            if message is not None and message.method == "chat.postMessage":
                said[message.key] = message.payload["text"]
                sent(message)

    worker = threading.Thread(target=say_all)
    worker.start()
    barrier.wait(PATIENCE)
    for number in range(30):
        update(f"k{number}", "new")
    join(worker)
    changed = {row[0] for row in rows(engine, "SELECT key FROM outbox_message WHERE method = 'chat.update'")}
    # Every post was said with the new words, or with the old ones and a change behind it.
    for key, text in said.items():
        assert text == "new" or any(change.startswith(f"{key}/") for change in changed)


def test_a_change_waits_for_the_worker_that_holds_the_post(engine: Engine) -> None:
    post("a", "old")
    with Session.begin() as session:
        message = sending.claim(session, now=NOW, lease=LEASE)
        waiting = threading.Thread(target=update, args=("a", "new"))
        waiting.start()
        wait_until(lambda: rows(engine, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
    join(waiting)
    assert message is not None
    assert [row[:2] for row in states(engine)] == [("chat.postMessage", "sending"), ("chat.update", "pending")]


def test_texts_the_database_cannot_hold_are_made_harmless() -> None:
    payload = {"text": "a\0b\ud800c", "blocks": [{"text": {"text": "\udfff", "type": "plain_text"}}], "n": 1}
    with Session.begin() as session:
        post_later(session, workspace_id=TEAM, channel_id="C1", key="a", payload=payload, now=NOW)
    kept = claimed().payload
    assert kept["text"] == "a\ufffdb\ufffdc"
    assert kept["blocks"][0]["text"] == {"text": "\ufffd", "type": "plain_text"}


def test_old_changes_are_forgotten_and_posts_are_not(engine: Engine) -> None:
    post("a")
    sent(claimed())
    update("a", "new")
    sent(claimed(NOW + SECOND))
    with Session.begin() as session:
        assert outbox.purge(session, before=NOW) == 0
        assert outbox.purge(session, before=NOW + SECOND) == 1
    assert states(engine) == [("chat.postMessage", "sent", None)]
