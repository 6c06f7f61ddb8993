"""Processes that use an embedded server, and helpers to inspect one."""

import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import psycopg

from patience import PATIENCE, wait_until

# A second argument names the account to run as. Everything is imported before switching to it, because that account may
# not be able to access the interpreter's directory (such as /root).
_USE = """
import os, sys
from pathlib import Path
from aiuse_bot.db.embedded import EmbeddedServer
if len(sys.argv) > 2:
    uid, gid = map(int, sys.argv[2].split(":"))
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
with EmbeddedServer(Path(sys.argv[1]), durable=False) as server:
    print(server.url(), flush=True)
    sys.stdin.readline()
"""


class User:
    """A process that uses the server in `directory` until it is told to stop or is killed."""

    def __init__(self, directory: Path, environment: Mapping[str, str], account: str | None) -> None:
        entry = pwd.getpwnam(account) if account else None
        self.process = subprocess.Popen(
            [sys.executable, "-c", _USE, str(directory), *([f"{entry.pw_uid}:{entry.pw_gid}"] if entry else [])],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        """Wait until the server is up and return its URL."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line, f"the process ended with {self.process.wait(PATIENCE)} before the server was there"
        return line

    def leave(self) -> None:
        self.process.communicate("\n", timeout=PATIENCE)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)


class StartUser(Protocol):
    def __call__(
        self, directory: Path, environment: Mapping[str, str] | None = None, account: str | None = None
    ) -> User: ...


def end_server(pid: int, how: signal.Signals) -> None:
    os.kill(pid, how)
    wait_until(lambda: not runs(pid))


def runs(pid: int) -> bool:
    """Whether the process is alive; a zombie is not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def server_pid(directory: Path) -> int:
    return int((directory / "data" / "postmaster.pid").read_text().split()[0])


def ask(url: str, question: str) -> object:
    """Return the first value of the query's result."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def tell(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
