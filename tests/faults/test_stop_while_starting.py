"""SIGTERM at any moment of startup: the process exits by itself and leaves no orphaned server."""

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from patience import PATIENCE, pause, wait_until
from run_length import IS_LONG, times


def a_bot(home: Path, **environment: str) -> "subprocess.Popen[bytes]":
    """Start a bot with its own database server. Slack is unreachable, which does not prevent startup."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AIUSE_BOT_"))}
    settings = {
        "SLACK_BOT_TOKEN": "xoxb-nobody",
        "SLACK_SIGNING_SECRET": "secret",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "DATABASE_URL": "",
        "AIUSE_BOT_DATA_DIR": str(home),
        "AIUSE_BOT_PORT": "0",
        "AIUSE_BOT_SEMANTIC": "off",
    }
    with (home / "bot.log").open("ab") as log:
        command = [sys.executable, "-m", "aiuse_bot", "run"]
        return subprocess.Popen(command, env=known | settings | environment, stdout=log, stderr=log, cwd=home)


def said(home: Path) -> str:
    return (home / "bot.log").read_text("utf-8")


def has_started(home: Path) -> bool:
    return '"event": "starting"' in said(home)


def servers(home: Path) -> list[int]:
    """Return the PostgreSQL processes that work on files in a directory, including initdb."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if b"-D\0" + bytes(home) in words:
            found.append(int(process.name))
    return found


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "at once": lambda _home: True,
    "before there is a database": lambda home: (home / "postgres" / "in-use.lock").exists(),
    "while its files are made": lambda home: any((home / "postgres").glob("data.unfinished-*/*")),
    "when its files are made": lambda home: (home / "postgres" / "data" / "PG_VERSION").exists(),
    "when its server claims them": lambda home: (home / "postgres" / "data" / "postmaster.pid").exists(),
    "when its server listens": lambda home: (home / "postgres" / "data" / ".s.PGSQL.5432").exists(),
    "when it is migrated": has_started,
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("attempt", range(times(1, 8)))
def test_sigterm_while_it_starts_is_a_clean_end(moment: str, attempt: int, home: Path) -> None:
    bot = a_bot(home)
    wait_until(lambda: bot.poll() is not None or MOMENTS[moment](home), message=lambda: said(home))
    if IS_LONG:
        pause(random.Random(f"{moment}{attempt}").uniform(0, 0.5))  # noqa: S311 - no secret
    bot.send_signal(signal.SIGTERM)
    # Before our first line runs, the default action of SIGTERM ends the process: nothing has been started yet.
    assert bot.wait(PATIENCE) in ({0, -signal.SIGTERM} if moment == "at once" else {0}), said(home)
    assert servers(home) == []
    assert "Traceback" not in said(home)
    if has_started(home):
        assert '"event": "stopped"' in said(home)


def test_a_start_that_was_broken_off_is_simply_done_again(home: Path) -> None:
    bot = a_bot(home)
    wait_until(lambda: MOMENTS["while its files are made"](home))
    bot.send_signal(signal.SIGTERM)
    assert bot.wait(PATIENCE) == 0
    again = a_bot(home)
    wait_until(lambda: has_started(home) or again.poll() is not None)
    again.send_signal(signal.SIGTERM)
    assert again.wait(PATIENCE) == 0, said(home)
    assert servers(home) == []


def test_a_stop_does_not_end_a_server_that_somebody_else_uses(home: Path) -> None:
    first = a_bot(home)
    wait_until(lambda: has_started(home) or first.poll() is not None, message=lambda: said(home))
    running = servers(home)
    second = a_bot(home)
    wait_until(lambda: said(home).count('"event": "starting"') == 2, message=lambda: said(home))
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE) == 0
    assert set(servers(home)) >= set(running) != set()
    first.send_signal(signal.SIGTERM)
    assert first.wait(PATIENCE) == 0
    assert servers(home) == []


@pytest.mark.parametrize(
    "wrong", [{"SLACK_BOT_TOKEN": ""}, {"SLACK_SIGNING_SECRET": ""}, {"AIUSE_BOT_HOST": "nowhere."}]
)
def test_what_an_operator_has_to_set_is_named_before_a_database_is_started(wrong: dict[str, str], home: Path) -> None:
    bot = a_bot(home, **wrong)
    assert bot.wait(PATIENCE) == 1
    assert next(iter(wrong)) in said(home)
    assert not (home / "postgres").exists()


def test_a_port_that_is_taken_is_named_before_a_database_is_started(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        bot = a_bot(home, AIUSE_BOT_PORT=str(port))
        assert bot.wait(PATIENCE) == 1
    assert f"Port {port} of 127.0.0.1 is taken: end the program that has it" in said(home)
    assert not (home / "postgres").exists()
