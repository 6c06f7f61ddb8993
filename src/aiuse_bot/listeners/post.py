"""Reads a person's message, with what its author added in the thread, as a draft of a record."""

from typing import Any, NamedTuple

from slack_sdk import WebClient

from aiuse_bot.domain.capture import PostedBy, RecordFields
from aiuse_bot.domain.extraction import Draft, Post, Reply, plain_text, read_draft
from aiuse_bot.domain.text import storable
from aiuse_bot.listeners.bot import Bot
from aiuse_bot.listeners.event import moment
from aiuse_bot.redaction import mask_envelope
from aiuse_bot.slack_api.thread import may_have_replied, thread_of

LONGEST_TITLE = 80
NO_WORDS = "–"

BY_PEOPLE = {None, "file_share", "me_message", "thread_broadcast"}
"""The subtypes of messages by people; all others are Slack's own notes (joins, topics) or bots."""


class ReadPost(NamedTuple):
    """Who wrote a message and when, its full text, and what the rules extracted from it."""

    posted: PostedBy
    text: str
    draft: Draft

    def fields(self) -> RecordFields:
        """Return the fields of its record. A record always has a title, whatever the text is."""
        draft = self.draft
        return RecordFields(
            title=draft.title or plain_text(self.text)[:LONGEST_TITLE].strip() or NO_WORDS,
            issue=draft.issue,
            approach=draft.approach,
            result=draft.result,
            prompt=draft.prompt,
            risk=draft.risk,
            tools=draft.tools,
            tool_versions=draft.tool_versions,
            time_saved_minutes=draft.time_saved_minutes,
            time_saved_period=draft.time_saved_period,
            time_saved_percent=draft.time_saved_percent,
            language=draft.language,
        )


def is_by_person(message: dict[str, Any]) -> bool:
    """Whether a person wrote this; bots and Slack's own notes describe no use case."""
    return not message.get("bot_id") and bool(message.get("user")) and message.get("subtype") in BY_PEOPLE


def is_reply(message: dict[str, Any]) -> bool:
    """Whether a message is in a thread only. A reply that was also sent to the channel is a post of its own."""
    in_thread = message.get("thread_ts") not in {None, message["ts"]}
    return in_thread and message.get("subtype") != "thread_broadcast"


def read_post(message: dict[str, Any], bot: Bot, channel_id: str) -> ReadPost:
    """Read a message, together with its author's own replies in the thread.

    Asks Slack for the thread only if the message says that its author may have replied in it.
    """
    own = _own_replies(message, bot.client, channel_id)
    words = [_words(one) for one in (message, *own)]
    replies = tuple(Reply(message["user"], text) for text in words[1:])
    draft = read_draft(Post(message["user"], words[0], replies, message.get("blocks")), bot.known_tools())
    posted = PostedBy(message["user"], moment(message["ts"]), message.get("thread_ts") if _is_shown(message) else None)
    return ReadPost(posted, "\n".join(words), draft)


def masked(message: dict[str, Any]) -> dict[str, Any]:
    """Mask a message fetched from Slack, in place, like events are masked before they are stored."""
    mask_envelope({"event": message})
    return message


def _own_replies(message: dict[str, Any], client: WebClient, channel_id: str) -> list[dict[str, Any]]:
    if not may_have_replied(message, message["user"]):
        return []
    thread = thread_of(client, channel_id, message["ts"])
    return [masked(reply) for reply in thread[1:] if is_by_person(reply) and reply["user"] == message["user"]]


def _words(message: dict[str, Any]) -> str:
    return storable(message.get("text") or "")


def _is_shown(message: dict[str, Any]) -> bool:
    return message.get("subtype") == "thread_broadcast"
