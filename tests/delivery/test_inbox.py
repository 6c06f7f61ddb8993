import datetime as dt
import threading

from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery import inbox
from aiuse_bot.delivery.inbox import read_envelope
from delivery_tools import NOW, an_envelope, as_body, count, rows
from inbox_tools import claim, done, keep, keep_new
from patience import join


def test_what_comes_twice_is_kept_once(engine: Engine) -> None:
    one, other = (read_envelope(as_body(an_envelope())) for _ in range(2))
    assert keep(engine, one, other, one) == 2
    assert keep(engine, other) == 0
    assert count(engine, "SELECT count(*) FROM inbox_event") == 2


def test_the_same_event_of_another_app_is_another_event(engine: Engine) -> None:
    envelope = an_envelope("Ev1")
    assert keep(engine, *(read_envelope(as_body(envelope | {"api_app_id": app})) for app in ("A1", "A2"))) == 2


def test_a_body_is_kept_byte_for_byte_whatever_is_in_it(engine: Engine) -> None:
    body = as_body(an_envelope(text="\ud800 \0 x" * 1000))
    keep(engine, read_envelope(body))
    (event,) = claim()
    assert event.body == body


def test_the_oldest_events_are_claimed_first_and_only_once(engine: Engine) -> None:
    keep_new(engine, 5)
    first, second = claim(limit=3), claim(limit=3)
    ids = [event.id for event in first + second]
    assert ids == sorted(ids)
    assert (len(first), len(second), claim()) == (3, 2, [])


def test_a_handled_event_is_empty_and_stays_handled(engine: Engine) -> None:
    keep_new(engine, 1)
    done(*claim())
    assert claim(NOW + dt.timedelta(days=1)) == []
    assert rows(engine, "SELECT body, lease_until FROM inbox_event") == [(None, None)]


def test_many_claimers_at_once_share_the_events_without_overlap(engine: Engine) -> None:
    keep_new(engine, 200)
    taken: list[int] = []

    def take_all() -> None:
        while batch := claim(limit=7):
            taken.extend(event.id for event in batch)

    threads = [threading.Thread(target=take_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        join(thread)
    assert len(taken) == len(set(taken)) == 200


def test_health_counts_what_waits_and_how_long(engine: Engine) -> None:
    keep_new(engine, 3)
    received = rows(engine, "SELECT min(received_at) FROM inbox_event")[0][0]
    with Session() as session:
        health = inbox.health(session, received + dt.timedelta(seconds=90))
    assert health == (3, 0, 90.0)


def test_an_event_that_comes_again_after_25_hours_is_still_known(engine: Engine) -> None:
    body = as_body(an_envelope("Ev1"))
    keep(engine, read_envelope(body))
    done(*claim())
    assert keep(engine, read_envelope(body)) == 0
    assert claim(NOW + dt.timedelta(hours=25)) == []
