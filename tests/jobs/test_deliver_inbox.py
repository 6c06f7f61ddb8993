import datetime as dt
import itertools
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from aiuse_bot.delivery import inbox
from aiuse_bot.delivery.inbox import Claimed, read_envelope
from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.jobs.deliver import InboxWorker
from delivery_tools import NOW, an_envelope, as_body, count, rows
from patience import PATIENCE, join, wait_until
from posting_tools import HandClock

Dispatch = Callable[[dict[str, Any], Claimed], None]


def keep(engine: Engine, number: int, **event: object) -> None:
    with engine.begin() as connection:
        inbox.keep(connection, [read_envelope(as_body(an_envelope(**event))) for _ in range(number)])


def done(engine: Engine) -> int:
    return count(engine, "SELECT count(*) FROM inbox_event WHERE done_at IS NOT NULL")


def test_kept_events_reach_their_listener_once_and_are_emptied(
    engine: Engine, working: Callable[..., InboxWorker]
) -> None:
    keep(engine, 120)
    seen: list[str] = []
    working(lambda envelope, _: seen.append(envelope["event_id"]), threads=3)
    wait_until(lambda: done(engine) == 120)
    assert len(seen) == len(set(seen)) == 120
    assert count(engine, "SELECT count(*) FROM inbox_event WHERE body IS NOT NULL") == 0


def test_an_event_that_fails_stops_no_other_and_is_tried_again_later(
    engine: Engine, working: Callable[..., InboxWorker]
) -> None:
    keep(engine, 1, type="bad")
    keep(engine, 5)

    def dispatch(envelope: dict[str, Any], _: Claimed) -> None:
        if envelope["event"]["type"] == "bad":
            raise RuntimeError("with what somebody wrote")

    working(dispatch, clock=lambda: NOW)
    wait_until(lambda: done(engine) == 5)
    ((error, attempts, not_before),) = rows(
        engine, "SELECT last_error, attempts, not_before FROM inbox_event WHERE done_at IS NULL"
    )
    assert error.startswith("RuntimeError at test_deliver_inbox.py:")
    assert "somebody" not in error
    assert attempts == 1
    assert NOW < not_before <= NOW + dt.timedelta(seconds=3)


def test_a_poisonous_event_is_parked_after_its_last_attempt(
    engine: Engine, working: Callable[..., InboxWorker]
) -> None:
    keep(engine, 1)
    minutes = itertools.count(step=20)

    def dispatch(_envelope: dict[str, Any], _claimed: Claimed) -> None:
        raise RuntimeError

    later = lambda: NOW + dt.timedelta(minutes=next(minutes))  # noqa: E731
    working(dispatch, clock=later, lease=dt.timedelta(days=1), threads=1)
    wait_until(lambda: count(engine, "SELECT count(*) FROM inbox_event WHERE parked_at IS NOT NULL AND attempts = 8"))


def test_a_worker_is_woken_by_the_writer_and_need_not_poll(engine: Engine, working: Callable[..., InboxWorker]) -> None:
    seen = threading.Event()
    worker = working(lambda _envelope, _claimed: seen.set(), poll=60)
    writer = GroupWriter(engine, on_kept=worker.wake)
    writer.keep_blocking(read_envelope(as_body(an_envelope())))
    assert seen.wait(PATIENCE)
    writer.close()


def test_stopping_finishes_the_current_event_and_gives_the_rest_back(
    engine: Engine, working: Callable[..., InboxWorker]
) -> None:
    keep(engine, 10)
    begun, go_on = threading.Event(), threading.Event()

    def dispatch(_envelope: dict[str, Any], _claimed: Claimed) -> None:
        begun.set()
        go_on.wait(PATIENCE)

    worker = working(dispatch, threads=1)
    assert begun.wait(PATIENCE)
    stopping = threading.Thread(target=worker.stop, args=(10,))
    stopping.start()
    wait_until(lambda: worker.stopping)
    go_on.set()
    join(stopping)
    assert done(engine) == 1
    assert count(engine, "SELECT count(*) FROM inbox_event WHERE lease_until IS NULL AND done_at IS NULL") == 9
    assert not worker.alive()


def test_a_stop_does_not_wait_for_ever_for_a_listener(engine: Engine, working: Callable[..., InboxWorker]) -> None:
    keep(engine, 1)
    begun, go_on = threading.Event(), threading.Event()

    def dispatch(_envelope: dict[str, Any], _claimed: Claimed) -> None:
        begun.set()
        go_on.wait(PATIENCE)

    worker = working(dispatch, threads=1)
    assert begun.wait(PATIENCE)
    assert worker.stop(0.1) is False
    go_on.set()
    assert worker.stop(PATIENCE) is True


def test_what_does_not_fit_into_the_lease_is_given_back(engine: Engine, working: Callable[..., InboxWorker]) -> None:
    keep(engine, 3)
    clock = HandClock()
    leased: list[int] = []

    def dispatch(_envelope: dict[str, Any], _claimed: Claimed) -> None:
        leased.append(count(engine, "SELECT count(*) FROM inbox_event WHERE lease_until > :now", now=clock()))
        clock.advance(31)

    worker = working(dispatch, clock=clock, lease=dt.timedelta(minutes=1), threads=1)
    wait_until(lambda: done(engine) == 3)
    assert leased == [3, 2, 1]
    assert rows(engine, "SELECT DISTINCT attempts, crashes FROM inbox_event") == [(0, 0)]
    assert worker.alive()


def test_a_worker_outlives_a_database_that_goes_away(engine: Engine, working: Callable[..., InboxWorker]) -> None:
    seen: list[str] = []
    worker = working(lambda envelope, _: seen.append(envelope["event_id"]))
    outside = create_engine(engine.url, poolclass=NullPool)
    with outside.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    keep(outside, 2)
    wait_until(lambda: done(outside) == 2)
    assert worker.alive()
    assert len(seen) == 2
