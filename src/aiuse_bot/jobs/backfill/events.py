"""Turn Slack's history into the events Slack would have sent, so that it takes the same path as all other events.

Each has an id derived from its content. The inbox deduplicates by it, so reading twice changes nothing.
"""

import copy
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from aiuse_bot.delivery.inbox import Envelope
from aiuse_bot.domain.backfill import READ_BACK, HeldReaction, KnownMessage
from aiuse_bot.domain.capture.fields import text_hash
from aiuse_bot.domain.text import storable
from aiuse_bot.redaction import mask_envelope

APP = "backfill"
"""Replaces the app id of Slack's events, so that our event ids cannot be mistaken for Slack's."""

BY_PEOPLE = {None, "file_share", "me_message", "thread_broadcast"}
"""The subtypes of messages that people write."""

Json = dict[str, Any]


class Place(NamedTuple):
    """The channel being read, and whether it is private now."""

    workspace_id: str
    channel_id: str
    is_private: bool

    @property
    def kind(self) -> str:
        """The `channel_type` Slack uses in events."""
        return "group" if self.is_private else "channel"


class SyntheticEvent(NamedTuple):
    """An event built from history instead of sent by Slack, and a name that identifies it."""

    event: Json
    name: str


def envelope(place: Place, synthetic: SyntheticEvent) -> Envelope:
    """Wrap an event as Slack does, with secrets masked as in everything we store."""
    event_id = f"{READ_BACK}{place.workspace_id}-{place.channel_id}-{synthetic.name}"
    body: Json = {
        "type": "event_callback",
        "team_id": place.workspace_id,
        "api_app_id": APP,
        "event_id": event_id,
        "event_time": int(synthetic.event["event_ts"].partition(".")[0]),
        "authorizations": [{"team_id": place.workspace_id, "enterprise_id": None, "is_bot": True}],
        "event": copy.deepcopy(synthetic.event),
    }
    mask_envelope(body)
    return Envelope(place.workspace_id, APP, event_id, synthetic.event["type"], json.dumps(body).encode())


def is_of_a_person(message: Json) -> bool:
    """Whether a person posted this in the channel itself, not in a thread."""
    is_persons = not message.get("bot_id") and message.get("user") and message.get("subtype") in BY_PEOPLE
    return bool(is_persons) and not _is_reply(message)


def own_replies(message: Json, thread: Sequence[Json]) -> list[Json]:
    """Return the replies that the author of `message` wrote in its thread."""
    theirs = (reply for reply in thread if reply["ts"] != message["ts"] and not reply.get("bot_id"))
    return [reply for reply in theirs if reply.get("user") == message["user"] and reply.get("subtype") in BY_PEOPLE]


def words(
    place: Place, message: Json, known: KnownMessage | None, thread: Sequence[Json], as_of: str
) -> Iterator[SyntheticEvent]:
    """Yield an event for a person's post that we do not know, or whose text no longer matches its record.

    A record's text is its post and what its author added in the thread, as `listeners.post` reads them. `as_of` is the
    `ts` from which Slack may show something else.
    """
    if known is None:
        yield SyntheticEvent(
            _in_channel(place, message) | {"event_ts": _written_at(message, as_of)}, _state_of([message])
        )
        return
    own = own_replies(message, thread)
    text = "\n".join(storable(_masked(part).get("text") or "") for part in (message, *own))
    if text_hash(text) != known.text_hash:
        yield SyntheticEvent(_changed(place, message, own, as_of), _state_of([message, *own]))


def deleted(place: Place, ts: str, as_of: str) -> SyntheticEvent:
    """Return the event for a deleted message."""
    return SyntheticEvent(_hidden(place, "message_deleted", as_of) | {"deleted_ts": ts}, f"{ts}-deleted")


def converted(place: Place, as_of: str) -> SyntheticEvent:
    """Return the event that the channel became private or public, whichever it is now."""
    subtype = "channel_convert_to_private" if place.is_private else "channel_convert_to_public"
    return SyntheticEvent(_hidden(place, subtype, as_of), f"{as_of}-converted")


def reactions(
    place: Place, message: Json, shown: Mapping[tuple[str, str], bool], held: Mapping[tuple[str, str], HeldReaction],
    as_of: str, *, is_whole: bool,
) -> Iterator[SyntheticEvent]:  # fmt: skip
    """Yield an event for each reaction added to or removed from a message since we last knew.

    `shown`: (user id, canonical emoji) → whether we listen to it. Unless Slack listed everybody (`is_whole`), nobody is
    assumed to have removed theirs. Slack keeps no time of a reaction, so that of the response is used.
    """
    for (user_id, emoji), is_heard in shown.items():
        before = held.get((user_id, emoji))
        if is_heard and not (before and before.is_present):
            yield _reaction(place, message, "reaction_added", user_id, emoji, before, as_of)
    for (user_id, emoji), before in held.items():
        if is_whole and before.is_present and (user_id, emoji) not in shown:
            yield _reaction(place, message, "reaction_removed", user_id, emoji, before, as_of)


def _reaction(
    place: Place, message: Json, kind: str, user_id: str, emoji: str, before: HeldReaction | None, as_of: str
) -> SyntheticEvent:
    event: Json = {
        "type": kind,
        "user": user_id,
        "reaction": emoji,
        "item": {"type": "message", "channel": place.channel_id, "ts": message["ts"]},
        "event_ts": as_of,
    }
    if message.get("user"):
        event["item_user"] = message["user"]
    # People add and remove the same emoji repeatedly: the time of the previous change tells these events apart.
    since = before.changed_at.timestamp() if before else 0
    return SyntheticEvent(event, f"{message['ts']}-{kind}-{user_id}-{emoji}-{since:.6f}")


def _in_channel(place: Place, message: Json) -> Json:
    left_out = {"reactions", "pinned_to", "pinned_info"}
    post = {name: value for name, value in message.items() if name not in left_out}
    return post | {"type": "message", "channel": place.channel_id, "channel_type": place.kind}


def _changed(place: Place, message: Json, own: Sequence[Json], as_of: str) -> Json:
    """Have the post read again, even if only its thread changed, which Slack's history shows only on the replies."""
    edited = message.get("edited") or {"user": message["user"], "ts": as_of}
    # Slack lists only a few of those who replied; the listener looks for the author among them.
    replied = list(dict.fromkeys([*(message["user"] for _ in own[:1]), *message.get("reply_users", ())]))
    now = message | {"edited": edited, "reply_users": replied}
    return _hidden(place, "message_changed", as_of) | {"message": now}


def _hidden(place: Place, subtype: str, as_of: str) -> Json:
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": place.channel_id,
        "channel_type": place.kind,
        "ts": as_of,
        "event_ts": as_of,
    }


def _written_at(message: Json, as_of: str) -> str:
    """Return the `ts` of this text: Slack keeps an edit's second, so the end of that second, or `as_of` if sooner."""
    edited = message.get("edited")
    if not edited:
        return str(message["ts"])
    return max(min(f"{edited['ts'].partition('.')[0]}.999999", as_of), str(message["ts"]))


def _state_of(messages: Sequence[Json]) -> str:
    """Return a name that identifies the text of a post and its author's replies without containing it."""
    edits = [(message["ts"], (message.get("edited") or {}).get("ts"), message.get("text")) for message in messages]
    digest = hashlib.sha256(json.dumps(edits).encode()).hexdigest()[:16]
    return f"{messages[0]['ts']}-{edits[0][1] or 0}-{digest}"


def _masked(message: Json) -> Json:
    copied = copy.deepcopy(message)
    mask_envelope({"event": copied})
    return copied


def _is_reply(message: Json) -> bool:
    in_thread = message.get("thread_ts") not in {None, message["ts"]}
    return in_thread and message.get("subtype") != "thread_broadcast"
