"""The outbox without Slack: queueing, claiming and reporting, at times that a test sets."""

import datetime as dt

from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery import sending
from aiuse_bot.delivery.outbox import IfUnsure, post_later, update_later, withdraw
from aiuse_bot.delivery.sending import Claimed
from delivery_tools import NOW, TEAM, rows

LEASE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)


def post(
    key: str, text: str = "words", *, channel: str = "C1", workspace: str = TEAM, if_unsure: IfUnsure = "resend"
) -> int | None:
    with Session.begin() as session:
        return post_later(
            session,
            workspace_id=workspace,
            channel_id=channel,
            key=key,
            payload={"text": text},
            if_unsure=if_unsure,
            now=NOW,
        )


def update(key: str, text: str) -> int | None:
    with Session.begin() as session:
        return update_later(session, workspace_id=TEAM, key=key, payload={"text": text}, now=NOW)


def take_back(key: str) -> None:
    with Session.begin() as session:
        withdraw(session, workspace_id=TEAM, key=key, now=NOW)


def claim(now: dt.datetime = NOW) -> Claimed | None:
    with Session.begin() as session:
        return sending.claim(session, now=now, lease=LEASE)


def claimed(now: dt.datetime = NOW) -> Claimed:
    message = claim(now)
    assert message is not None
    return message


def sent(message: Claimed, ts: str = "1.1", now: dt.datetime = NOW) -> None:
    with Session.begin() as session:
        sending.sent(session, message, message_ts=ts, now=now)


def again(message: Claimed, now: dt.datetime = NOW) -> None:
    with Session.begin() as session:
        sending.retry(session, message, error="ratelimited", at=now, now=now)


def doubt(message: Claimed, now: dt.datetime = NOW) -> None:
    with Session.begin() as session:
        sending.unknown(session, message, error="internal_error", look_at=now)


def states(engine: Engine) -> list[tuple[str, str, str | None]]:
    return [
        tuple(row) for row in rows(engine, "SELECT method, state, payload->>'text' FROM outbox_message ORDER BY id")
    ]
