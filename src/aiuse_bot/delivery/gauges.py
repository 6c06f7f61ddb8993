"""How full the inbox and outbox are, read whenever the metrics are requested."""

import datetime as dt
import math

from sqlalchemy.exc import SQLAlchemyError

from aiuse_bot.db import AutocommitSession
from aiuse_bot.delivery import inbox, metrics, outbox


def read_gauges(now: dt.datetime) -> None:
    """Set the gauges from the database; if it is unreachable, to NaN rather than a stale value."""
    try:
        with AutocommitSession() as session:
            events, messages = inbox.health(session, now), outbox.health(session, now)
    except SQLAlchemyError:
        for gauge in (metrics.INBOX_WAITING, metrics.INBOX_OLDEST, metrics.OUTBOX_OPEN):
            gauge.set(math.nan)
        return
    metrics.INBOX_WAITING.set(events.waiting)
    metrics.INBOX_OLDEST.set(events.oldest_seconds)
    metrics.OUTBOX_OPEN.set(messages.open)
