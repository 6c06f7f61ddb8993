"""The bot (`aiuse-bot run`) as a separate process, with a sandbox and an inbox full of reactions."""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import urllib3
from benchmarks.databases import recreate_database
from benchmarks.processes import sandbox, stopped
from benchmarks.reactions import CHANNEL, EVENTS, PRAISERS, praised_messages, reactions
from sqlalchemy import Engine, create_engine, pool, text

from aiuse_bot.db import OpenSession, driver_url
from aiuse_bot.delivery.inbox import keep, read_envelope
from aiuse_bot.domain.capture import PostedBy, RecordFields, record_use_case
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.watch import watch
from aiuse_bot.domain.workspace import ensure_workspace

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / "manifest.yml"
LOG = ROOT / "build" / "bench-bot.log"
BATCH = 500
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PATIENCE_S = 300


class Slack(NamedTuple):
    """A sandbox: its address, and the ids and tokens of the app."""

    url: str
    app: dict[str, str]

    def post(self, what: str, **body: object) -> dict[str, Any]:
        """Call the sandbox's control API and return the answer."""
        answer: dict[str, Any] = urllib3.request("POST", f"{self.url}/sandbox/{what}", json=body).json()
        assert answer["ok"], answer
        return answer

    def member(self, name: str) -> str:
        """Add a member and return their id."""
        user_id: str = self.post("members", name=name)["member"]["id"]
        return user_id


class RunningBot(NamedTuple):
    """A bot that has handled all the reactions, at `reactions_per_s`, and is still running."""

    process: "subprocess.Popen[bytes]"
    engine: Engine
    slack: Slack
    members: list[str]
    reactions_per_s: float

    def handle_events(self, events: Sequence[bytes]) -> None:
        """Put events into the inbox, and return when the bot has handled them."""
        fill(self.engine, events)
        wait_until_done(self.engine)

    def select_number(self, sql: str) -> float:
        """Return the number that a statement selects."""
        return scalar(self.engine, sql)

    def resident_mb(self) -> float:
        """Return the process's resident memory in MiB (`VmRSS`)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def time_to_stop(self) -> float:
        """Send SIGTERM and return the seconds until the process has ended."""
        begun = time.perf_counter()
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        return time.perf_counter() - begun


@contextmanager
def bot_after_reactions(database_url: str, *, semantic: str = "off") -> Iterator[RunningBot]:
    """Fill the inbox of an empty database with reactions, start the bot, and yield it once it has handled them.

    The semantic model is off by default, as without the extra, which development environments always have.
    """
    recreate_database(database_url)
    engine = create_engine(driver_url(database_url), poolclass=pool.NullPool)
    with _slack() as slack:
        praisers = [slack.member(f"praiser-{number}") for number in range(PRAISERS)]
        _add_records(engine, slack.app["team_id"])
        fill(engine, reactions(slack.app, praisers))
        with _bot(slack, database_url, semantic) as process:
            wait_until_done(engine)
            points = scalar(engine, "SELECT sum(points) FROM ledger_entry")
            assert points == EVENTS, points
            yield RunningBot(process, engine, slack, praisers, _handled_per_s(engine))


@contextmanager
def _slack() -> Iterator[Slack]:
    """Run a sandbox that delivers no events, since the bot finds them all in its inbox."""
    with tempfile.TemporaryDirectory() as directory:
        credentials = Path(directory) / "app.json"
        options = ["--manifest", str(MANIFEST), "--credentials", str(credentials), "--events-per-hour", "0"]
        with sandbox(*options) as url:
            yield Slack(url, json.loads(credentials.read_text()))


@contextmanager
def _bot(slack: Slack, database_url: str, semantic: str) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": slack.app["bot_token"],
        "SLACK_APP_TOKEN": slack.app["app_token"],
        "SLACK_SIGNING_SECRET": slack.app["signing_secret"],
        "SLACK_API_URL": f"{slack.url}/api/",
        "DATABASE_URL": database_url,
        "AIUSE_BOT_PORT": "0",
        "AIUSE_BOT_LOG_LEVEL": "error",
        "AIUSE_BOT_SEMANTIC": semantic,
    }
    command = [sys.executable, "-m", "aiuse_bot", "run"]
    with LOG.open("ab") as log, stopped(subprocess.Popen(command, env=environment, stderr=log)) as process:
        yield process


def _add_records(engine: Engine, workspace_id: str) -> None:
    with OpenSession(engine) as session, session.begin():
        ensure_workspace(session, workspace_id)
        watch(session, workspace_id, CHANNEL, by="U0ADMIN", is_private=False, locale="en", now=NOW)
        for message_ts, author_id in praised_messages():
            fields = RecordFields("Refund mails", issue="slow", result="fast", tools=("ChatGPT",))
            message = MessageKey(workspace_id, CHANNEL, message_ts)
            record_use_case(session, message, PostedBy(author_id, NOW), fields, text=message_ts, at=NOW)


def fill(engine: Engine, events: Sequence[bytes]) -> None:
    """Put events into the inbox, as the door does."""
    with engine.begin() as connection:
        for start in range(0, len(events), BATCH):
            keep(connection, [read_envelope(body) for body in events[start : start + BATCH]])


def wait_until_done(engine: Engine) -> None:
    """Return once every event in the inbox is done; TimeoutError after `PATIENCE_S` seconds."""
    deadline = time.monotonic() + PATIENCE_S
    while left := scalar(engine, "SELECT count(*) FROM inbox_event WHERE done_at IS NULL"):
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {PATIENCE_S} s the bot has {left:.0f} events left")
        time.sleep(0.2)


def _handled_per_s(engine: Engine) -> float:
    """Return events a second from the first batch to the last, which excludes startup."""
    sql = """
        SELECT (count(*) FILTER (WHERE done_at > first)) / extract(epoch FROM max(done_at) - first)
        FROM inbox_event, (SELECT min(done_at) AS first FROM inbox_event) AS begun GROUP BY first
    """
    return scalar(engine, sql)


def scalar(engine: Engine, sql: str) -> float:
    """Return the number that a statement selects."""
    with engine.connect() as connection:
        return float(connection.scalar(text(sql)) or 0)
