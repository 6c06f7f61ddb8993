"""Shared by the tests of the door, the inbox and the outbox: events, signatures, a listening door."""

import asyncio
import datetime as dt
import hmac
import http.client
import itertools
import json
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import uvicorn
from slack_bolt import BoltRequest, BoltResponse
from sqlalchemy import Engine, text

from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.server import Readiness, build_server, uvicorn_config
from aiuse_bot.settings import Settings
from patience import PATIENCE, join, wait_until

SECRET = "the-signing-secret"
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TEAM, APP = "T0TEST", "A0TEST"

T = TypeVar("T")
_numbers = itertools.count(1)


def an_envelope(event_id: str | None = None, /, **event: object) -> dict[str, Any]:
    return {
        "token": "t",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": {"type": "reaction_added", "user": "U0REACTS", "event_ts": "1790000000.000100", **event},
        "type": "event_callback",
        "event_id": event_id or f"Ev{next(_numbers):08}",
        "event_time": 1790000000,
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": "U0BOT", "is_bot": True}],
    }


def as_body(envelope: dict[str, Any]) -> bytes:
    return json.dumps(envelope).encode()


def signed(body: bytes, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    timestamp = int(time.time() if at is None else at)
    digest = hmac.digest(secret.encode(), b"v0:%d:%b" % (timestamp, body), "sha256").hex()
    return {
        "X-Slack-Request-Timestamp": str(timestamp),
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": "application/json",
    }


def rows(engine: Engine, query: str, **values: object) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query), values))


def count(engine: Engine, query: str, **values: object) -> int:
    return int(rows(engine, query, **values)[0][0])


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Listening:
    port: int

    def send(
        self, body: bytes, headers: dict[str, str] | None = None, *, path: str = "/slack/events", method: str = "POST"
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, signed(body) if headers is None else headers)
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read())
        finally:
            connection.close()

    def tell(self, envelope: dict[str, Any], **more: str) -> Answer:
        body = as_body(envelope)
        return self.send(body, signed(body) | more)

    def get(self, path: str) -> Answer:
        return self.send(b"", {}, path=path, method="GET")


def nobody(_request: BoltRequest) -> BoltResponse:
    return BoltResponse(status=404)


@contextmanager
def a_door(
    writer: GroupWriter,
    dispatch: Callable[[BoltRequest], BoltResponse] = nobody,
    *,
    readiness: Readiness | None = None,
    is_whole: Callable[[], bool] = lambda: True,
    **settings: Any,
) -> Iterator[Listening]:
    """Run the real server in a thread on a free port."""
    given = Settings(**{"slack_signing_secret": SECRET, "port": 0, "_env_file": None, **settings})
    ready = readiness or Readiness(database=lambda: True, migrations=lambda: True, workers=writer.alive)
    server = uvicorn.Server(uvicorn_config(build_server(dispatch, writer, given, ready, is_whole=is_whole), given))
    thread = threading.Thread(target=server.run, name="door")
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield Listening(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        join(thread)


def run_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in its own thread and event loop: the browser of other tests may keep a loop in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
