import subprocess
import sys
import threading

import pytest

from aiuse_bot.delivery.pool import DaemonPool
from patience import PATIENCE, wait_until

PROGRAM = """
import threading
from aiuse_bot.delivery.pool import DaemonPool

begun = threading.Event()
pool = DaemonPool(2, "pool")
pool.submit(lambda: (begun.set(), threading.Event().wait()))
begun.wait()
pool.shutdown()
"""


def refuse() -> None:
    raise ZeroDivisionError


def test_a_result_or_an_exception_reaches_whoever_waits() -> None:
    pool = DaemonPool(2, "pool")
    assert pool.submit(pow, 2, 5).result(PATIENCE) == 32
    with pytest.raises(ZeroDivisionError):
        pool.submit(refuse).result(PATIENCE)
    pool.shutdown()


def test_as_many_tasks_run_at_once_as_there_are_threads_and_the_next_waits() -> None:
    pool, barrier, release = DaemonPool(4, "crowd"), threading.Barrier(5), threading.Event()

    def meet() -> None:
        barrier.wait(PATIENCE)
        release.wait(PATIENCE)

    tasks = [pool.submit(meet) for _ in range(4)]
    fifth = pool.submit(threading.current_thread)
    barrier.wait(PATIENCE)
    assert not fifth.done()
    release.set()
    assert fifth.result(PATIENCE).daemon
    assert all(task.result(PATIENCE) is None for task in tasks)
    pool.shutdown()


def test_an_idle_thread_is_used_again() -> None:
    pool = DaemonPool(8, "again")
    names = set()
    for _ in range(20):
        names.add(pool.submit(lambda: threading.current_thread().name).result(PATIENCE))
        wait_until(lambda: pool._idle == 1)
    assert len(names) == 1
    pool.shutdown()


def test_closing_drops_what_was_not_begun_and_ends_the_threads() -> None:
    pool, begun, release = DaemonPool(1, "closing"), threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        release.wait(PATIENCE)

    running = pool.submit(hold)
    assert begun.wait(PATIENCE)
    waiting = pool.submit(pow, 1, 1)
    pool.shutdown()
    assert waiting.cancelled()
    with pytest.raises(RuntimeError):
        pool.submit(pow, 1, 1)
    release.set()
    running.result(PATIENCE)
    wait_until(lambda: not [it for it in threading.enumerate() if it.name.startswith("closing")])


def test_a_task_that_hangs_does_not_keep_the_interpreter_alive() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], timeout=PATIENCE, check=True)
