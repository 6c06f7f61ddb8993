import datetime as dt
import threading

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery import outbox, sending
from aiuse_bot.delivery.outbox import IfUnsure, post_later, update_later, withdraw
from aiuse_bot.delivery.sending import Claimed, NotOursError
from delivery_tools import NOW, TEAM, count, rows, wait_until

pytestmark = pytest.mark.usefixtures("engine")

LEASE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)


def post(
    key: str, text: str = "words", *, channel: str = "C1", workspace: str = TEAM, if_unsure: IfUnsure = "resend"
) -> int | None:
    with Session.begin() as session:
        return post_later(
            session,
            workspace_id=workspace,
            channel_id=channel,
            key=key,
            payload={"text": text},
            if_unsure=if_unsure,
            now=NOW,
        )


def update(key: str, text: str) -> int | None:
    with Session.begin() as session:
        return update_later(session, workspace_id=TEAM, key=key, payload={"text": text}, now=NOW)


def take_back(key: str) -> None:
    with Session.begin() as session:
        withdraw(session, workspace_id=TEAM, key=key, now=NOW)


def claim(now: dt.datetime = NOW) -> Claimed | None:
    with Session.begin() as session:
        return sending.claim(session, now=now, lease=LEASE)


def claimed(now: dt.datetime = NOW) -> Claimed:
    message = claim(now)
    assert message is not None
    return message


def sent(message: Claimed, ts: str = "1.1", now: dt.datetime = NOW) -> None:
    with Session.begin() as session:
        sending.sent(session, message, message_ts=ts, now=now)


def again(message: Claimed, now: dt.datetime = NOW) -> None:
    with Session.begin() as session:
        sending.again(session, message, error="ratelimited", at=now, now=now)


def doubt(message: Claimed, now: dt.datetime = NOW) -> None:
    with Session.begin() as session:
        sending.unknown(session, message, error="internal_error", look_at=now)


def states(engine: Engine) -> list[tuple[str, str, str | None]]:
    return [
        tuple(row) for row in rows(engine, "SELECT method, state, payload->>'text' FROM outbox_message ORDER BY id")
    ]


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


def test_a_channel_is_served_in_order_and_one_at_a_time() -> None:
    for key in "abc":
        post(key)
    first = claimed()
    assert first.key == "a"
    assert claim(NOW + 2 * SECOND) is None
    sent(first)
    assert claimed(NOW + 2 * SECOND).key == "b"


def test_a_channel_hears_one_message_a_second() -> None:
    post("a")
    post("b")
    sent(claimed())
    assert claim(NOW + SECOND * 0.9) is None
    assert claimed(NOW + SECOND).key == "b"


def test_other_channels_and_workspaces_proceed() -> None:
    post("a")
    post("b")
    post("c", channel="C2")
    post("d", workspace="T0OTHER")
    assert [claimed().key for _ in range(3)] == ["a", "c", "d"]
    assert claim() is None


def test_a_method_that_slack_wants_spared_is_spared_in_its_workspace_only() -> None:
    post("a")
    post("b", channel="C2")
    post("c", workspace="T0OTHER")
    until = NOW + 30 * SECOND
    with Session.begin() as session:
        sending.pause(session, workspace_id=TEAM, scope="method:chat.postMessage", until=until)
        sending.pause(session, workspace_id=TEAM, scope="method:chat.postMessage", until=NOW + SECOND)
    assert claimed().key == "c"
    assert claim(until - SECOND) is None
    assert claimed(until).key == "a"


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
    change = claimed()
    assert (change.method, change.target_ts, change.payload) == ("chat.update", "7.7", {"text": "newest"})
    assert states(engine)[0] == ("chat.postMessage", "sent", None)


def test_a_change_that_comes_while_another_is_being_said_waits_behind_it() -> None:
    post("a")
    sent(claimed())
    update("a", "newer")
    first = claimed()
    update("a", "newest")
    assert claim() is None
    sent(first)
    assert claimed().payload == {"text": "newest"}


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
    change = claimed()
    take_back("a")
    again(change)
    assert claimed().method == "chat.delete"


def test_a_sender_that_vanished_leaves_a_post_in_doubt() -> None:
    post("a")
    first = claimed()
    assert claim(NOW + LEASE - SECOND) is None
    second = claimed(NOW + LEASE)
    assert (second.look_first, second.attempts, second.first_attempt_at) == (True, 1, NOW)
    with pytest.raises(NotOursError):
        sent(first)


def test_a_sender_that_vanished_leaves_a_change_to_be_repeated() -> None:
    post("a")
    sent(claimed())
    update("a", "new")
    claimed()
    repeated = claimed(NOW + LEASE)
    assert (repeated.method, repeated.look_first, repeated.payload) == ("chat.update", False, {"text": "new"})


def test_whoever_was_away_too_long_undoes_nothing(engine: Engine) -> None:
    post("a")
    slow = claimed()
    quick = claimed(NOW + LEASE)
    sent(quick, "7.7")
    for late in (again, doubt, sent):
        with pytest.raises(NotOursError):
            late(slow)
    assert states(engine) == [("chat.postMessage", "sent", None)]


def test_a_parked_post_blocks_nobody_and_is_counted() -> None:
    post("a", if_unsure="park")
    post("b")
    doubt(claimed())
    looked_for = claimed()
    with Session.begin() as session:
        sending.parked(session, looked_for, error="missing_scope", now=NOW)
    assert claimed(NOW + SECOND).key == "b"
    assert update("a", "x") is None
    with Session() as session:
        assert outbox.health(session, NOW + 90 * SECOND) == (1, 0, 1, 90.0)


def test_many_workers_share_the_channels_without_overlap(engine: Engine) -> None:
    for channel in range(10):
        for number in range(6):
            post(f"{channel}:{number}", channel=f"C{channel}")
    now, order = [NOW], []

    def work() -> None:
        while count(engine, "SELECT count(*) FROM outbox_message WHERE finished_at IS NULL"):
            message = claim(now[0])
            if message is None:
                now[0] += SECOND
                continue
            order.append(message.key)
            sent(message)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(order) == len(set(order)) == 60
    for channel in range(10):
        mine = [key for key in order if key.startswith(f"{channel}:")]
        assert mine == sorted(mine)


def test_a_change_and_a_sender_at_once_lose_no_words(engine: Engine) -> None:
    for number in range(30):
        post(f"k{number}", "old", channel=f"C{number}")
    barrier = threading.Barrier(2)
    said: dict[str, str] = {}

    def say_all() -> None:
        barrier.wait(10)
        while len(said) < 30:
            message = claim()
            if message is not None and message.method == "chat.postMessage":
                said[message.key] = message.payload["text"]
                sent(message)

    worker = threading.Thread(target=say_all)
    worker.start()
    barrier.wait(10)
    for number in range(30):
        update(f"k{number}", "new")
    worker.join(20)
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
    waiting.join(10)
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
    sent(claimed())
    with Session.begin() as session:
        assert outbox.forget(session, before=NOW) == 0
        assert outbox.forget(session, before=NOW + SECOND) == 1
    assert states(engine) == [("chat.postMessage", "sent", None)]
