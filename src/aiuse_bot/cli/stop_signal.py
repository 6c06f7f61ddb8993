"""How commands handle SIGTERM and Ctrl-C, from their start on."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

Listener = Callable[[int, FrameType | None], None]

_NUMBERS = (signal.SIGTERM, signal.SIGINT)


class StopAskedError(KeyboardInterrupt):
    """Somebody sent SIGTERM or pressed Ctrl-C; libraries already handle its parent class."""


class StopSignal:
    """Whether somebody asked this process to stop.

    At first either signal interrupts the running code with `StopAskedError`, so that `with` blocks clean up.
    After `remember` it only sets `asked`, which code that must not be interrupted checks between its steps.
    """

    def __init__(self) -> None:
        self.asked = False
        self._interrupts = True
        self._listener: Listener | None = None

    @contextmanager
    def heeded(self) -> Iterator[Self]:
        """Handle the signals for the duration of the block. Only the main thread may call this."""
        before = {number: signal.signal(number, self._ask) for number in _NUMBERS}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def remember(self) -> None:
        """From now on, interrupt nothing except inside `interrupting`."""
        self._interrupts = False

    def is_not_asked(self) -> bool:
        """Whether to continue."""
        return not self.asked

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Let a signal interrupt the block; one received earlier does so immediately."""
        self._interrupts = True
        try:
            if self.asked:
                raise StopAskedError
            yield
        finally:
            self._interrupts = False

    def tell(self, listener: Listener) -> None:
        """Forward every signal to `listener` from now on, and immediately one already received."""
        self._listener = listener
        if self.asked:
            listener(signal.SIGTERM, None)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if self._interrupts:
            raise StopAskedError
        if self._listener is not None:
            self._listener(number, frame)
