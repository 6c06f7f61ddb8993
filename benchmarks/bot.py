"""How many kept events the running bot handles, from the inbox through listeners to the ledger, and what it holds."""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import urllib3
from benchmarks.processes import sandbox, stopped
from sqlalchemy import Engine, create_engine, pool, text

from aiuse_bot.db import OpenSession, driver_url
from aiuse_bot.delivery.inbox import keep, read_envelope
from aiuse_bot.domain.capture import PostedBy, RecordFields, record_use_case
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.watch import watch
from aiuse_bot.domain.workspace import ensure_workspace

MANIFEST = Path(__file__).parent.parent / "manifest.yml"
POSTS, PRAISERS = 100, 60
EVENTS = POSTS * PRAISERS
BATCH = 500
CHANNEL = "C0BENCH"
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PATIENCE_S = 120


def run(database_url: str) -> dict[str, float]:
    """Fill the inbox with reactions that all count, start the bot, and look at it when everything is handled."""
    engine = create_engine(driver_url(database_url), poolclass=pool.NullPool)
    with tempfile.TemporaryDirectory() as directory, _sandbox(Path(directory)) as (url, app):
        praisers = [_member(url, f"praiser-{number}") for number in range(PRAISERS)]
        _fill(engine, app, praisers)
        with _bot(url, app, database_url) as process:
            _wait_for(engine)
            rss_mb = _resident_mb(process.pid)
            stop_s = _time_to_stop(process)
    per_s = _events_per_s(engine)
    points = _scalar(engine, "SELECT sum(points) FROM ledger_entry")
    assert points == EVENTS, points
    print(f"  {EVENTS} reactions handled, {per_s:.0f}/s, every one in the ledger; resident memory {rss_mb:.0f} MB")
    print(f"  SIGTERM ends the bot after {stop_s:.1f} s")
    return {"processed_per_s": round(per_s, 1), "rss_mb": round(rss_mb, 1), "stop_s": round(stop_s, 2)}


@contextmanager
def _sandbox(directory: Path) -> Iterator[tuple[str, dict[str, str]]]:
    credentials = directory / "app.json"
    with sandbox("--manifest", str(MANIFEST), "--credentials", str(credentials)) as url:
        yield url, json.loads(credentials.read_text())


def _member(url: str, name: str) -> str:
    answer = urllib3.request("POST", f"{url}/sandbox/members", json={"name": name}).json()
    user_id: str = answer["member"]["id"]
    return user_id


def _fill(engine: Engine, app: dict[str, str], praisers: list[str]) -> None:
    messages = [MessageKey(app["team_id"], CHANNEL, f"{1_790_000_000 + number}.000100") for number in range(POSTS)]
    with OpenSession(engine) as session, session.begin():
        ensure_workspace(session, app["team_id"])
        watch(session, app["team_id"], CHANNEL, by="U0ADMIN", is_private=False, locale="en", now=NOW)
        for message in messages:
            fields = RecordFields("Refund mails", issue="slow", result="fast", tools=("ChatGPT",))
            record_use_case(session, message, PostedBy("U0AUTHOR", NOW), fields, text=message.message_ts, at=NOW)
    events = [_event(app, message, user_id) for user_id in praisers for message in messages]
    with engine.begin() as connection:
        for start in range(0, EVENTS, BATCH):
            keep(connection, [read_envelope(body) for body in events[start : start + BATCH]])


def _event(app: dict[str, str], message: MessageKey, user_id: str) -> bytes:
    item = {"type": "message", "channel": message.channel_id, "ts": message.message_ts}
    event = {
        "type": "reaction_added",
        "user": user_id,
        "reaction": "clap",
        "item": item,
        "event_ts": "1790000900.000100",
    }
    envelope = {
        "type": "event_callback",
        "event_id": f"Ev{user_id}{message.message_ts}",
        "event_time": 1_790_000_900,
        "team_id": app["team_id"],
        "api_app_id": app["app_id"],
        "event": event,
        "authorizations": [
            {"team_id": app["team_id"], "enterprise_id": None, "user_id": app["bot_user_id"], "is_bot": True}
        ],
    }
    return json.dumps(envelope).encode()


@contextmanager
def _bot(url: str, app: dict[str, str], database_url: str) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": app["bot_token"],
        "SLACK_APP_TOKEN": app["app_token"],
        "SLACK_SIGNING_SECRET": app["signing_secret"],
        "SLACK_API_URL": f"{url}/api/",
        "DATABASE_URL": database_url,
        "AIUSE_BOT_PORT": "0",
        "AIUSE_BOT_LOG_LEVEL": "error",
    }
    with stopped(subprocess.Popen([sys.executable, "-m", "aiuse_bot", "run"], env=environment)) as process:
        yield process


def _wait_for(engine: Engine) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while _scalar(engine, "SELECT count(*) FROM inbox_event WHERE done_at IS NULL"):
        if time.monotonic() > deadline:
            raise TimeoutError(f"the bot did not handle {EVENTS} events in {PATIENCE_S} s")
        time.sleep(0.2)


def _events_per_s(engine: Engine) -> float:
    """Return the rate between the first and the last batch, so that the start of the process does not count."""
    sql = """
        SELECT (count(*) FILTER (WHERE done_at > first)) / extract(epoch FROM max(done_at) - first)
        FROM inbox_event, (SELECT min(done_at) AS first FROM inbox_event) AS begun GROUP BY first
    """
    return float(_scalar(engine, sql))


def _scalar(engine: Engine, sql: str) -> float:
    with engine.connect() as connection:
        return float(connection.scalar(text(sql)) or 0)


def _time_to_stop(process: "subprocess.Popen[bytes]") -> float:
    """Return how many seconds after SIGTERM the process has ended."""
    begun = time.perf_counter()
    process.terminate()
    process.wait(PATIENCE_S)
    return time.perf_counter() - begun


def _resident_mb(pid: int) -> float:
    """Return what of a process is in memory, in MiB, as the kernel counts it (`VmRSS`)."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
