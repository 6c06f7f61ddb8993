"""One message, one call: what is sent to Slack, and what its response means for the outbox."""

import http.client
import socket
import ssl
import urllib.error
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from aiuse_bot.delivery.sending import DELETE, HISTORY, REACT, REPLIES, TELL, UPDATE, Claimed
from aiuse_bot.jobs.deliver.refusal import read_refusal

CLIENT_TIMEOUT = 15.0
"""Seconds. The outbox's lease must be longer, so that no call is in progress while its message is looked for."""

EARLIER = 60
"""Seconds before the first attempt at which the search for a message starts: our clock and Slack's differ."""

PAGE = 200
METADATA_TYPE = "aiuse_bot_message"

Kind = Literal["sent", "failed", "cancelled", "unknown", "absent", "again", "paused", "unsure"]


class Outcome(NamedTuple):
    """What became of a call. `seconds` is how long to pause `method` when Slack rate-limited it (kind `paused`).

    `unknown`: it may have been stored; `absent`: it was looked for and is not there; `unsure`: looking is impossible;
    `again`: nothing was stored, retry.
    """

    kind: Kind
    message_ts: str | None = None
    error: str = ""
    method: str = ""
    seconds: float = 0


def posting_client(token: str, base_url: str, timeout: float = CLIENT_TIMEOUT) -> WebClient:
    """Return a client that never retries by itself: the library's default repeats a post after a lost response.

    `timeout` is in seconds; the worker has to use the same one (`Timing.timeout`).
    """
    # The library declares `int` but passes it to sockets, which accept fractions.
    return WebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])  # type: ignore[arg-type]


def send(client: WebClient, message: Claimed) -> Outcome:
    """Post, change, delete, show to one person or react, in a single attempt."""
    if message.withdrawn:
        return Outcome("cancelled", error="withdrawn")
    if message.method in {UPDATE, DELETE} and message.target_ts is None:
        return Outcome("cancelled", error="the message was never posted")
    if message.method == TELL and message.attempts > 1:
        # An ephemeral message cannot be looked up, and being asked twice is worse than not being asked.
        return Outcome("cancelled", error="it may have been shown already")
    try:
        response = client.api_call(message.method, json=_arguments(message))
    except SlackApiError as refusal:
        return _meaning(message.method, refusal)
    except (OSError, http.client.HTTPException) as problem:
        return Outcome("again" if _was_never_sent(problem) else "unknown", error=type(problem).__name__)
    return Outcome("sent", message_ts=response.get("ts"))


def reconcile(client: WebClient, message: Claimed) -> Outcome:
    """Find out whether an earlier attempt reached the channel, by searching for the token in the message metadata."""
    method = REPLIES if message.thread_ts else HISTORY
    try:
        for found in _messages(client, method, message):
            if _token(found) == str(message.token):
                return Outcome("sent", message_ts=found["ts"])
    except SlackApiError as refusal:
        meaning = _meaning(method, refusal)
        return meaning._replace(kind="unsure") if meaning.kind == "failed" else meaning
    except (OSError, http.client.HTTPException) as problem:
        return Outcome("unknown", error=type(problem).__name__)
    return Outcome("absent", error="not found in the channel")


def _arguments(message: Claimed) -> dict[str, Any]:
    if message.method == REACT:
        return {**message.payload, "channel": message.channel_id}
    if message.method in {UPDATE, DELETE}:
        return {**message.payload, "channel": message.channel_id, "ts": message.target_ts}
    thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
    if message.method == TELL:
        return {**message.payload, **thread, "channel": message.channel_id}
    mark = {"event_type": METADATA_TYPE, "event_payload": {"id": str(message.token)}}
    return {**message.payload, **thread, "channel": message.channel_id, "metadata": mark}


def _messages(client: WebClient, method: str, message: Claimed) -> Iterator[dict[str, Any]]:
    """Yield messages from all pages since shortly before the first attempt: others may have posted a lot since."""
    asked: dict[str, Any] = {
        "channel": message.channel_id,
        "oldest": f"{message.first_attempt_at.timestamp() - EARLIER:.6f}",
        "include_all_metadata": True,
        "limit": PAGE,
    }
    if message.thread_ts:
        asked["ts"] = message.thread_ts
    while True:
        page = client.api_call(method, params=asked)
        yield from page.get("messages") or []
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        asked["cursor"] = cursor


def _token(found: dict[str, Any]) -> str | None:
    metadata = found.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    token = payload.get("id")
    return token if metadata.get("event_type") == METADATA_TYPE and isinstance(token, str) else None


def _meaning(method: str, problem: SlackApiError) -> Outcome:
    refusal = read_refusal(problem)
    if refusal.retry_after_s is not None:
        return Outcome("paused", error=refusal.error, method=method, seconds=refusal.retry_after_s)
    if refusal.is_doubtful:
        return Outcome("unknown", error=refusal.error)
    if refusal.error == "message_not_found" and method in {UPDATE, DELETE}:
        return Outcome("sent" if method == DELETE else "cancelled", error=refusal.error)
    if refusal.error == "already_reacted":
        return Outcome("sent")
    return Outcome("failed", error=refusal.error)


def _was_never_sent(problem: BaseException) -> bool:
    """Whether the call cannot have reached Slack: the connection or its TLS verification failed."""
    cause = problem.reason if isinstance(problem, urllib.error.URLError) else problem
    return isinstance(cause, ConnectionRefusedError | socket.gaierror | ssl.SSLCertVerificationError)
