"""What is said in a watched channel: a post may become a record, which then follows its edits and its deletion."""

import datetime as dt
from typing import Any

from slack_sdk import WebClient

from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery.forgetting import forget_message
from aiuse_bot.domain.capture import (
    PostedBy,
    RecordFields,
    delete_message,
    edit_use_case,
    mark_edited,
    record_use_case,
    use_case_of,
)
from aiuse_bot.domain.extraction import Draft, Post, plain_text, read_draft
from aiuse_bot.domain.message import MessageKey, hold
from aiuse_bot.domain.praise import settle_all_points
from aiuse_bot.domain.text import storable
from aiuse_bot.domain.watch import is_known, is_watched, set_privacy
from aiuse_bot.listeners.card import post_card, redraw_card, remove_card
from aiuse_bot.listeners.event import event_time, moment
from aiuse_bot.listeners.roundup import redraw_roundups, redraw_roundups_of_channel
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.channels import channel_facts

LONGEST_TITLE = 80
NO_WORDS = "–"

BY_PEOPLE = {None, "file_share", "me_message", "thread_broadcast"}
"""The subtypes under which people speak; all others are Slack's own notes (joins, topics) or bots."""


def message_event(event: dict[str, Any], workspace_id: str, settings: Settings, client: WebClient) -> None:
    """Slack reports posts, edits, deletions and changes of a channel all as `message`; the subtype tells them apart."""
    subtype = event.get("subtype")
    if subtype == "message_deleted":
        message_deleted(event, workspace_id, settings)
    elif subtype == "message_changed":
        message_changed(event, workspace_id, settings)
    elif subtype in {"channel_convert_to_private", "channel_convert_to_public"}:
        channel_converted(event, workspace_id, client)
    elif subtype in BY_PEOPLE:
        message_posted(event, workspace_id, settings)


def message_posted(event: dict[str, Any], workspace_id: str, settings: Settings) -> None:
    """A post that reads like a use case becomes a record, and its thread gets the card, in one commit."""
    if not _is_top_level_post_of_a_person(event):
        return
    key = MessageKey(workspace_id, event["channel"], event["ts"])
    with Session.begin() as session:
        _record(session, key, event, settings, at=event_time(event))


def message_changed(event: dict[str, Any], workspace_id: str, settings: Settings) -> None:
    """An edit reaches the record; a parent that was deleted under its replies arrives as a changed one, too."""
    message = event["message"]
    key = MessageKey(workspace_id, event["channel"], message["ts"])
    if message.get("subtype") == "tombstone":
        _bury(key, settings, at=event_time(event))
    elif message.get("edited") and _is_top_level_post_of_a_person(message):
        _follow_edit(key, message, settings, at=event_time(event))


def message_deleted(event: dict[str, Any], workspace_id: str, settings: Settings) -> None:
    """What is deleted in Slack is gone here, also where the post itself has not arrived yet."""
    _bury(MessageKey(workspace_id, event["channel"], event["deleted_ts"]), settings, at=event_time(event))


def channel_converted(event: dict[str, Any], workspace_id: str, client: WebClient) -> None:
    """A channel got or lost its lock: from now on its records have other readers, also in roundups elsewhere.

    A lock is believed at once. That it is gone is asked of Slack: events may arrive in the wrong order.
    """
    channel_id = event["channel"]
    is_private = event["subtype"] == "channel_convert_to_private" or channel_facts(client, channel_id).is_private
    with Session.begin() as session:
        set_privacy(session, workspace_id, channel_id, is_private=is_private)
        redraw_roundups_of_channel(session, workspace_id, channel_id)


def _is_top_level_post_of_a_person(message: dict[str, Any]) -> bool:
    if message.get("bot_id") or not message.get("user") or message.get("subtype") not in BY_PEOPLE:
        return False
    is_reply = message.get("thread_ts") not in {None, message["ts"]}
    return not is_reply or message.get("subtype") == "thread_broadcast"


def _record(
    session: OpenSession, key: MessageKey, message: dict[str, Any], settings: Settings, *, at: dt.datetime
) -> None:
    if not is_watched(session, key.workspace_id, key.channel_id):
        return
    text = storable(message.get("text") or "")
    draft = read_draft(Post(message["user"], text))
    if not draft.is_use_case:
        return
    posted = PostedBy(message["user"], moment(key.message_ts), message.get("thread_ts"))
    use_case = record_use_case(session, key, posted, fields_of(draft), text=text, at=at)
    if use_case is not None:
        settle_all_points(session, use_case, settings.praise_points)
        post_card(session, use_case)


def _follow_edit(key: MessageKey, message: dict[str, Any], settings: Settings, *, at: dt.datetime) -> None:
    """Let the record follow. `at` is the event's time: `edited.ts` has whole seconds and may lie before the post.

    A post that is no record yet may become one by its edit; if not, its older words must not become one later.
    """
    with Session.begin() as session:
        if not is_known(session, key.workspace_id, key.channel_id):
            return
        hold(session, key)
        use_case = use_case_of(session, key, lock=True)
        if use_case is None:
            mark_edited(session, key, at=at)
            _record(session, key, message, settings, at=at)
            return
        text = storable(message.get("text") or "")
        fields = fields_of(read_draft(Post(message["user"], text)))
        if edit_use_case(session, use_case, _titled(fields, text), text=text, at=at):
            redraw_card(session, use_case)
            redraw_roundups(session, use_case)


def _titled(fields: RecordFields, text: str) -> RecordFields:
    """Give a record a title from its new words, whatever they are; the old ones are gone."""
    return fields if fields.title else fields._replace(title=plain_text(text)[:LONGEST_TITLE].strip() or NO_WORDS)


def _bury(key: MessageKey, settings: Settings, *, at: dt.datetime) -> None:
    with Session.begin() as session:
        if not is_known(session, key.workspace_id, key.channel_id):
            return
        forget_message(session, *key)
        use_case = delete_message(session, key, at=at)
        if use_case is not None:
            settle_all_points(session, use_case, settings.praise_points)
            remove_card(session, use_case)
            redraw_roundups(session, use_case)


def fields_of(draft: Draft) -> RecordFields:
    """Return what a record keeps of a draft."""
    return RecordFields(
        title=draft.title,
        issue=draft.issue,
        approach=draft.approach,
        result=draft.result,
        prompt=draft.prompt,
        risk=draft.risk,
        tools=draft.tools,
        time_saved_minutes=draft.time_saved_minutes,
        time_saved_period=draft.time_saved_period,
        time_saved_percent=draft.time_saved_percent,
        language=draft.language,
    )
