"""The arguments of a Web API call, sent form-encoded or as JSON."""

import json
from typing import Any

from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json, truthy


class Arguments:
    """Reads arguments by name and type; a wrong type raises SlackError `invalid_arguments`."""

    def __init__(self, values: Json) -> None:
        """`values` are the arguments as received."""
        self.values = values

    def text(self, name: str) -> str | None:
        """Return a string, or None if absent or empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool | dict | list):
            raise _wrong(f"must be a string: {name}")
        return str(value)

    def required(self, name: str) -> str:
        """Return a required string."""
        value = self.text(name)
        if value is None:
            raise _wrong(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """Return whether a flag is set."""
        return truthy(self.values.get(name))

    def number(self, name: str, default: int, *, most: int) -> int:
        """Return an integer from 1 to `most`; like Slack, caps larger ones at `most`."""
        value = self.text(name)
        if value is None:
            return default
        try:
            number = int(value)
        except ValueError:
            raise _wrong(f"must be an integer: {name}") from None
        if number < 1:
            raise _wrong(f"must be more than 0: {name}")
        return min(number, most)

    def structure(self, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return an object or list, which clients may also send as a JSON string, or None if absent."""
        value = self.values.get(name)
        if isinstance(value, str):
            try:
                return json.loads(value) if value else None
            except json.JSONDecodeError:
                raise SlackError(_NOT_JSON.get(name, "invalid_arguments")) from None
        return value

    def names(self, name: str) -> list[str]:
        """Return a list of strings, which clients may also send comma-separated."""
        value = self.values.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [item for item in str(value or "").split(",") if item]


_NOT_JSON = {
    "blocks": "invalid_blocks_format",
    "attachments": "invalid_attachments",
    "metadata": "invalid_metadata_format",
}


def _wrong(text: str) -> SlackError:
    return SlackError.with_messages("invalid_arguments", [f"[ERROR] {text}"])
