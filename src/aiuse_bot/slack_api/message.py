from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

_GONE = {"thread_not_found", "message_not_found"}
_ENOUGH = 2
"""The parent, which begins every thread's page, and the message itself."""


def message_at(client: WebClient, channel_id: str, ts: str) -> dict[str, Any] | None:
    """Return the message with this `ts`, in the channel or in a thread; `None` if it no longer exists.

    Raises `SlackApiError` if the bot may not read there or Slack fails.
    """
    try:
        # Unlike `conversations.history`, this also finds replies; a message without replies is a thread of one.
        page = client.conversations_replies(
            channel=channel_id, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=_ENOUGH
        )
    except SlackApiError as error:
        if error.response["error"] in _GONE:
            return None
        raise
    messages: list[dict[str, Any]] = page.get("messages") or []
    found = next((message for message in messages if message.get("ts") == ts), None)
    return None if found is None or found.get("subtype") == "tombstone" else found
