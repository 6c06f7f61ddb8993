"""The inbox without workers: storing, claiming and reporting, at times that a test sets."""

import datetime as dt

from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.delivery import inbox
from aiuse_bot.delivery.inbox import Claimed, Envelope, read_envelope
from delivery_tools import NOW, an_envelope, as_body

LEASE = dt.timedelta(minutes=1)


def keep(engine: Engine, *envelopes: Envelope) -> int:
    with engine.begin() as connection:
        return inbox.keep(connection, envelopes)


def keep_new(engine: Engine, number: int) -> None:
    keep(engine, *(read_envelope(as_body(an_envelope())) for _ in range(number)))


def claim(now: dt.datetime = NOW, limit: int = 50) -> list[Claimed]:
    with Session.begin() as session:
        return inbox.claim(session, now=now, limit=limit, lease=LEASE)


def done(*claimed: Claimed, now: dt.datetime = NOW) -> None:
    with Session.begin() as session:
        inbox.done(session, claimed, now)


def failed(
    claimed: Claimed, now: dt.datetime = NOW, retry_at: dt.datetime | None = None, *, counts: bool = True
) -> bool:
    error = "ValueError at x.py:1"
    with Session.begin() as session:
        return inbox.failed(session, claimed, now=now, error=error, retry_at=retry_at, counts=counts)


def release(*claimed: Claimed) -> None:
    with Session.begin() as session:
        inbox.release(session, claimed)
