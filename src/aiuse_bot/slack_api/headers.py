"""The headers of Slack's responses."""

from collections.abc import Mapping
from typing import Any

DEFAULT_RETRY_AFTER_S = 30
"""Seconds to wait when Slack rate-limits us without saying how long."""
LONGEST_RETRY_AFTER_S = 3600


def header(headers: Mapping[str, Any] | None, name: str) -> str:
    """Return one header, ignoring case and whether slack_sdk passes a list; empty if missing."""
    value = next((value for known, value in dict(headers or {}).items() if str(known).lower() == name), "")
    return str(value[0] if isinstance(value, list) and value else value or "")


def retry_after_s(headers: Mapping[str, Any] | None) -> float:
    """Return how many seconds (1 to 3,600) Slack asks to wait; 30 if it does not say."""
    text = header(headers, "retry-after")
    return min(max(float(text), 1), LONGEST_RETRY_AFTER_S) if text.isdecimal() else DEFAULT_RETRY_AFTER_S
