import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from aiuse_bot.db import bind_sessions, connect
from delivery_tools import Listening, an_envelope, count, rows, signed
from patience import PATIENCE, join, wait_until
from run_length import times

FREE = "SELECT count(*) FROM inbox_event WHERE done_at IS NULL AND lease_until IS NULL AND attempts = 0"

PROGRAM = """
import sys
import threading
import uvicorn
from sqlalchemy import text
from delivery_tools import SECRET
from aiuse_bot.db import Session, bind_sessions, connect
from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.jobs.deliver import InboxWorker
from aiuse_bot.server import Readiness, build_server, uvicorn_config
from aiuse_bot.settings import Settings

engine = connect(sys.argv[1], application_name="door-process")

def dispatch(envelope, claimed):
    with Session.begin() as session:
        session.execute(
            text("INSERT INTO handled VALUES (:id) ON CONFLICT (id) DO UPDATE SET times = handled.times + 1"),
            {"id": envelope["event_id"]},
        )
        session.execute(text("SELECT pg_sleep(:s)"), {"s": float(sys.argv[3])})

import datetime as dt
worker = InboxWorker(dispatch, poll=0.1, lease=dt.timedelta(days=1))
writer = GroupWriter(engine, on_kept=worker.wake)

def stop():
    writer.close()
    worker.stop(60)

def hang(request):
    open(sys.argv[0] + ".hangs", "w").close()
    threading.Event().wait()

settings = Settings(_env_file=None, slack_signing_secret=SECRET, port=int(sys.argv[2]))
ready = Readiness(lambda: True, lambda: True, worker.alive)
app = build_server(hang, writer, settings, ready, on_start=worker.start, on_stop=stop)
uvicorn.Server(uvicorn_config(app, settings)).run()
"""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = connect(database_url, application_name="door-test")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE handled (id text PRIMARY KEY, times int NOT NULL DEFAULT 1)"))
    yield engine
    bind_sessions(None)
    engine.dispose()


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "door_process.py"
    path.write_text(PROGRAM)
    return path


@contextmanager
def running(program: Path, url: str, port: int, sleep: float = 0) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen([sys.executable, str(program), url, str(port), str(sleep)], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def is_up(door: Listening) -> bool:
    with suppress(OSError, HTTPException):
        return door.get("/healthz").status == 200
    return False


def tell(door: Listening, event_id: str) -> bool:
    """Deliver one event as Slack does; returns whether it was acknowledged."""
    with suppress(OSError, HTTPException):
        return door.tell(an_envelope(event_id)).status == 200
    return False


def end_leases_of_the_dead(engine: Engine) -> None:
    """End all leases, so that a new process at once takes over what a killed one had begun."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE inbox_event SET lease_until = now()"))


def left(engine: Engine) -> int:
    return count(engine, "SELECT count(*) FROM inbox_event WHERE done_at IS NULL")


def test_every_acknowledged_event_survives_kill_9(
    engine: Engine, program: Path, database_url: str, unused_port: int
) -> None:
    chance = random.Random(20261123)  # noqa: S311 - the same sequence in every run
    door = Listening(unused_port)
    to_send = [f"Ev{number:04}" for number in range(times(500, 1500))]
    acknowledged: set[str] = set()
    lock = threading.Lock()

    def slack(died: threading.Event) -> None:
        while not died.is_set():
            with lock:
                event_id = to_send.pop(0)
            if tell(door, event_id):
                acknowledged.add(event_id)
            else:
                with lock:
                    to_send.append(event_id)

    for _ in range(times(2, 8)):
        died = threading.Event()
        end_leases_of_the_dead(engine)
        with running(program, database_url, unused_port) as process:
            wait_until(lambda: is_up(door))
            threads = [threading.Thread(target=slack, args=[died]) for _ in range(8)]
            for thread in threads:
                thread.start()
            goal = len(acknowledged) + chance.randrange(40, 100)
            wait_until(lambda: len(acknowledged) >= goal)  # noqa: B023 - called before goal changes
            process.send_signal(signal.SIGKILL)
            died.set()
            for thread in threads:
                join(thread)
    assert len(acknowledged) >= 80
    assert to_send
    kept = {row[0] for row in rows(engine, "SELECT event_id FROM inbox_event")}
    assert acknowledged <= kept
    end_leases_of_the_dead(engine)
    with running(program, database_url, unused_port):
        wait_until(lambda: left(engine) == 0)
    handled = {row[0] for row in rows(engine, "SELECT id FROM handled")}
    assert handled == kept


def test_sigterm_finishes_what_runs_and_leaves_the_rest_in_the_inbox(
    engine: Engine, program: Path, database_url: str, unused_port: int
) -> None:
    door = Listening(unused_port)
    with running(program, database_url, unused_port, sleep=0.5) as process:
        wait_until(lambda: is_up(door))
        assert all(tell(door, f"Ev{number}") for number in range(20))
        wait_until(lambda: count(engine, "SELECT count(*) FROM handled") >= 1)
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    done = {row[0] for row in rows(engine, "SELECT event_id FROM inbox_event WHERE done_at IS NOT NULL")}
    assert 1 <= len(done) < 20
    # Everything begun was finished: what was handled is marked as done, and the rest is not leased.
    assert {row[0] for row in rows(engine, "SELECT id FROM handled")} == done
    assert count(engine, FREE) == 20 - len(done)
    assert Counter(row[0] for row in rows(engine, "SELECT times FROM handled")) == {1: len(done)}


@pytest.mark.usefixtures("engine")
def test_sigterm_does_not_wait_for_a_listener_that_hangs(program: Path, database_url: str, unused_port: int) -> None:
    door, body = Listening(unused_port), b"command=%2Fusecase&text=help"
    headers = signed(body) | {"Content-Type": "application/x-www-form-urlencoded"}

    def ask() -> None:
        with suppress(OSError, HTTPException):
            door.send(body, headers)

    with running(program, database_url, unused_port) as process:
        wait_until(lambda: is_up(door))
        person = threading.Thread(target=ask)
        person.start()
        wait_until(Path(f"{program}.hangs").exists)
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        join(person)
