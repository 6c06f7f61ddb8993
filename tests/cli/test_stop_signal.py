import signal
from types import FrameType

import pytest

from aiuse_bot.cli.stop_signal import StopAskedError, StopSignal


def test_a_signal_interrupts_a_command_as_ctrl_c_does() -> None:
    with StopSignal().heeded(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)


def test_what_must_not_be_interrupted_sees_that_an_end_is_wanted() -> None:
    with StopSignal().heeded() as stop:
        stop.remember()
        assert stop.is_not_asked()
        signal.raise_signal(signal.SIGTERM)
        assert stop.asked


def test_a_wait_is_interrupted_by_a_signal_that_came_before_it() -> None:
    with StopSignal().heeded() as stop:
        stop.remember()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(StopAskedError), stop.interrupting():
            pytest.fail("the wait began")
        signal.raise_signal(signal.SIGINT)


def test_a_wait_is_interrupted_by_a_signal_and_nothing_after_it() -> None:
    with StopSignal().heeded() as stop:
        stop.remember()
        with pytest.raises(StopAskedError), stop.interrupting():
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)


def test_whoever_is_told_late_is_told_of_what_came_before() -> None:
    told: list[int] = []

    def listener(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    with StopSignal().heeded() as stop:
        stop.remember()
        signal.raise_signal(signal.SIGTERM)
        stop.tell(listener)
        signal.raise_signal(signal.SIGINT)
    assert told == [signal.SIGTERM, signal.SIGINT]


def test_the_signals_are_given_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with StopSignal().heeded():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before
