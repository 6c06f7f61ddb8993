from concurrent.futures import Future

from aiuse_bot.delivery.envelope import Envelope
from aiuse_bot.delivery.queue import LARGEST_BATCH, LARGEST_BATCH_BYTES, EventQueue, Waiting


def an_event(size: int = 1) -> Waiting:
    return Waiting(Envelope("T0", "A0", "Ev", "message", bytes(size)), Future())


def test_a_batch_ends_at_its_largest_number() -> None:
    queue = EventQueue()
    assert all(queue.put(an_event()) for _ in range(LARGEST_BATCH + 5))
    assert [len(queue.batch()) for _ in range(2)] == [LARGEST_BATCH, 5]


def test_a_batch_ends_where_its_bytes_are_enough() -> None:
    queue = EventQueue()
    assert all(queue.put(an_event(LARGEST_BATCH_BYTES // 4)) for _ in range(6))
    assert [len(queue.batch()) for _ in range(2)] == [4, 2]


def test_whom_nobody_waits_for_is_left_out() -> None:
    queue = EventQueue()
    gone, here = an_event(), an_event()
    gone.future.cancel()
    for waiting in (gone, here, gone):
        queue.put(waiting)
    assert queue.batch() == [here]
    queue.close()
    assert queue.batch() == []


def test_a_queue_takes_no_more_than_it_may_hold() -> None:
    queue = EventQueue(most=2)
    assert [queue.put(an_event()) for _ in range(3)] == [True, True, False]
    queue.batch()
    assert queue.put(an_event())


def test_a_queue_counts_bytes_and_takes_a_large_one_when_nothing_else_waits() -> None:
    queue = EventQueue(most_bytes=10)
    assert [queue.put(an_event(size)) for size in (6, 5, 4)] == [True, False, True]
    assert len(queue.batch()) == 2
    assert [queue.put(an_event(size)) for size in (20, 1)] == [True, False]
    queue.batch()
    assert queue.put(an_event(10))


def test_a_closed_queue_gives_out_what_it_has_and_takes_nothing() -> None:
    queue = EventQueue()
    queue.put(an_event())
    queue.close()
    assert not queue.put(an_event())
    assert [len(queue.batch()) for _ in range(3)] == [1, 0, 0]
