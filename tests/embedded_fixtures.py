"""Directories for embedded servers, which the server's account can reach."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiuse_bot.db.embedded import EmbeddedServer
from embedded_processes import end_server, runs


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
