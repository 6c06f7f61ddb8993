"""Shared by the command-line tests."""

from pathlib import Path
from typing import Protocol

from click.testing import Result


class Cli(Protocol):
    """Runs one command as an operator would: with an environment, arguments and stdin."""

    def __call__(self, *arguments: str | Path, stdin: str | bytes = "", **environment: str) -> Result: ...
