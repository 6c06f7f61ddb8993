"""Slack's payloads as plain values: ids stay strings as Slack spells them, times become aware datetimes."""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from aiuse_bot.domain.message import MessageKey


class Reacted(NamedTuple):
    """An emoji was put on a message or taken back, at a moment; `emoji` is its canonical name."""

    message: MessageKey
    user_id: str
    emoji: str
    at: dt.datetime


def moment(ts: str) -> dt.datetime:
    """Return a Slack timestamp such as `1732345678.000200` as a UTC datetime, exact to the microsecond."""
    seconds, _, fraction = ts.partition(".")
    micros = int(Decimal(f"0.{fraction or 0}") * 1_000_000)
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC) + dt.timedelta(microseconds=micros)


def event_time(event: dict[str, Any]) -> dt.datetime:
    """Return when the event happened; it may be delivered later and out of order."""
    return moment(event["event_ts"])


def item_key(workspace_id: str, item: dict[str, Any]) -> MessageKey:
    """Return the message that a reaction is on."""
    return MessageKey(workspace_id, item["channel"], item["ts"])
