import threading
from collections.abc import Iterator

import pytest

from aiuse_bot.delivery.loop import FailureLog, Loop, WorkerPool, describe
from patience import PATIENCE, wait_until


def test_a_loop_works_without_a_pause_while_there_is_work() -> None:
    left = [500]

    def step() -> bool:
        left[0] -= 1
        return left[0] > 0

    loop = Loop("test", step, poll=60)
    loop.start()
    wait_until(lambda: left[0] <= 0)
    loop.stop()
    assert loop.join(PATIENCE)


def test_a_waiting_loop_is_woken() -> None:
    steps: list[None] = []

    def step() -> bool:
        steps.append(None)
        return False

    loop = Loop("test", step, poll=60)
    loop.start()
    wait_until(lambda: len(steps) == 1)
    loop.wake()
    wait_until(lambda: len(steps) == 2)
    loop.stop()
    assert loop.join(PATIENCE)


def test_a_step_that_raises_does_not_end_the_loop_nor_tell_what_it_read(capfd: pytest.CaptureFixture[str]) -> None:
    steps = threading.Semaphore(0)

    def step() -> bool:
        steps.release()
        raise RuntimeError("what somebody wrote")

    loop = Loop("test", step, poll=0.01)
    loop.start()
    assert all(steps.acquire(timeout=PATIENCE) for _ in range(3))
    assert loop.alive()
    loop.stop()
    assert loop.join(PATIENCE)
    said = "".join(capfd.readouterr())
    assert "RuntimeError at test_loop.py:" in said
    assert "somebody" not in said


def test_stopping_a_loop_that_never_began_is_no_error() -> None:
    loop = Loop("test", lambda: False, poll=1)
    loop.stop()
    assert loop.join(PATIENCE)


def test_a_problem_is_described_without_its_text() -> None:
    assert describe(ValueError("private")) == "ValueError"


def test_trouble_that_lasts_is_told_once_and_so_is_its_end(capfd: pytest.CaptureFixture[str]) -> None:
    failures = FailureLog("step_failed", thread="test")
    for _ in range(3):
        failures.failed(ConnectionError("what somebody wrote"))
    failures.failed(TimeoutError())
    failures.recovered()
    failures.recovered()
    failures.failed(ConnectionError())
    told = capfd.readouterr().out
    assert told.count("step_failed") == 3 + 1, "two kinds, their end, and the first one again"
    assert told.count("trouble_over") == 1
    assert "what somebody wrote" not in told


class Pool(WorkerPool):
    """Four threads that look for work once a minute, unless they are woken."""

    def __init__(self) -> None:
        self.left = 0
        self.looks = 0
        self.together = threading.Barrier(4)
        self._lock = threading.Lock()
        super().__init__("pool", self._step, threads=4, poll=60)
        self.start()
        wait_until(self.all_idle)
        self.looks = 0

    def all_idle(self) -> bool:
        return self.looks >= 4 and all(loop.idle for loop in self._loops)

    def _step(self) -> bool:
        with self._lock:
            self.looks += 1
            found = self.left > 0
            self.left -= found
        if found:
            self.wake_another()
            self.together.wait(PATIENCE)
        return found


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool()
    yield made
    assert made.stop(PATIENCE)


def test_threads_that_are_woken_one_by_one_work_at_the_same_time(pool: Pool) -> None:
    pool.left = 4
    pool.wake()
    wait_until(lambda: pool.looks >= 8 and pool.left == 0)


def test_one_look_is_enough_where_there_is_no_work(pool: Pool) -> None:
    pool.wake()
    wait_until(lambda: pool.looks == 1 and all(loop.idle for loop in pool._loops))
    pool.wake()
    wait_until(lambda: pool.looks == 2 and all(loop.idle for loop in pool._loops))
