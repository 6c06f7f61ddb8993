import datetime as dt
import subprocess
import sys
import threading

import pytest
from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery import outbox, sending
from aiuse_bot.delivery.sending import NotOursError
from delivery_tools import NOW, TEAM, count
from outbox_tools import LEASE, SECOND, again, claim, claimed, doubt, post, sent, states, take_back, update
from patience import PATIENCE, join

pytestmark = pytest.mark.usefixtures("engine")


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
    claimed(NOW + SECOND)
    repeated = claimed(NOW + SECOND + LEASE)
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
    at_work: set[int] = set()

    def work() -> None:
        me = threading.get_ident()
        while count(engine, "SELECT count(*) FROM outbox_message WHERE finished_at IS NULL"):
            at_work.add(me)
            message = claim(now[0])
            if message is not None:
                order.append(message.key)
                sent(message)
            at_work.discard(me)
            # Time passes only while nobody is at work, so that no lease ends.
            if message is None and not at_work:
                now[0] += SECOND

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        join(thread)
    assert len(order) == len(set(order)) == 60
    for channel in range(10):
        mine = [key for key in order if key.startswith(f"{channel}:")]
        assert mine == sorted(mine)


def said(*keys: str) -> None:
    """Send posts, one after the other."""
    for number, key in enumerate(keys):
        post(key)
        sent(claimed(NOW + number * SECOND), f"{number}.1")


def spare(method: str, until: dt.datetime) -> None:
    with Session.begin() as session:
        sending.pause(session, workspace_id=TEAM, scope=f"method:{method}", until=until)


def test_new_posts_and_removals_overtake_changes_that_have_to_wait() -> None:
    said("a", "b")
    update("a", "new")
    post("c")
    take_back("b")
    spare("chat.update", NOW + 30 * SECOND)
    now = NOW + 5 * SECOND
    first = claimed(now)
    sent(first)
    assert [first.key, claimed(now).key] == ["c", "b/delete"]
    assert claim(now) is None
    assert claimed(NOW + 30 * SECOND).method == "chat.update"


def test_a_removal_never_overtakes_its_posts_own_change() -> None:
    said("a")
    update("a", "new")
    change = claimed(NOW + SECOND)
    take_back("a")
    assert claim(NOW + 2 * SECOND) is None
    sent(change)
    assert claimed(NOW + 2 * SECOND).method == "chat.delete"


def test_new_posts_come_before_changes_that_wait_longer() -> None:
    said("a", "b")
    update("a", "new")
    update("b", "new")
    post("c")
    assert claimed(NOW + 2 * SECOND).key == "c"


def test_a_change_waits_for_earlier_posts_of_its_channel() -> None:
    said("a")
    post("b")
    update("a", "new")
    assert claimed(NOW + SECOND).key == "b"
    assert claim(NOW + 10 * SECOND) is None


def test_changes_of_a_channel_are_a_second_apart_and_removals_are_not() -> None:
    said("a", "b", "c")
    update("a", "new")
    update("b", "new")
    now = NOW + 3 * SECOND
    first = claimed(now)
    take_back("c")
    removal = claimed(now)
    assert removal.method == "chat.delete"
    sent(removal)
    assert claim(now) is None
    assert claimed(now + SECOND).target_ts != first.target_ts


def test_a_refusal_that_slack_asks_to_repeat_counts_as_no_attempt() -> None:
    post("a")
    for number in range(3):
        message = claimed(NOW + number * SECOND)
        assert message.attempts == 1
        with Session.begin() as session:
            sending.retry(session, message, error="ratelimited", at=NOW, now=NOW, counts=False)


def test_threads_that_ask_for_the_first_message_at_the_same_moment_ask_the_same() -> None:
    """In separate processes, because only the first query of a process can go wrong."""
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-W", "error::sqlalchemy.exc.SAWarning", "-c", AT_ONCE],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.stdout == "1\n", done.stderr


AT_ONCE = """
import sys, threading
from aiuse_bot.delivery import sending
sys.setswitchinterval(1e-6)
together, asked = threading.Barrier(8), []
def ask():
    together.wait()
    asked.append(str(sending._NEXT.compile()))
threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(set(asked)) if len(asked) == 8 else asked)
"""
