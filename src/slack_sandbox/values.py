"""Reading and writing plain values as sent over the wire."""

import json
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def truthy(value: object) -> bool:
    """Parse a flag as Slack's form-encoded clients write it: `true`, `1`, and real booleans."""
    return value in (True, 1, "1", "true", "True")


def without_nones(**fields: object) -> Json:
    """Drop the fields that are None: Slack omits absent keys instead of sending null."""
    return {name: value for name, value in fields.items() if value is not None}


def read_json(raw: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Parse JSON, replacing lone surrogates, which Slack never sends; ValueError if it is not JSON."""
    value = json.loads(raw)
    return _replace_surrogates(value) if b"\\ud" in raw.lower() else value


def _replace_surrogates(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_replace_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_replace_surrogates(name): _replace_surrogates(inner) for name, inner in value.items()}
    return value
