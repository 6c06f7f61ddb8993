"""Reactions that all count: sixty members praise each of a hundred records once."""

import json
from collections.abc import Mapping
from typing import NamedTuple

MESSAGES, PRAISERS = 100, 60
EVENTS = MESSAGES * PRAISERS
AUTHORS = 20
"""Each wrote a few of the records, so that no praise exceeds the weekly limit per pair."""
CHANNEL = "C0BENCH"


class PraisedMessage(NamedTuple):
    """A message that is a record, and its author."""

    message_ts: str
    author_id: str


def praised_messages() -> list[PraisedMessage]:
    """Return the messages that are praised."""
    return [
        PraisedMessage(f"{1_790_000_000 + number}.000100", f"U0AUTHOR{number % AUTHORS}") for number in range(MESSAGES)
    ]


def reactions(app: dict[str, str], praisers: list[str]) -> list[bytes]:
    """Return the request bodies of Slack's events for all these reactions."""
    return [_reaction(app, message.message_ts, user_id) for user_id in praisers for message in praised_messages()]


def envelope(app: dict[str, str], event_id: str, event: Mapping[str, object]) -> bytes:
    """Return the request body in which Slack delivers an event to an app."""
    whole = {
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1_790_000_900,
        "team_id": app["team_id"],
        "api_app_id": app["app_id"],
        "event": event,
        "authorizations": [
            {"team_id": app["team_id"], "enterprise_id": None, "user_id": app["bot_user_id"], "is_bot": True}
        ],
    }
    return json.dumps(whole).encode()


def _reaction(app: dict[str, str], message_ts: str, user_id: str) -> bytes:
    event = {
        "type": "reaction_added",
        "user": user_id,
        "reaction": "clap",
        "item": {"type": "message", "channel": CHANNEL, "ts": message_ts},
        "event_ts": "1790000900.000100",
    }
    return envelope(app, f"Ev{user_id}{message_ts}", event)
