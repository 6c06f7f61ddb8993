"""A progress counter on stderr for long-running work, shown only on a terminal."""

import sys
import time
from types import TracebackType
from typing import Self

import click

QUIET_S = 1.0
"""Shorter work needs no counter."""

STEP_S = 0.2


class Progress:
    """Counts things on one line of the terminal, which is cleared at the end; elsewhere it is silent."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._count = 0
        self._next = time.monotonic() + QUIET_S
        self._shown = False
        self._visible = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def one_more(self) -> None:
        """Count one, and update the display if it is due."""
        self._count += 1
        if not self._visible or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + STEP_S
        self._shown = True
        click.echo(f"\r{self._count:,} {self._what} …", err=True, nl=False)

    def say(self, message: str) -> None:
        """Print a permanent line on stderr, above the counter."""
        self._clear()
        click.echo(message, err=True)

    def _clear(self) -> None:
        if self._shown:
            click.echo("\r\033[K", err=True, nl=False)
            self._shown = False
