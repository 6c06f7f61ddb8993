"""A channel with a history, and a backfill without a bot: what it finds stays in the inbox for the test to inspect."""

import datetime as dt
import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import Engine, select, text

from aiuse_bot.db import Session
from aiuse_bot.delivery.models import InboxEvent
from aiuse_bot.domain.backfill import as_ts, begin
from aiuse_bot.domain.capture import PostedBy, RecordFields, record_use_case
from aiuse_bot.domain.capture.fields import text_hash
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import Backfill
from aiuse_bot.domain.watch import watch
from aiuse_bot.domain.workspace import ensure_workspace
from aiuse_bot.jobs.backfill import Place, Praise, Reader, read_on
from aiuse_bot.slack_api.history import History
from sandbox_client import SandboxClient

Json = dict[str, Any]
LONG_AGO = "0000000001.000000"

_channels = count(1)


@dataclass
class Archive:
    """A sandbox channel with two people and the bot in it, and its stored events and records."""

    sandbox: SandboxClient
    engine: Engine
    author: str = field(init=False)
    guest: str = field(init=False)
    channel_id: str = field(init=False)
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        app = self.sandbox.app()
        self.workspace_id = str(app["team_id"])
        self.author, self.guest = (
            str(self.sandbox.add_member(f"{name}-{next(_channels)}")["id"]) for name in ("author", "guest")
        )
        made = self.sandbox.add_channel(f"archive-{next(_channels)}", members=[self.author, self.guest])
        self.channel_id = str(made["id"])
        self.sandbox.join(app["bot_user_id"], self.channel_id)
        self.client = WebClient(app["bot_token"], base_url=self.sandbox.api_url, retry_handlers=[])
        with Session.begin() as session:
            ensure_workspace(session, self.workspace_id)
            now = dt.datetime.now(dt.UTC)
            where = (self.workspace_id, self.channel_id)
            watch(session, *where, by="U0ADMIN", is_private=False, locale="en", now=now)

    def post(self, words: str = "just words", **more: object) -> str:
        return self.sandbox.post(self.author, self.channel_id, words, **more)

    def record(self, ts: str, words: str = "just words") -> int:
        """Record a post, as the listener does; returns its id."""
        moment = dt.datetime.fromtimestamp(float(ts), dt.UTC)
        with Session.begin() as session:
            key = MessageKey(self.workspace_id, self.channel_id, ts)
            made = record_use_case(
                session, key, PostedBy(self.author, moment), RecordFields("A case"), text=words, at=moment
            )
            assert made is not None
            assert made.text_hash == text_hash(words)
            return made.id

    def begun(self, *, again: bool = False, oldest_ts: str = LONG_AGO, latest_ts: str | None = None) -> Backfill:
        with Session.begin() as session:
            return begin(
                session,
                self.workspace_id,
                self.channel_id,
                oldest_ts=oldest_ts,
                latest_ts=latest_ts or as_ts(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)),
                now=dt.datetime.now(dt.UTC),
                again=again,
            )

    def stands_at(self) -> Backfill:
        """Return the state of the backfill in the database."""
        with Session() as session:
            return session.scalars(select(Backfill).where(Backfill.channel_id == self.channel_id)).one()

    def reader(self, page: int = 200) -> Reader:
        history = History(self.client, wait=self.waits.append, page=page)
        return Reader(history, Praise(self.client))

    def step(self, run: Backfill, page: int = 200, reader: Reader | None = None) -> Backfill:
        place = Place(self.workspace_id, self.channel_id, is_private=False)
        return read_on(reader or self.reader(page), run, place)

    def read(self, run: Backfill | None = None, page: int = 200) -> Backfill:
        """Read to the end from the position in `run`."""
        run, reader = run or self.begun(), self.reader(page)
        while run.finished_at is None:
            run = self.step(run, reader=reader)
        return run

    def events(self) -> list[Json]:
        """Return the stored events of this channel, in order."""
        with Session() as session:
            bodies = session.scalars(select(InboxEvent.body).order_by(InboxEvent.id)).all()
        found = [json.loads(body)["event"] for body in bodies if body is not None]
        return [
            event for event in found if self.channel_id in {event.get("channel"), event.get("item", {}).get("channel")}
        ]

    def told(self) -> list[str]:
        """Return each stored event's type, or subtype, and message."""
        return [f"{event.get('subtype') or event['type']} {_message_of(event)}" for event in self.events()]

    def forget_events(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(text("DELETE FROM inbox_event"))

    def asked(self, method: str, since: int) -> list[Json]:
        """Return the arguments of all calls to a method for this channel."""
        calls = self.sandbox.calls(method, since=since)
        return [call["arguments"] for call in calls if call["arguments"].get("channel") == self.channel_id]

    def calls_so_far(self) -> int:
        return max((call["n"] for call in self.sandbox.calls()), default=0)


def _message_of(event: Json) -> str:
    if event.get("subtype") == "message_changed":
        return str(event["message"]["ts"])
    return str(event.get("deleted_ts") or event.get("item", {}).get("ts") or event["ts"])
