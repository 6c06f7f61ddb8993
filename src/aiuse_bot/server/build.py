"""The whole server: the door for Slack's requests, Starlette for everything that is not time-critical."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from aiuse_bot.delivery.pool import DaemonPool
from aiuse_bot.delivery.times import utc_now
from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.server.door import AppDispatch, Door
from aiuse_bot.server.http import Receive, Scope, Send
from aiuse_bot.server.pages import Check, Readiness, pages
from aiuse_bot.settings import Settings

EVENTS_PATH = "/slack/events"
THREADS = 32
"""Bolt has five and queues the rest, so that five slow listeners make a click time out. Waiting threads are cheap."""


def _nothing() -> None:
    """Do nothing."""


class Server:
    """An ASGI application. Events bypass Starlette: its routing costs as much as everything the door does."""

    def __init__(self, door: Door, rest: Starlette) -> None:
        self._door = door
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route a request to the door or to Starlette."""
        if scope["type"] == "http" and scope["path"] == EVENTS_PATH:
            await self._door(scope, receive, send)
        else:
            await self._rest(scope, receive, send)


def build_server(
    app_dispatch: AppDispatch,
    writer: GroupWriter,
    settings: Settings,
    readiness: Readiness,
    *,
    is_whole: Check = lambda: True,
    on_start: Callable[[], None] = _nothing,
    on_stop: Callable[[], None] = _nothing,
    clock: Callable[[], dt.datetime] = utc_now,
) -> Server:
    """Build the application that uvicorn runs.

    `app_dispatch` is Bolt's `App.dispatch`; `is_whole` is what `/healthz` reports. `on_stop` is called in a thread once
    no request is in progress, on SIGTERM too: the place to stop the workers and close the writer.
    """
    executor = DaemonPool(THREADS, "interaction")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await asyncio.to_thread(on_start)
        yield
        executor.shutdown()
        await asyncio.to_thread(on_stop)

    secret = settings.slack_signing_secret
    door = Door(app_dispatch, writer, executor, secret.get_secret_value() if secret else None, settings.max_body_bytes)
    return Server(door, Starlette(routes=pages(readiness, is_whole, clock), lifespan=lifespan))
