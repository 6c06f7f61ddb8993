"""Slack's own validation of a modal's inputs, before anything is sent to the app."""

import re

from slack_sandbox.block_kit.state import Place, Values, places
from slack_sandbox.values import Json

_PATTERNS = (
    ("email_text_input", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "Please enter a valid email address."),
    ("url_text_input", re.compile(r"https?://\S+"), "Please enter a valid URL."),
)


def input_errors(blocks: list[Json], values: Values) -> dict[str, str]:
    """Return the errors that Slack itself shows at the fields, by block id; empty if the form may be sent."""
    errors: dict[str, str] = {}
    for place in places(blocks):
        if place.block["type"] == "input":
            state = values.get(place.block["block_id"], {}).get(place.element["action_id"], {})
            error = _input_error(place, state.get(place.key))
            if error is not None:
                errors[place.block["block_id"]] = error
    return errors


def _input_error(place: Place, value: object) -> str | None:
    if value in (None, "", []):
        return None if place.block.get("optional") else "Please complete this required field."
    kind, element = place.element["type"], place.element
    if kind == "plain_text_input":
        return _length_error(element, str(value))
    if kind == "number_input":
        return _number_error(element, str(value))
    for typed, pattern, text in _PATTERNS:
        if kind == typed and not pattern.fullmatch(str(value)):
            return text
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"You can select up to {most} options."
    return None


def _length_error(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"This entry must be at least {least} characters long."
    return f"This entry must be at most {most} characters long." if len(value) > most else None


def _number_error(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"This number must be at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"This number must be at most {element['max_value']}."
    return None
