"""Signed HTTP requests to the app."""

import asyncio
import hashlib
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import (
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    ProtocolError,
    ResponseError,
    SSLError,
)
from urllib3.exceptions import (
    TimeoutError as HTTPTimeoutError,
)

from slack_sandbox.delivery.parcel import Answer, Parcel
from slack_sandbox.patience import Patience
from slack_sandbox.values import Json

_AT_ONCE = 16
_OK = range(200, 300)
_REDIRECTS = urllib3.Retry(total=2, connect=0, read=0, redirect=2, status=0, other=0)


class SignedHTTP:
    """Posts to the app's URL; blocking calls run in a few threads."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._pool = urllib3.PoolManager(maxsize=_AT_ONCE)
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="delivery")

    async def send(self, parcel: Parcel, url: str, signing_secret: str) -> Answer:
        """Post a parcel and judge the response as Slack does."""
        body, content_type = _packed(parcel)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        headers |= signature(signing_secret, body) | _retry_headers(parcel) | parcel.headers
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._post, url, body, headers)

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        try:
            response = self._pool.request(
                "POST",
                url,
                body=body,
                headers=headers,
                retries=_REDIRECTS,
                timeout=urllib3.Timeout(total=self._patience.seconds),
            )
        except HTTPError as error:
            reason = _reason(error)
            return Answer(acknowledged=False, reason=reason, error=f"{reason}: {error}")
        acknowledged = response.status in _OK
        return Answer(
            acknowledged=acknowledged,
            status=response.status,
            body=_read(response.data),
            reason=None if acknowledged else "http_error",
            retry_wanted=acknowledged or response.headers.get("x-slack-no-retry") != "1",
        )

    def close(self) -> None:
        """Close connections and stop the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._pool.clear()


def signature(signing_secret: str, body: bytes) -> dict[str, str]:
    """Return the two headers of Slack's signature, version 0, in real time: the app compares it with its own clock."""
    timestamp = str(int(time.time()))
    base = f"v0:{timestamp}:".encode() + body
    digest = hmac.new(signing_secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _packed(parcel: Parcel) -> tuple[bytes, str]:
    if parcel.kind == "event":
        return json.dumps(parcel.payload).encode(), "application/json"
    form = parcel.payload if parcel.kind == "command" else {"payload": json.dumps(parcel.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _retry_headers(parcel: Parcel) -> dict[str, str]:
    if not parcel.retry_num:
        return {}
    return {"x-slack-retry-num": str(parcel.retry_num), "x-slack-retry-reason": parcel.retry_reason or "unknown_error"}


def _read(data: bytes) -> Json | str | None:
    text = data.decode(errors="replace")
    if not text:
        return None
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return text
    return value if isinstance(value, dict) else text


def _reason(error: HTTPError) -> str:
    cause = error.reason if isinstance(error, MaxRetryError) else error
    if isinstance(cause, NewConnectionError | ProtocolError):
        return "connection_failed"
    if isinstance(cause, HTTPTimeoutError):
        return "http_timeout"
    if isinstance(cause, SSLError):
        return "ssl_error"
    return "too_many_redirects" if isinstance(cause, ResponseError) else "unknown_error"
