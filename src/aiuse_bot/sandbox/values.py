"""Plain values as they travel over the wire."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def truthy(value: object) -> bool:
    """Read a flag as Slack's form-encoded clients write it: `true`, `1`, and real booleans."""
    return value in (True, 1, "1", "true", "True")


def without_nones(**fields: object) -> Json:
    """Keep the fields that have a value: Slack leaves absent keys out instead of sending null."""
    return {name: value for name, value in fields.items() if value is not None}
