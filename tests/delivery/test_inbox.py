import datetime as dt
import json
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery import inbox
from aiuse_bot.delivery.inbox import Claimed, Envelope, read_envelope
from delivery_tools import NOW, TEAM, an_envelope, as_body, count, rows

LEASE = dt.timedelta(minutes=1)


def keep(engine: Engine, *envelopes: Envelope) -> int:
    with engine.begin() as connection:
        return inbox.keep(connection, envelopes)


def keep_new(engine: Engine, number: int) -> None:
    keep(engine, *(read_envelope(as_body(an_envelope())) for _ in range(number)))


def claim(now: dt.datetime = NOW, limit: int = 50) -> list[Claimed]:
    with Session.begin() as session:
        return inbox.claim(session, now=now, limit=limit, lease=LEASE)


def done(*claimed: Claimed, now: dt.datetime = NOW) -> None:
    with Session.begin() as session:
        inbox.done(session, [event.id for event in claimed], now)


def failed(claimed: Claimed, now: dt.datetime = NOW, max_attempts: int = 8) -> bool:
    with Session.begin() as session:
        return inbox.failed(session, claimed, now=now, error="ValueError at x.py:1", max_attempts=max_attempts)


def test_an_envelope_tells_workspace_app_event_and_type() -> None:
    body = as_body(an_envelope("Ev1"))
    assert read_envelope(body) == Envelope(TEAM, "A0TEST", "Ev1", "reaction_added", body)


def test_the_installation_counts_and_not_the_sender() -> None:
    envelope = an_envelope() | {"team_id": "T0SENDER"}
    assert read_envelope(as_body(envelope)).workspace_id == TEAM


def test_an_event_of_an_organisation_belongs_to_the_enterprise() -> None:
    envelope = an_envelope() | {"authorizations": [{"enterprise_id": "E0ORG", "team_id": None}]}
    assert read_envelope(as_body(envelope)).workspace_id == "E0ORG"


def test_without_authorizations_the_team_of_the_envelope_counts() -> None:
    envelope = an_envelope() | {"authorizations": [], "team_id": "T0OUTER"}
    assert read_envelope(as_body(envelope)).workspace_id == "T0OUTER"


def test_an_event_without_id_is_known_by_its_bytes() -> None:
    envelope = an_envelope()
    del envelope["event_id"]
    first, again = read_envelope(as_body(envelope)), read_envelope(as_body(envelope))
    other = read_envelope(as_body(envelope | {"event_time": 1}))
    assert first.event_id == again.event_id != other.event_id


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe\xfd", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"{}", "no event"),
        (b'{"event": "text"}', "no event"),
        (b'{"event": {"type": "x"}}', "no workspace"),
        (as_body(an_envelope("Ev\0")), "event_id"),
        (as_body(an_envelope("E" * 256)), "event_id"),
        (as_body(an_envelope() | {"event_id": 7}), "event_id"),
        (as_body(an_envelope() | {"api_app_id": "\ud800"}), "api_app_id"),
    ],
)
def test_a_malformed_envelope_is_refused_with_a_sentence(body: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_envelope(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the first text of a machine takes its time
@given(st.dictionaries(st.sampled_from(["event", "event_id", "team_id", "authorizations", "api_app_id"]), json_values))
def test_any_json_object_is_read_or_refused(value: dict[str, object]) -> None:
    try:
        envelope = read_envelope(json.dumps(value).encode())
    except ValueError:
        return
    assert all(part.isprintable() or part == "" for part in envelope[:4])


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
    assert {event.attempts for event in first} == {1}


def test_an_event_of_a_dead_worker_is_claimed_again_after_its_lease(engine: Engine) -> None:
    keep_new(engine, 1)
    (event,) = claim()
    assert claim(NOW + LEASE / 2) == []
    (again,) = claim(NOW + LEASE)
    assert (again.id, again.attempts) == (event.id, 2)


def test_a_handled_event_is_empty_and_stays_handled(engine: Engine) -> None:
    keep_new(engine, 1)
    done(*claim())
    assert claim(NOW + dt.timedelta(days=1)) == []
    assert rows(engine, "SELECT body, lease_until FROM inbox_event") == [(None, None)]


def test_a_released_event_may_be_taken_at_once_and_lost_no_attempt(engine: Engine) -> None:
    keep_new(engine, 1)
    (event,) = claim()
    with Session.begin() as session:
        inbox.release(session, [event.id])
    (again,) = claim()
    assert again.attempts == 1


def test_a_failed_event_waits_longer_each_time_and_is_parked_at_last(engine: Engine) -> None:
    keep_new(engine, 1)
    now = NOW
    for attempt in range(1, 9):
        (event,) = claim(now)
        assert failed(event, now) is (attempt == 8)
        assert claim(now) == []
        now += dt.timedelta(minutes=15)
    assert claim(now + dt.timedelta(days=1)) == []
    with Session() as session:
        assert inbox.health(session, now)[:2] == (0, 1)
    assert rows(engine, "SELECT last_error, body IS NULL FROM inbox_event") == [("ValueError at x.py:1", False)]


@pytest.mark.parametrize("attempts", [1, 4, 9, 10, 40, 10_000])
def test_back_off_doubles_up_to_a_quarter_of_an_hour(attempts: int) -> None:
    full = min(2.0 ** min(attempts, 40), 900)
    assert all(full / 2 <= inbox.back_off(attempts).total_seconds() <= full for _ in range(50))


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
        thread.join(30)
    assert len(taken) == len(set(taken)) == 200


def test_health_counts_what_waits_and_how_long(engine: Engine) -> None:
    keep_new(engine, 3)
    received = rows(engine, "SELECT min(received_at) FROM inbox_event")[0][0]
    with Session() as session:
        health = inbox.health(session, received + dt.timedelta(seconds=90))
    assert health == (3, 0, 90.0)


def test_only_handled_events_are_forgotten(engine: Engine) -> None:
    keep_new(engine, 2)
    done(*claim(limit=1))
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    with Session.begin() as session:
        assert inbox.forget(session, before=later - dt.timedelta(days=30)) == 0
        assert inbox.forget(session, before=later) == 1
    assert count(engine, "SELECT count(*) FROM inbox_event") == 1


def test_an_event_that_comes_again_after_25_hours_is_still_known(engine: Engine) -> None:
    body = as_body(an_envelope("Ev1"))
    keep(engine, read_envelope(body))
    done(*claim())
    assert keep(engine, read_envelope(body)) == 0
    assert claim(NOW + dt.timedelta(hours=25)) == []
