"""The whole house, as in production: a sandbox, a database, and the bot as a separate process between them."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text

from aiuse_bot.db import driver_url
from patience import PATIENCE, wait_until
from sandbox_client import SandboxClient, SandboxError, SandboxProcess

ROOT = Path(__file__).parent
MANIFEST = ROOT.parent / "manifest.yml"
WORKSPACE = ROOT / "workspace.yml"
LABELLED = """*Issue:* {issue}
*Result:* the answer takes 5 minutes instead of 20, and {result}
*Tools:* ChatGPT"""

_channels = count(1)


def a_free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class BotProcess:
    """`aiuse-bot run`, with a sandbox and a database."""

    def __init__(self, sandbox: SandboxClient, database_url: str, log: Path, **environment: str) -> None:
        app = sandbox.app()
        known = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AIUSE_BOT_"))}
        self._environment = {
            **known,
            "SLACK_BOT_TOKEN": app["bot_token"],
            "SLACK_APP_TOKEN": app["app_token"],
            "SLACK_SIGNING_SECRET": app["signing_secret"],
            "SLACK_API_URL": f"{sandbox.url}/api/",
            "DATABASE_URL": database_url,
            "AIUSE_BOT_PORT": "0",
            "AIUSE_BOT_TICK_SECONDS": "0.5",
            "AIUSE_BOT_PERSON_TIMEOUT_SECONDS": "60",
            "AIUSE_BOT_SEMANTIC": "off",
            **environment,
        }
        self._log = log
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "aiuse_bot", "run"],
                env=self._environment,
                stdout=log,
                stderr=log,
                cwd=self._log.parent,
            )

    def restart(self, **environment: str) -> None:
        """Start a new process; the old one must have ended."""
        assert self.process.poll() is not None
        self._environment |= environment
        self.process = self._start()

    def kill(self) -> None:
        """Kill the process, as a crash would."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> int:
        """Stop the process as an operator would, and return its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def log(self) -> str:
        return self._log.read_text("utf-8")

    def last_words(self) -> str:
        return self.log()[-3000:]


@dataclass
class House:
    """What a test acts on and inspects."""

    sandbox: SandboxClient
    engine: Engine
    bot: BotProcess
    admin: str
    colleague: str
    reader: str
    bot_user: str = field(init=False)

    def __post_init__(self) -> None:
        self.bot_user = self.sandbox.app()["bot_user_id"]

    def tidy(self) -> None:
        """Close all open forms and clear all faults."""
        self.sandbox.clear_faults()
        for user in (self.admin, self.colleague, self.reader):
            for view in self.sandbox.views(user)[:1]:
                self.sandbox.call("POST", "close", {"as": user, "view_id": view["id"], "clear": True})

    def channel(self, *, is_private: bool = False, watched: bool = True) -> str:
        """Create a channel with everybody and the bot in it, and have the bot watch it."""
        people = [self.admin, self.colleague, self.reader]
        made = self.sandbox.add_channel(f"cases-{next(_channels)}", members=people, is_private=is_private)
        channel_id: str = made["id"]
        self.sandbox.join(self.bot_user, channel_id)
        if watched:
            answer = self.sandbox.command(self.admin, channel_id, "/usecase watch")
            assert answer["acknowledged"], answer
        return channel_id

    def post(self, channel_id: str, issue: str = "Refund mails took long", result: str = "people are happy") -> str:
        """Post a labelled use case as the colleague."""
        return self.sandbox.post(self.colleague, channel_id, LABELLED.format(issue=issue, result=result))

    def card(self, channel_id: str, ts: str) -> dict[str, Any]:
        """Wait for the card in the thread of a post."""
        replies = wait_until(lambda: self.replies(channel_id, ts), message=self.bot.last_words)
        return replies[0]

    def replies(self, channel_id: str, ts: str) -> list[dict[str, Any]]:
        """Return the bot's messages in a thread; the thread of a deleted post is gone with its last reply."""
        try:
            thread = self.sandbox.thread(self.reader, channel_id, ts)
        except SandboxError as refusal:
            if "thread_not_found" not in str(refusal):
                raise
            return []
        return [message for message in thread if message.get("user") == self.bot_user]

    def card_text(self, channel_id: str, ts: str) -> str:
        return shown(self.card(channel_id, ts))

    def choose(self, user: str, channel_id: str, ts: str, word: str) -> dict[str, Any]:
        """Choose from the menu of the card below a post, as this person."""
        card = self.card(channel_id, ts)
        menu = card["blocks"][0]["accessory"]
        value = next(option["value"] for option in menu["options"] if option["value"].startswith(word))
        where = {"channel": channel_id, "ts": card["ts"], "block_id": card["blocks"][0]["block_id"]}
        return self.sandbox.action(user, menu["action_id"], selected=value, **where)

    def press(self, user: str, channel_id: str, message: dict[str, Any], action_id: str) -> None:
        """Press a button of a message, as this person."""
        block, button = next(
            (block, element)
            for block in message["blocks"]
            for element in (block.get("accessory", {}), *block.get("elements", []))
            if element.get("action_id") == action_id
        )
        where = {"channel": channel_id, "ts": message["ts"], "block_id": block["block_id"]}
        self.sandbox.action(user, action_id, value=button["value"], **where)

    def private_answers(self, user: str, channel_id: str, ts: str | None = None) -> list[str]:
        """Return the ephemeral messages to this person, in the channel or in a thread of it."""
        in_thread = {"thread_ts": ts} if ts else {}
        messages = self.sandbox.messages(user, channel_id, **in_thread)
        return [shown(message) for message in messages if message.get("is_ephemeral")]

    def ask(self, words: str, channel_id: str, user: str | None = None) -> str:
        """Type a command and return the answer as text."""
        answer = self.sandbox.command(user or self.reader, channel_id, words)
        assert answer["acknowledged"], answer
        return shown(answer["response"] or {})

    def rows(self, sql: str, **values: object) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(sql), values).all())

    def rows_changed(self, sql: str, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(sql), values)

    def points(self, channel_id: str, ts: str) -> int:
        """Return the ledger entries for the record of a post."""
        ((points,),) = self.rows(
            "SELECT coalesce(sum(points), 0) FROM ledger_entry JOIN use_case ON use_case.id = use_case_id"
            " WHERE kind = 'praise' AND channel_id = :channel_id AND message_ts = :ts",
            channel_id=channel_id,
            ts=ts,
        )
        return int(points)

    def handled(self) -> None:
        """Wait until every event in the inbox is handled."""
        self.sandbox.settle()
        wait_until(
            lambda: not self.rows("SELECT id FROM inbox_event WHERE done_at IS NULL AND parked_at IS NULL LIMIT 1"),
            message=self.bot.last_words,
        )


def shown(message: dict[str, Any]) -> str:
    """Return every text of a message's blocks, in reading order."""
    return "\n".join(_texts(message.get("blocks", []))) or str(message.get("text", ""))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


@contextmanager
def a_house(database_url: str, directory: Path, *options: str, **environment: str) -> Iterator[House]:
    """Run a house during the block."""
    log = directory / "bot.log"
    with SandboxProcess(
        "--manifest",
        MANIFEST,
        "--workspace",
        WORKSPACE,
        "--rate-limits",
        "off",
        *options,
        log=directory / "sandbox.log",
    ) as sandbox:
        sandbox.client.set_patience(PATIENCE)
        engine = create_engine(driver_url(database_url), pool_pre_ping=True)
        bot = BotProcess(sandbox.client, database_url, log, **environment)
        people = [sandbox.client.member_id(name) for name in ("aya", "ben", "chloe")]
        try:
            wait_until(lambda: "connected_to_slack" in bot.log(), message="the bot did not start")
            house = House(sandbox.client, engine, bot, *people)
            # No limit, because the same few people praise each other in hundreds of tests.
            house.rows_changed("""UPDATE workspace SET rules = '{"pair_limit": 0}'""")
            yield house
        finally:
            if bot.process.poll() is None:
                bot.stop()
            engine.dispose()
