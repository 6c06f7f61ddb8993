"""What Slack posts as a form: a slash command, or a click, modal or shortcut as JSON in the field `payload`."""

import re
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt import BoltRequest
from slack_bolt.request.payload_utils import (
    is_block_actions,
    to_action,
    to_options,
    to_shortcut,
    to_step,
    to_view,
)

from aiuse_bot.delivery.envelope import identifier, read_json

_SSL_CHECK = re.compile(rb"(?:^|&)ssl_check=1(?:&|\Z)")
_LONGEST_CHECK = 1000
"""Bytes. Slack's checks are short; longer forms are not searched before their signature is checked."""
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_IDS = ("enterprise_id", "team_id", "user_id", "channel_id")


def is_ssl_check(form: bytes) -> bool:
    """Return whether a query or body is Slack's certificate check, which is not signed."""
    return len(form) <= _LONGEST_CHECK and _SSL_CHECK.search(form) is not None


def bolt_request(headers: dict[bytes, bytes], body: bytes) -> BoltRequest:
    """Return the request for Bolt to dispatch, or raise `ValueError` with a message that quotes none of the form.

    Bolt gets the form already parsed, as over Socket Mode: its own parsing crashes on broken JSON, and reads a command
    as empty if its text contains "payload".
    """
    said = read_form(body)
    named = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers.items()}
    try:
        request = BoltRequest(mode="socket_mode", body=said, headers=dict(named))
        is_sound = all(_is_named(reader(said)) for reader in _READERS)
    except (TypeError, AttributeError, LookupError, RecursionError):
        # Bolt reads many fields, and crashes on any of an unexpected type.
        is_sound = False
    if not is_sound:
        raise ValueError("The payload is not built as Slack builds it.")
    for name in _IDS:
        identifier(name, request.context.get(name) or "")
    return request


def _clicked(said: dict[str, Any]) -> dict[str, Any] | None:
    return {"action_id": said["actions"][0]["action_id"]} if is_block_actions(said) else None


def _is_named(part: dict[str, Any] | None) -> bool:
    """Return whether Bolt can look up a listener: it matches ids with regular expressions, so they must be strings."""
    return part is None or all(isinstance(part.get(name) or "", str) for name in ("action_id", "callback_id"))


_READERS = (_clicked, to_action, to_options, to_shortcut, to_step, to_view)
"""What Bolt reads from a payload before any listener runs."""


def read_form(body: bytes) -> dict[str, Any]:
    """Return the payload of a form, or its fields if it is a command; raise `ValueError` if it is neither."""
    fields = _fields(body)
    if "payload" in fields:
        return _typed(read_json(fields["payload"].encode(), "payload"))
    if fields.get("command"):
        return fields
    raise ValueError("The form holds neither a payload nor a command.")


def _fields(body: bytes) -> dict[str, str]:
    """Decode strictly: urllib would leave a broken escape as is, and replace half a character by a question mark."""
    if _BROKEN_ESCAPE.search(body):
        raise ValueError("The form is not percent-encoded.")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise ValueError("The form is not UTF-8.") from None


def _typed(payload: dict[str, Any]) -> dict[str, Any]:
    if not (isinstance(payload.get("type"), str) and payload["type"]):
        raise ValueError("The payload has no type.")
    if payload["type"] == "event_callback":
        raise ValueError("An event is not sent as a form.")  # it would pass by the inbox and the masking of secrets
    return payload
