"""Which account runs the server: PostgreSQL refuses to run as root, so root uses an unprivileged account."""

import os
import pwd
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from aiuse_bot.db.embedded.errors import EmbeddedServerError

ROOT = 0
_TIMEOUT_S = 100
_POLL_S = 0.1
_CANDIDATES = ("postgres", "nobody")


class Account(NamedTuple):
    """A user other than root."""

    name: str
    uid: int
    gid: int


def server_account(cluster: Path) -> Account | None:
    """Return the account to run the server in `cluster`; `None` if it is simply this process's user."""
    if os.geteuid() != ROOT:
        return None
    if (cluster / "PG_VERSION").exists():
        return _owner(cluster)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedServerError(
        "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' to run it. "
        "Create one, run the bot as an ordinary user, or name a server with DATABASE_URL.",
    )


def run(
    command: list[str],
    account: Account | None,
    keep: tuple[int, ...] = (),
    meanwhile: Callable[[], None] = lambda: None,
) -> subprocess.CompletedProcess[str]:
    """Run a command as `account` and return its output and exit code; descriptors in `keep` stay open in it.

    `meanwhile` is called repeatedly while it runs.

    It gets its own session, so that Ctrl-C in a terminal reaches only this process, and none of the caller's
    environment: `PGPORT`, `PGDATA` or a `LANG` that is not installed would change what PostgreSQL does.
    """
    with subprocess.Popen(  # noqa: S603 - our own commands, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd="/",
        env={"LC_ALL": "C", "PATH": os.defpath},
        umask=0o077,
        start_new_session=True,
        pass_fds=keep,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    ) as process:
        try:
            return _finished(process, command, meanwhile)
        except BaseException:
            process.kill()
            raise


def _finished(
    process: "subprocess.Popen[str]", command: list[str], meanwhile: Callable[[], None]
) -> subprocess.CompletedProcess[str]:
    deadline = time.monotonic() + _TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            printed, complained = process.communicate(timeout=_POLL_S)
        except subprocess.TimeoutExpired:
            meanwhile()
        else:
            return subprocess.CompletedProcess(command, process.returncode, printed, complained)
    raise EmbeddedServerError(
        f"{command[0]} did not finish within {_TIMEOUT_S} seconds. The disk may be full or very slow; try again, "
        "choose another directory with AIUSE_BOT_DATA_DIR, or name a server with DATABASE_URL.",
    )


def reaches(account: Account, directory: Path) -> bool:
    """Whether the account may enter the directory, found out by trying, under any file system's rules."""
    try:
        return run(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(directory)], account).returncode == 0
    except PermissionError as error:
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root, and this process may not change to the account {account.name!r}. "
            "Run the bot as an ordinary user, or name a server with DATABASE_URL.",
        ) from error


def _owner(cluster: Path) -> Account:
    status = cluster.stat()
    if status.st_uid == ROOT:
        raise EmbeddedServerError(
            f"The database in {cluster} belongs to root, and PostgreSQL does not run as root. "
            f"Give it to an ordinary account, for example: chown -R nobody {cluster}",
        )
    try:
        name = pwd.getpwuid(status.st_uid).pw_name
    except KeyError:
        name = str(status.st_uid)
    return Account(name, status.st_uid, status.st_gid)
