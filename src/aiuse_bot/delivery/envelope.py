"""What of an event's envelope the inbox has to know; everything else stays in the body as it came."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

LONGEST_ID = 255
"""Slack's ids have about a dozen characters. The limit keeps a forged one out of an index entry (2,704 bytes)."""


class Envelope(NamedTuple):
    """One event as Slack delivered it: who it is for, which one it is, and its bytes."""

    workspace_id: str
    api_app_id: str
    event_id: str
    event_type: str
    body: bytes


def read_json(body: bytes) -> dict[str, Any]:
    """Return the JSON object in `body`, or raise `ValueError` with a sentence that repeats nothing of it."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("The body is not JSON.") from None
    if not isinstance(value, dict):
        raise ValueError("The body is not a JSON object.")  # noqa: TRY004 - a wrong body, not a wrong call
    return value


def read_envelope(body: bytes) -> Envelope:
    """Return what the inbox must know of an event, or raise `ValueError` that says what is wrong with it."""
    return envelope_of(read_json(body), body)


def envelope_of(value: dict[str, Any], body: bytes) -> Envelope:
    """Do the same for an envelope that is already parsed; `body` is kept byte for byte.

    An event without an id (old callers, Slack's own samples) is known by the hash of its bytes.
    """
    event = value.get("event")
    if not isinstance(event, dict):
        raise ValueError("The envelope holds no event.")  # noqa: TRY004 - as above
    return Envelope(
        workspace_id=_workspace_id(value),
        api_app_id=_identifier("api_app_id", value.get("api_app_id") or ""),
        event_id=_identifier("event_id", value.get("event_id") or hashlib.sha256(body).hexdigest()),
        event_type=_identifier("event.type", event.get("type") or "unknown"),
        body=body,
    )


def _workspace_id(value: dict[str, Any]) -> str:
    """Take the installation that may see the event: the outer `team_id` can be the sender's, and is empty in an org."""
    named = [name for name in _workspace_names(value) if name is not None]
    if not named:
        raise ValueError("The envelope names no workspace.")
    return _identifier("team_id", next((name for name in named if name), ""))


def _workspace_names(value: dict[str, Any]) -> Iterator[Any]:
    authorizations = value.get("authorizations")
    if isinstance(authorizations, list) and authorizations and isinstance(authorizations[0], dict):
        yield authorizations[0].get("team_id")
        yield authorizations[0].get("enterprise_id")
    yield value.get("team_id")
    yield value.get("enterprise_id")


def _identifier(name: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON may hold
    if not isinstance(value, str) or len(value) > LONGEST_ID or not (value.isprintable() or value == ""):
        raise ValueError(f"{name} is not an identifier.")
    return value
