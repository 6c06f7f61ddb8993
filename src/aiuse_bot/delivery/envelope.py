"""Parse the envelope fields the inbox needs and mask what it must not keep; the rest of the body stays unchanged.

Every event passes through here on its way into the inbox, over HTTP and Socket Mode alike.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from aiuse_bot.redaction import mask_envelope

LONGEST_ID = 255
"""Slack's ids have about a dozen characters. The limit keeps a forged one out of an index entry (2,704 bytes)."""


class Envelope(NamedTuple):
    """One event as stored: its workspace and app, its id and type, and Slack's bytes with secrets masked."""

    workspace_id: str
    api_app_id: str
    event_id: str
    event_type: str
    body: bytes


def read_json(body: bytes, what: str = "body") -> dict[str, Any]:
    """Return the JSON object in `body`, or raise `ValueError` with a message that quotes none of it.

    `what` names the body in that message.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError(f"The {what} is not JSON.") from None
    if not isinstance(value, dict):
        raise ValueError(f"The {what} is not a JSON object.")  # noqa: TRY004 - a wrong body, not a wrong call
    return value


def read_envelope(body: bytes) -> Envelope:
    """Parse an event for the inbox, or raise `ValueError` saying what is wrong with it."""
    return envelope_of(read_json(body), body)


def envelope_of(value: dict[str, Any], body: bytes) -> Envelope:
    """Do the same for an envelope that is already parsed; masks secrets and personal data in `value`.

    `body` is kept byte for byte if nothing had to be masked. An event without an id (old callers, Slack's own
    samples) is identified by the hash of the stored bytes, which reveals nothing about what was masked.
    """
    event = value.get("event")
    if not isinstance(event, dict):
        raise ValueError("The envelope holds no event.")  # noqa: TRY004 - as above
    kept = _masked(value) if mask_envelope(value) else body
    return Envelope(
        workspace_id=_workspace_id(value),
        api_app_id=identifier("api_app_id", value.get("api_app_id") or ""),
        event_id=identifier("event_id", value.get("event_id") or hashlib.sha256(kept).hexdigest()),
        event_type=identifier("event.type", event.get("type") or "unknown"),
        body=kept,
    )


def _masked(value: dict[str, Any]) -> bytes:
    try:
        return json.dumps(value, separators=(",", ":")).encode()
    except RecursionError:
        raise ValueError("The body is nested too deeply.") from None


def _workspace_id(value: dict[str, Any]) -> str:
    """Return the installation that may see the event: the outer `team_id` can be the sender's, or empty in an org."""
    named = [name for name in _workspace_names(value) if name is not None]
    if not named:
        raise ValueError("The envelope names no workspace.")
    return identifier("team_id", next((name for name in named if name), ""))


def _workspace_names(value: dict[str, Any]) -> Iterator[Any]:
    authorizations = value.get("authorizations")
    if isinstance(authorizations, list) and authorizations and isinstance(authorizations[0], dict):
        yield authorizations[0].get("team_id")
        yield authorizations[0].get("enterprise_id")
    yield value.get("team_id")
    yield value.get("enterprise_id")


def identifier(name: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON may hold
    """Return `value` if it can be a Slack id (or is empty), else raise `ValueError` naming the field."""
    if not isinstance(value, str) or len(value) > LONGEST_ID or not (value.isprintable() or value == ""):
        raise ValueError(f"{name} is not an identifier.")
    return value
