"""A directory that the server's account can access, and processes that end with the test."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from embedded_processes import StartUser, User


@pytest.fixture
def start_user() -> Iterator[StartUser]:
    with ExitStack() as cleaning:

        def start(directory: Path, environment: Mapping[str, str] | None = None, account: str | None = None) -> User:
            user = User(directory, environment or {}, account)
            cleaning.callback(user.kill)
            return user

        yield start


@pytest.fixture
def as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root lends the server to another account")
