"""What an error response from Slack means."""

import http.client
import re
import ssl
import urllib.error
from typing import NamedTuple

from slack_sdk.errors import SlackApiError

from aiuse_bot.slack_api.headers import retry_after_s

_DOUBTFUL = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack: "possible some aspect of the operation succeeded" (chat.postMessage, errors)."""
_LATER = frozenset({"team_added_to_org", "ratelimited", "rate_limited", "message_limit_exceeded"})
_CODE = re.compile(r"[a-z0-9_*-]{1,80}")
_NETWORK = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError)


class Refusal(NamedTuple):
    """`error` is Slack's error code, or the HTTP status if a proxy answered.

    `retry_after_s`: seconds to wait before a retry, `None` if Slack did not rate-limit us; `is_doubtful`: Slack failed
    and may have done what was asked.
    """

    error: str
    retry_after_s: float | None
    is_doubtful: bool


def read_refusal(problem: SlackApiError) -> Refusal:
    """Classify an error response from Slack."""
    response = problem.response
    status, error = int(response.status_code), str(response.get("error") or "")
    # Anything but a Slack error code is a page from some proxy; storing it would fill the table.
    name = error if _CODE.fullmatch(error) else f"status {status}"
    if status == http.HTTPStatus.TOO_MANY_REQUESTS or error in _LATER:
        return Refusal(name, retry_after_s(response.headers), is_doubtful=False)
    is_doubtful = status >= http.HTTPStatus.INTERNAL_SERVER_ERROR or error in _DOUBTFUL or name != error
    return Refusal(name, None, is_doubtful)


def retry_delay_s(problem: BaseException) -> float | None:
    """Return the minimum seconds to wait before a retry, or `None` if the error is not transient."""
    if isinstance(problem, SlackApiError):
        refusal = read_refusal(problem)
        return refusal.retry_after_s or (0 if refusal.is_doubtful else None)
    return 0 if isinstance(problem, _NETWORK) else None
