"""SIGTERM and Ctrl-C: what a command makes of them, from its first moment on."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

Listener = Callable[[int, FrameType | None], None]

_NUMBERS = (signal.SIGTERM, signal.SIGINT)


class StopAskedError(KeyboardInterrupt):
    """Somebody sent SIGTERM or pressed Ctrl-C; libraries know how to be interrupted by its parent."""


class StopSignal:
    """Whether somebody asked this process to stop.

    At first either signal interrupts whatever runs with `StopAskedError`, so that `with` blocks close what they opened.
    After `remember` it is only noted: what must not be interrupted looks at `asked` between its steps.
    """

    def __init__(self) -> None:
        self.asked = False
        self._interrupts = True
        self._listener: Listener | None = None

    @contextmanager
    def heeded(self) -> Iterator[Self]:
        """Take the signals for as long as the block lasts. Only the main thread may do so."""
        before = {number: signal.signal(number, self._ask) for number in _NUMBERS}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def remember(self) -> None:
        """Interrupt nothing from now on, except inside `interrupting`."""
        self._interrupts = False

    def is_not_asked(self) -> bool:
        """Whether to go on."""
        return not self.asked

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Let a signal interrupt the block; one that came before it does so at once."""
        self._interrupts = True
        try:
            if self.asked:
                raise StopAskedError
            yield
        finally:
            self._interrupts = False

    def tell(self, listener: Listener) -> None:
        """Hand each signal on, from now on, and at once one that has come already."""
        self._listener = listener
        if self.asked:
            listener(signal.SIGTERM, None)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if self._interrupts:
            raise StopAskedError
        if self._listener is not None:
            self._listener(number, frame)
