"""The server process: its settings, start, stop and status."""

import os
import shlex
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from aiuse_bot.db.embedded.account import run
from aiuse_bot.db.embedded.errors import EmbeddedServerError, NotWantedError
from aiuse_bot.db.embedded.place import Place
from aiuse_bot.db.embedded.sockets import (
    PORT,
    SOCKET,
    prepare_socket_directory,
    remove_socket_directory,
    server_url,
    socket_directory,
)

_START_S = 90
_STOP_S = 60
_POLL_S = 0.05
_LOG_LIMIT_BYTES = 5_000_000
_TAIL_LINES = 15
_NO_PROCESS = 2**31 - 1

_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "log_checkpoints": "off",
    # A failing statement and its values contain people's text: the log gets only the error.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_NON_DURABLE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "300",
}


IsWanted = Callable[[], bool]


def is_running(place: Place) -> bool:
    """Whether the server's process is running; it may still be recovering from a crash."""
    return _is_ours(place, _recorded_pid(place))


def ensure_running(place: Place, *, durable: bool, is_wanted: IsWanted) -> None:
    """Start the server unless it is running. The caller keeps others from starting or stopping it meanwhile.

    As soon as `is_wanted` returns false, the start is aborted with `NotWantedError`. The server may then be left
    running: only the caller knows whether others use it.
    """
    if _answers(place) or _wait_until_ready(place, is_wanted):
        return
    if not is_wanted():
        raise NotWantedError
    for claim in (_pid_file(place), socket_directory(place) / f"{SOCKET}.lock"):
        _invalidate(claim)
    prepare_socket_directory(place)
    _start(place, durable=durable, is_wanted=is_wanted)


def stop(place: Place) -> None:
    """Stop the server if it is running: connections are cut; committed data is on disk when this returns."""
    if not is_running(place):
        return
    result = run(
        [_pg_ctl(place), "stop", "-s", "-D", str(place.cluster), "-m", "fast", "-t", str(_STOP_S)], place.account
    )
    if result.returncode != 0:
        raise EmbeddedServerError(
            f"The database server in {place.cluster} did not stop within {_STOP_S} seconds. Its data are safe; "
            f"end the process {_recorded_pid(place)} with SIGINT if it stays.\n{_output(place, result)}",
        )
    remove_socket_directory(place)


def _start(place: Place, *, durable: bool, is_wanted: IsWanted) -> None:
    """Start and wait. Retry while the last children of a killed server still hold its shared memory."""
    _trim_log(place)
    options = shlex.join(f"--{name}={value}" for name, value in _settings(place, durable=durable).items())
    log = ["-l", str(_log(place)), "-t", str(_START_S)]
    command = [_pg_ctl(place), "start", "-s", "-w", "-D", str(place.cluster), *log, "-o", options]
    deadline = time.monotonic() + _START_S
    begun = _log_size(place)

    def give_up() -> None:
        # A server cannot be stopped before it has written its pid file; pg_ctl, which waits for that, then ends itself.
        if not is_wanted():
            stop(place)

    while (result := run(command, place.account, meanwhile=give_up)).returncode != 0:
        if not is_wanted():
            raise NotWantedError
        if "shared memory" not in _tail(place, begun) or time.monotonic() > deadline:
            raise EmbeddedServerError(
                f"The database server in {place.cluster} did not start. What it said is below; with the cause removed, "
                f"start again, or name another server with DATABASE_URL.\n{_output(place, result)}",
            )
        begun = _log_size(place)
        time.sleep(_POLL_S)
    if not is_wanted():
        # The server may have been up already when it was told to stop.
        raise NotWantedError


def _settings(place: Place, *, durable: bool) -> dict[str, str]:
    listed = str(socket_directory(place)).replace('"', '""')
    return _SETTINGS | {"unix_socket_directories": f'"{listed}"'} | ({} if durable else _NON_DURABLE)


def _answers(place: Place) -> bool:
    try:
        psycopg.connect(server_url(place, "postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _wait_until_ready(place: Place, is_wanted: IsWanted) -> bool:
    """Wait for a server that is recovering from a crash or shutting down; returns whether it then answers."""
    deadline = time.monotonic() + _START_S
    while is_running(place):
        if _answers(place):
            return True
        if not is_wanted():
            raise NotWantedError
        if time.monotonic() > deadline:
            raise EmbeddedServerError(
                f"The database server in {place.cluster} runs, but has not answered for {_START_S} seconds. It may be "
                f"recovering from a crash: wait and try again. Its log ends with:\n{_tail(place)}",
            )
        time.sleep(_POLL_S)
    return False


def _invalidate(claim: Path) -> None:
    """Replace the pid in a dead server's lock file by one that no process can have.

    PostgreSQL trusts such a file while a process with that pid exists: an unrelated one after a reboot or container
    restart, or the dead server itself if nobody reaps it. Removing the file would be simpler, but from the rest of it
    PostgreSQL notices that children of the dead server are still writing.
    """
    pid = _claimed_by(claim)
    if pid is not None and _exists(pid):
        claim.write_text(claim.read_text().replace(str(pid), str(_NO_PROCESS), 1))


def _recorded_pid(place: Place) -> int | None:
    """Return the pid in the cluster's lock file, or `None`; the file outlives a killed server."""
    return _claimed_by(_pid_file(place))


def _claimed_by(claim: Path) -> int | None:
    try:
        first = claim.read_text().partition("\n")[0].strip()
    except FileNotFoundError:
        return None
    return int(first) if first.isdecimal() else None


def _is_ours(place: Place, pid: int | None) -> bool:
    """Whether that process is the server of this cluster, not an unrelated one with a reused pid."""
    return pid is not None and _exists(pid) and f"/postgres -D {place.cluster} " in _command_line(pid)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command_line(pid: int) -> str:
    """Return the process's program and arguments separated by spaces, empty if it has just ended."""
    if not Path("/proc/self/cmdline").exists():
        return run(["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)], None).stdout
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _trim_log(place: Place) -> None:
    if _log_size(place) > _LOG_LIMIT_BYTES:
        _log(place).replace(_log(place).with_suffix(".log.1"))


def _output(place: Place, result: subprocess.CompletedProcess[str]) -> str:
    return f"{result.stderr.strip()}\n{_tail(place)}".strip()


def _tail(place: Place, begun: int = 0) -> str:
    """Return the log's last lines, ignoring its first `begun` bytes."""
    if not _log(place).exists():
        return ""
    written = _log(place).read_bytes()[begun:].decode(errors="replace")
    return "\n".join(written.splitlines()[-_TAIL_LINES:])


def _log_size(place: Place) -> int:
    return _log(place).stat().st_size if _log(place).exists() else 0


def _log(place: Place) -> Path:
    return place.cluster / "server.log"


def _pid_file(place: Place) -> Path:
    return place.cluster / "postmaster.pid"


def _pg_ctl(place: Place) -> str:
    return str(place.programs / "pg_ctl")
