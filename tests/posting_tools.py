"""Shared by the tests of posting: a fast worker's timing, queueing messages and reading their outcome."""

import datetime as dt

from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery.outbox import IfUnsure, post_later
from aiuse_bot.jobs.deliver import Timing
from delivery_tools import TEAM, rows
from patience import PATIENCE, wait_until

QUICK = Timing(lease=dt.timedelta(days=9), settle=dt.timedelta(seconds=0.1), poll=0.05, timeout=PATIENCE)
"""Fast if nothing goes wrong, but no call or lease times out because the machine is busy."""
SHORT = 1.0
"""Timeout in seconds of a client that will get no answer."""
POST, HISTORY, UPDATE = "chat.postMessage", "conversations.history", "chat.update"


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self._now = dt.datetime.now(dt.UTC)

    def __call__(self) -> dt.datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += dt.timedelta(seconds=seconds)


def post(
    key: str,
    text: str = "words",
    *,
    channel: str = "C1",
    workspace: str = TEAM,
    thread_ts: str | None = None,
    if_unsure: IfUnsure = "resend",
    now: dt.datetime | None = None,
) -> None:
    with Session.begin() as session:
        post_later(
            session,
            workspace_id=workspace,
            channel_id=channel,
            key=key,
            payload={"text": text},
            thread_ts=thread_ts,
            if_unsure=if_unsure,
            now=now or dt.datetime.now(dt.UTC),
        )


def state(engine: Engine, key: str) -> tuple[str, str | None, str | None]:
    (row,) = rows(engine, "SELECT state, message_ts, last_error FROM outbox_message WHERE key = :key", key=key)
    return tuple(row)


def wait_until_sent(engine: Engine, key: str) -> None:
    wait_until(lambda: state(engine, key)[0] == "sent", message=lambda: the_outbox(engine))


def the_outbox(engine: Engine) -> str:
    """Return what is in the outbox and what blocks it, to explain a failed test."""
    messages = rows(
        engine, "SELECT id, key, method, state, attempts, not_before, lease_until, last_error FROM outbox_message"
    )
    pauses = rows(engine, "SELECT scope, until FROM outbox_pause")
    return "\n".join(str(row) for row in [dt.datetime.now(dt.UTC), *messages, *pauses])
