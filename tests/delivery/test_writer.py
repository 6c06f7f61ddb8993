import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, text

from aiuse_bot.delivery.inbox import Envelope, read_envelope
from aiuse_bot.delivery.queue import EventQueue
from aiuse_bot.delivery.writer import GroupWriter, InboxUnavailableError
from delivery_tools import an_envelope, as_body, count, rows, run_loop
from patience import PATIENCE, join, wait_until

END_THE_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


WAITING_INSERTS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO inbox_event%' AND datname = current_database()
"""


def an_event(event_id: str | None = None) -> Envelope:
    return read_envelope(as_body(an_envelope(event_id)))


async def keep_all(writer: GroupWriter, envelopes: list[Envelope]) -> list[BaseException | None]:
    return await asyncio.gather(*(writer.keep(envelope) for envelope in envelopes), return_exceptions=True)


@contextmanager
def a_locked_inbox(engine: Engine) -> Iterator[Connection]:
    """Lock the table so that inserts wait, as they would for a slow disk."""
    with engine.connect() as holder, holder.begin():
        holder.execute(text("LOCK TABLE inbox_event IN ACCESS EXCLUSIVE MODE"))
        yield holder


def kept(engine: Engine) -> int:
    return count(engine, "SELECT count(*) FROM inbox_event")


def test_an_event_is_committed_when_keep_returns(engine: Engine, writer: GroupWriter) -> None:
    run_loop(keep_all(writer, [an_event()]))
    assert kept(engine) == 1


def test_events_that_come_together_share_their_commits(engine: Engine, writer: GroupWriter) -> None:
    run_loop(keep_all(writer, [an_event() for _ in range(400)]))
    assert kept(engine) == 400
    # xmin is the transaction that wrote a row.
    assert count(engine, "SELECT count(DISTINCT xmin::text) FROM inbox_event") < 100


def test_while_one_commit_is_under_way_the_next_batch_gathers(engine: Engine, writer: GroupWriter) -> None:
    with a_locked_inbox(engine):
        threads = [threading.Thread(target=writer.keep_blocking, args=(an_event(),)) for _ in range(21)]
        threads[0].start()
        wait_until(lambda: rows(engine, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        for thread in threads[1:]:
            thread.start()
        wait_until(lambda: writer._queue.waiting() >= 20)
    for thread in threads:
        join(thread)
    assert kept(engine) == 21
    assert count(engine, "SELECT count(DISTINCT xmin::text) FROM inbox_event") <= 3


def test_the_same_event_delivered_eight_times_at_once_is_kept_once(engine: Engine, writer: GroupWriter) -> None:
    answers = run_loop(keep_all(writer, [an_event("Ev1") for _ in range(8)]))
    assert answers == [None] * 8
    assert kept(engine) == 1


def test_two_writers_with_the_same_events_in_opposite_order_both_succeed(engine: Engine, writer: GroupWriter) -> None:
    other = GroupWriter(engine, patience=PATIENCE)
    events = [an_event() for _ in range(300)]

    async def both() -> list[list[BaseException | None]]:
        return list(await asyncio.gather(keep_all(writer, events), keep_all(other, events[::-1])))

    answers = run_loop(both())
    other.close()
    assert answers == [[None] * 300] * 2
    assert kept(engine) == 300


def test_a_row_the_database_refuses_does_not_fail_its_neighbours(engine: Engine, writer: GroupWriter) -> None:
    poison = Envelope("T0", "A0", "Ev-poison\0", "x", b"{}")
    answers = run_loop(keep_all(writer, [an_event(), poison, an_event()]))
    assert [type(answer) for answer in answers] == [type(None), InboxUnavailableError, type(None)]
    assert kept(engine) == 2


def test_a_lost_connection_fails_its_batch_and_the_next_one_is_kept(engine: Engine, writer: GroupWriter) -> None:
    run_loop(keep_all(writer, [an_event()]))
    rows(engine, END_THE_OTHERS)
    answers = run_loop(keep_all(writer, [an_event()]))
    assert isinstance(answers[0], InboxUnavailableError)
    assert run_loop(keep_all(writer, [an_event()])) == [None]
    assert kept(engine) == 2


def test_a_database_that_is_too_slow_is_reported_in_time(engine: Engine) -> None:
    writer = GroupWriter(engine, patience=0.2)
    with a_locked_inbox(engine):
        answers = run_loop(keep_all(writer, [an_event()]))
        with pytest.raises(InboxUnavailableError):
            writer.keep_blocking(an_event())
        begun = count(engine, WAITING_INSERTS)
    assert isinstance(answers[0], InboxUnavailableError)
    writer.close()
    # What had reached the database when its caller gave up is stored; what was only queued, Slack sends again.
    assert kept(engine) == begun <= 1


def test_a_caller_that_went_away_harms_nobody(engine: Engine, writer: GroupWriter) -> None:
    async def leave() -> None:
        task = asyncio.ensure_future(writer.keep(an_event("Ev2")))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await writer.keep(an_event("Ev3"))

    first = threading.Thread(target=writer.keep_blocking, args=(an_event("Ev1"),))
    with a_locked_inbox(engine):
        first.start()
        wait_until(lambda: rows(engine, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        thread = threading.Thread(target=asyncio.run, args=(leave(),))
        thread.start()
        wait_until(lambda: writer._queue.waiting() == 2)
    join(thread)
    assert rows(engine, "SELECT event_id FROM inbox_event ORDER BY 1") == [("Ev1",), ("Ev3",)]


def test_the_worker_is_woken_after_the_commit(engine: Engine) -> None:
    seen: list[int] = []
    writer = GroupWriter(engine, patience=PATIENCE, on_kept=lambda: seen.append(kept(engine)))
    writer.keep_blocking(an_event())
    wait_until(lambda: seen == [1])
    writer.close()


def test_closing_finishes_what_was_taken_and_refuses_the_rest(engine: Engine) -> None:
    writer = GroupWriter(engine, patience=PATIENCE)
    threads = [threading.Thread(target=writer.keep_blocking, args=(an_event(),)) for _ in range(10)]
    with a_locked_inbox(engine):
        for thread in threads:
            thread.start()
        wait_until(lambda: rows(engine, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        closing = threading.Thread(target=writer.close)
        closing.start()
    join(closing)
    for thread in threads:
        join(thread)
    assert kept(engine) == 10
    with pytest.raises(InboxUnavailableError):
        writer.keep_blocking(an_event())
    with pytest.raises(InboxUnavailableError):
        run_loop(writer.keep(an_event()))
    assert not writer.alive()


def test_a_queue_that_is_full_refuses_at_once(engine: Engine) -> None:
    writer = GroupWriter(engine, patience=PATIENCE, queue=EventQueue(most=3))
    threads = [threading.Thread(target=writer.keep_blocking, args=(an_event(),)) for _ in range(4)]
    with a_locked_inbox(engine):
        threads[0].start()
        wait_until(lambda: rows(engine, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        for thread in threads[1:]:
            thread.start()
        wait_until(lambda: writer._queue.waiting() == 3)
        with pytest.raises(InboxUnavailableError, match="too many"):
            writer.keep_blocking(an_event())
        with pytest.raises(InboxUnavailableError, match="too many"):
            run_loop(writer.keep(an_event()))
    for thread in threads:
        join(thread)
    assert kept(engine) == 4
    writer.close()
