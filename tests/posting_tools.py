"""What the tests of posting share: a quick worker's timing, and what is decided and became of it."""

import datetime as dt

from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery.outbox import IfUnsure, post_later
from aiuse_bot.jobs.deliver import Timing
from delivery_tools import TEAM, rows, wait_until

CLIENT_TIMEOUT = 2.0
QUICK = Timing(lease=dt.timedelta(seconds=4), settle=dt.timedelta(seconds=0.1), poll=0.05, timeout=CLIENT_TIMEOUT)
POST, HISTORY, UPDATE = "chat.postMessage", "conversations.history", "chat.update"


def post(
    key: str,
    text: str = "words",
    *,
    channel: str = "C1",
    workspace: str = TEAM,
    thread_ts: str | None = None,
    if_unsure: IfUnsure = "resend",
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
            now=dt.datetime.now(dt.UTC),
        )


def state(engine: Engine, key: str) -> tuple[str, str | None, str | None]:
    (row,) = rows(engine, "SELECT state, message_ts, last_error FROM outbox_message WHERE key = :key", key=key)
    return tuple(row)


def wait_until_sent(engine: Engine, key: str) -> None:
    wait_until(lambda: state(engine, key)[0] == "sent", message=lambda: the_outbox(engine))


def the_outbox(engine: Engine) -> str:
    """Return what is in the outbox and what holds it up, for whoever reads why a test failed."""
    messages = rows(
        engine, "SELECT id, key, method, state, attempts, not_before, lease_until, last_error FROM outbox_message"
    )
    pauses = rows(engine, "SELECT scope, until FROM outbox_pause")
    return "\n".join(str(row) for row in [dt.datetime.now(dt.UTC), *messages, *pauses])
