"""Directories for embedded servers that the server's account can access."""

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
    """A directory with a short path that every account can access, unlike pytest's. Servers left in it are stopped."""
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
    """A directory in which a server has run before; copying one takes a fifth of the time of creating one."""
    subprocess.run(["/bin/cp", "-a", str(whole_cluster), str(home / "data")], check=True)
    return home
