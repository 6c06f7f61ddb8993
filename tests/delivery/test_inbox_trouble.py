import datetime as dt
import itertools

from sqlalchemy import Engine, text

from aiuse_bot.db import Session
from aiuse_bot.delivery import inbox
from aiuse_bot.delivery.inbox import MAX_ATTEMPTS, MAX_CRASHES, WAITS
from delivery_tools import NOW, count, rows
from inbox_tools import LEASE, claim, done, failed, keep_new, release

DAY = dt.timedelta(days=1)


def parked(engine: Engine) -> int:
    return count(engine, "SELECT count(*) FROM inbox_event WHERE parked_at IS NOT NULL")


def test_an_event_of_a_dead_worker_is_claimed_again_after_its_lease(engine: Engine) -> None:
    keep_new(engine, 1)
    (event,) = claim()
    assert claim(NOW + LEASE / 2) == []
    (again,) = claim(NOW + LEASE)
    assert (again.id, again.attempts) == (event.id, 0)


def test_a_released_event_may_be_taken_at_once_and_lost_no_attempt(engine: Engine) -> None:
    keep_new(engine, 1)
    release(*claim())
    (again,) = claim()
    assert again.attempts == 0
    assert rows(engine, "SELECT crashes FROM inbox_event") == [(0,)]


def test_a_failed_event_waits_longer_each_time_and_is_parked_at_last(engine: Engine) -> None:
    keep_new(engine, 1)
    now = NOW
    for attempt in range(1, MAX_ATTEMPTS + 1):
        (event,) = claim(now)
        assert failed(event, now) is (attempt == MAX_ATTEMPTS)
        assert claim(now) == []
        now += dt.timedelta(minutes=17)
    assert claim(now + DAY) == []
    with Session() as session:
        assert inbox.health(session, now)[:2] == (0, 1)
    assert rows(engine, "SELECT last_error, body IS NULL FROM inbox_event") == [("ValueError at x.py:1", False)]


def test_an_operator_has_an_hour_before_a_failing_event_is_parked(engine: Engine) -> None:
    assert sum(WAITS, dt.timedelta(0)) >= dt.timedelta(hours=1)
    keep_new(engine, 1)
    for attempt, wait in enumerate(WAITS, start=1):
        now = NOW + DAY * attempt
        failed(claim(now)[0], now)
        ((not_before,),) = rows(engine, "SELECT not_before FROM inbox_event")
        assert now + wait <= not_before <= now + wait * 1.1


def test_what_is_not_the_events_fault_brings_it_no_nearer_to_being_parked(engine: Engine) -> None:
    keep_new(engine, 1)
    for hour in range(3 * MAX_ATTEMPTS):
        now = NOW + dt.timedelta(hours=hour)
        (event,) = claim(now)
        assert failed(event, now, now + dt.timedelta(minutes=7), counts=False) is False
        assert claim(now + dt.timedelta(minutes=6)) == []
    (event,) = claim(NOW + DAY * 30)
    assert event.attempts == 0


def test_a_worker_past_its_lease_changes_nothing_of_its_successor(engine: Engine) -> None:
    keep_new(engine, 1)
    (late,) = claim()
    (successor,) = claim(NOW + LEASE)
    before = rows(engine, "SELECT * FROM inbox_event")
    done(late)
    release(late)
    assert failed(late._replace(attempts=MAX_ATTEMPTS)) is False
    assert rows(engine, "SELECT * FROM inbox_event") == before
    done(successor)
    assert failed(late) is False
    assert count(engine, "SELECT count(*) FROM inbox_event WHERE done_at IS NOT NULL") == 1


def test_an_event_that_kills_its_process_is_parked_and_its_neighbours_are_not(engine: Engine) -> None:
    keep_new(engine, 50)
    (killer,) = rows(engine, "SELECT id FROM inbox_event ORDER BY id OFFSET 20 LIMIT 1")[0]
    handled: set[int] = set()
    days = itertools.count()
    claims = []
    while batch := claim(NOW + DAY * next(days)):
        claims.append([event.id for event in batch])
        if killer in claims[-1]:
            continue
        done(*batch)
        handled |= set(claims[-1])
    assert parked(engine) == 1
    assert rows(
        engine,
        "SELECT id, attempts, crashes, last_error LIKE 'no result%' FROM inbox_event WHERE parked_at IS NOT NULL",
    ) == [(killer, 0, 0, True)]
    assert len(handled) == 49
    # The whole batch fell with it once; then it fell alone.
    assert [len(ids) for ids in claims if killer in ids] == [50] + [1] * (MAX_CRASHES - 1)
    assert count(engine, "SELECT max(attempts) FROM inbox_event") == 0


def test_after_a_crash_the_leases_of_neighbours_end_apart(engine: Engine) -> None:
    keep_new(engine, 10)
    claim()
    again = [claim(NOW + LEASE)[0] for _ in range(10)]
    assert len({event.lease_until for event in again}) == 10
    assert all(NOW + 2 * LEASE <= event.lease_until <= NOW + 2.5 * LEASE for event in again)


def test_a_failure_with_a_result_clears_the_suspicion(engine: Engine) -> None:
    keep_new(engine, 3)
    claim()
    for _ in range(3):
        failed(claim(NOW + LEASE)[0], NOW + LEASE)
    assert len(claim(NOW + DAY)) == 3


def test_a_parked_event_that_a_person_frees_is_tried_from_the_beginning(engine: Engine) -> None:
    keep_new(engine, 1)
    for day in range(MAX_CRASHES + 1):
        claim(NOW + DAY * day)
    assert parked(engine) == 1
    with engine.begin() as connection:
        connection.execute(text("UPDATE inbox_event SET parked_at = NULL, attempts = 0, not_before = NULL"))
    assert len(claim(NOW + DAY * 9)) == 1
