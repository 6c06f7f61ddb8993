"""Messages in watched channels: a post may become a record, which then follows its edits and its deletion."""

import datetime as dt
from typing import Any

from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery.erasure import erase_message
from aiuse_bot.domain.capture import (
    delete_message,
    edit_use_case,
    mark_edited,
    use_case_of,
)
from aiuse_bot.domain.extraction import SURE, WORTH_ASKING
from aiuse_bot.domain.message import MessageKey, lock_message
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.watch import is_known, is_watched
from aiuse_bot.listeners.asking import ask_author, notify_of_masking
from aiuse_bot.listeners.bot import Bot, belongs
from aiuse_bot.listeners.card import redraw_card
from aiuse_bot.listeners.event import event_time
from aiuse_bot.listeners.post import ReadPost, is_by_person, is_reply, masked, read_post
from aiuse_bot.listeners.readers import channel_converted
from aiuse_bot.listeners.roundup import redraw_roundups
from aiuse_bot.listeners.saving import save_post, take_back, with_canonical_tools
from aiuse_bot.redaction import masked_kinds
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.thread import thread_of

ASKED_WITHIN = dt.timedelta(days=2)
"""A backfill reads older posts, too. It records those it is sure of; nobody is asked about the rest."""


def message_event(event: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Dispatch by subtype: Slack sends posts, edits, deletions and conversions of a channel all as `message`."""
    subtype = event.get("subtype")
    if subtype == "message_deleted":
        message_deleted(event, bot)
    elif subtype == "message_changed":
        message_changed(event, bot)
    elif subtype in {"channel_convert_to_private", "channel_convert_to_public"}:
        channel_converted(event, bot)
    elif is_by_person(event):
        message_posted(event, bot)
        tell_about_masks(event, body, bot)


def message_posted(event: dict[str, Any], bot: Bot) -> None:
    """Make a post that reads like a use case a record, with the card in its thread, in one commit.

    If the bot is unsure, it asks the author privately. What authors add in their own thread belongs to their post.
    """
    if not is_reply(event):
        _read(event, event["channel"], bot, at=event_time(event))
    elif event.get("parent_user_id") == event["user"]:
        _read_thread(bot, event["channel"], event["thread_ts"], event_time(event))


def message_changed(event: dict[str, Any], bot: Bot) -> None:
    """Apply an edit to the record. Deleting a parent that has replies arrives as an edit (`tombstone`), too."""
    message = event["message"]
    at = event_time(event)
    if message.get("subtype") == "tombstone":
        _record_deletion(MessageKey(bot.workspace_id, event["channel"], message["ts"]), at=at)
    elif not message.get("edited") or not is_by_person(message):
        return
    elif not is_reply(message):
        _read(message, event["channel"], bot, at=at, is_edit=True)
    elif message.get("parent_user_id") == message["user"]:
        _read_thread(bot, event["channel"], message["thread_ts"], at)


def message_deleted(event: dict[str, Any], bot: Bot) -> None:
    """Delete here what was deleted in Slack, even if the post itself has not arrived yet."""
    at = event_time(event)
    _record_deletion(MessageKey(bot.workspace_id, event["channel"], event["deleted_ts"]), at=at)
    previous = event.get("previous_message") or {}
    if previous.get("thread_ts") and previous.get("parent_user_id") == previous.get("user"):
        _read_again(MessageKey(bot.workspace_id, event["channel"], previous["thread_ts"]), bot, at)


def tell_about_masks(event: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Tell the author of a post in a watched channel privately which kinds of secrets in it were masked."""
    kinds = masked_kinds(body)
    if not kinds:
        return
    if dt.datetime.now(dt.UTC) - event_time(event) > ASKED_WITHIN:
        return
    who = bot.person(event["user"])
    key = MessageKey(bot.workspace_id, event["channel"], event["ts"])
    with Session.begin() as session:
        if belongs(who.member) and is_watched(session, bot.workspace_id, event["channel"]):
            notify_of_masking(session, key, event.get("thread_ts"), kinds, who)


def _read(message: dict[str, Any], channel_id: str, bot: Bot, *, at: dt.datetime, is_edit: bool = False) -> None:
    """Record a post, or update its record. `at` is the event's time, because `edited.ts` has whole seconds only.

    A post without a record may get one by this edit; if not, its older text must not become one later. What people of
    other organisations post never becomes one.
    """
    key = MessageKey(bot.workspace_id, channel_id, message["ts"])
    if not _knows(bot, channel_id):
        return
    post = read_post(message, bot, channel_id)
    is_welcome = post.draft.probability < WORTH_ASKING or _is_record(key) or belongs(bot.member(message["user"]))
    with Session.begin() as session:
        lock_message(session, key)
        use_case = use_case_of(session, key, lock=True)
        if use_case is not None:
            _follow(session, use_case, post, bot.settings, at)
            return
        if is_edit:
            mark_edited(session, key, at=at)
        if not is_welcome:
            return
        if is_watched(session, *key[:2]) and post.draft.probability >= SURE:
            save_post(session, key, post, bot.settings, at)
            return
    _ask_if_unsure(key, post, bot)


def _follow(session: OpenSession, use_case: UseCase, post: ReadPost, settings: Settings, at: dt.datetime) -> None:
    fields = with_canonical_tools(session, use_case.workspace_id, post.fields())
    if not edit_use_case(session, use_case, fields, text=post.text, at=at):
        return
    if settings.uses_model:
        use_case.model_due_at = at
    redraw_card(session, use_case)
    redraw_roundups(session, use_case)


def _ask_if_unsure(key: MessageKey, post: ReadPost, bot: Bot) -> None:
    """Ask only while the post is fresh: nobody wants to be asked about what they wrote last year."""
    if (
        dt.datetime.now(dt.UTC) - post.posted.posted_at > ASKED_WITHIN
        or not bot.settings.ask_when_unsure
        or not WORTH_ASKING <= post.draft.probability < SURE
    ):
        return
    who = bot.person(post.posted.author_id)
    with Session.begin() as session:
        if is_watched(session, key.workspace_id, key.channel_id):
            ask_author(session, key, post, who)


def _read_thread(bot: Bot, channel_id: str, thread_ts: str, at: dt.datetime) -> None:
    """Read a post again, together with what its author added in the thread."""
    thread = thread_of(bot.client, channel_id, thread_ts) if _knows(bot, channel_id) else []
    if thread and is_by_person(thread[0]):
        _read(masked(thread[0]), channel_id, bot, at=at)


def _read_again(key: MessageKey, bot: Bot, at: dt.datetime) -> None:
    """Read a post again after its author deleted a reply in the thread, so that the record drops it."""
    with Session.begin() as session:
        use_case = use_case_of(session, key)
        if use_case is None or use_case.withdrawn_at is not None:
            return
    _read_thread(bot, key.channel_id, key.message_ts, at)


def _is_record(key: MessageKey) -> bool:
    with Session.begin() as session:
        return use_case_of(session, key) is not None


def _knows(bot: Bot, channel_id: str) -> bool:
    with Session.begin() as session:
        return is_known(session, bot.workspace_id, channel_id)


def _record_deletion(key: MessageKey, *, at: dt.datetime) -> None:
    with Session.begin() as session:
        if not is_known(session, key.workspace_id, key.channel_id):
            return
        erase_message(session, *key)
        use_case = delete_message(session, key, at=at)
        if use_case is not None:
            take_back(session, use_case)
