from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

PAGE = 200

_NOT_THERE = frozenset({"thread_not_found", "message_not_found", "channel_not_found", "not_in_channel"})


def may_have_replied(message: dict[str, Any], user_id: str | None) -> bool:
    """Whether somebody may have replied in the thread of a message; `reply_users` names five people at most."""
    named = message.get("reply_users") or ()
    return user_id in named or message.get("reply_users_count", 0) > len(named)


def thread_of(client: WebClient, channel_id: str, thread_ts: str) -> list[dict[str, Any]]:
    """Return a thread, first message first; empty if it does not exist (any more) or the bot may not read it."""
    try:
        pages = list(client.conversations_replies(channel=channel_id, ts=thread_ts, limit=PAGE))
    except SlackApiError as refusal:
        if refusal.response["error"] in _NOT_THERE:
            return []
        raise
    return [message for page in pages for message in page["messages"]]
