"""Fixtures that start sandboxes; a conftest enables them with `pytest_plugins = ["sandbox_fixtures"]`."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from sandbox_client import SandboxClient, SandboxProcess


class SandboxFactory(Protocol):
    """Starts a sandbox with command-line options; it stops with the test."""

    def __call__(self, *options: str | Path) -> SandboxProcess: ...


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxClient]:
    """One sandbox of three people for all tests, whose app has all permissions and events; rate limits are off."""
    with SandboxProcess("--rate-limits", "off") as process:
        yield process.client


@pytest.fixture
def sandbox_factory() -> Iterator[SandboxFactory]:
    """Starts sandboxes with command-line options."""
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(SandboxProcess(*options))
