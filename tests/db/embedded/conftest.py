"""A directory that the server's account can reach, and a way to start processes that are ended with the test."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from aiuse_bot.db.embedded import EmbeddedServer
from embedded_processes import StartUser, User, end_server, runs


@pytest.fixture
def start_user() -> Iterator[StartUser]:
    with ExitStack() as cleaning:

        def start(directory: Path, environment: Mapping[str, str] | None = None, account: str | None = None) -> User:
            user = User(directory, environment or {}, account)
            cleaning.callback(user.kill)
            return user

        yield start


@pytest.fixture
def home() -> Iterator[Path]:
    """A short directory open to every account, which pytest's own is not. Servers left in it are ended."""
    directory = Path(tempfile.mkdtemp(prefix="db-", dir="/tmp"))
    directory.chmod(0o755)
    yield directory
    for pid_file in directory.rglob("postmaster.pid"):
        pid = int(pid_file.read_text().split()[0])
        if runs(pid):
            end_server(pid, signal.SIGQUIT)
    shutil.rmtree(directory)


@pytest.fixture(scope="session")
def whole_cluster() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="db-whole-", dir="/tmp"))
    directory.chmod(0o755)
    with EmbeddedServer(directory, durable=False) as server:
        server.url()
    yield directory / "data"
    shutil.rmtree(directory)


@pytest.fixture
def used(home: Path, whole_cluster: Path) -> Path:
    """A directory in which a server has run before; copying one takes a fifth of the time of making one."""
    subprocess.run(["/bin/cp", "-a", str(whole_cluster), str(home / "data")], check=True)
    return home


@pytest.fixture
def as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root lends the server to another account")
