"""What the bot tells one person in private about a message: whether to save it, and what was masked."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from slack_bolt import Ack, Respond

from aiuse_bot.blocks.asking import (
    ask_about,
    cannot_be_saved,
    kind_names,
    left_alone,
    masked,
    read_place,
    saved,
)
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery.outbox import tell_later
from aiuse_bot.domain.capture import decline, is_declined, use_case_of
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.listeners.bot import Bot, Person
from aiuse_bot.listeners.post import ReadPost, read_post
from aiuse_bot.listeners.post import masked as masked_message
from aiuse_bot.listeners.saving import save_post
from aiuse_bot.redaction import Kind
from aiuse_bot.slack_api.message import message_at


def ask_author(session: OpenSession, key: MessageKey, post: ReadPost, author: Person) -> None:
    """Ask the author whether to save a post that may be a use case: once, and not if they declined before."""
    if is_declined(session, key):
        return
    tell_later(
        session,
        workspace_id=key.workspace_id,
        channel_id=key.channel_id,
        user_id=author.user_id,
        key=f"ask:{key.channel_id}:{key.message_ts}",
        payload=ask_about(post.fields().title, key.channel_id, key.message_ts, author.language),
        now=dt.datetime.now(dt.UTC),
    )


def notify_of_masking(
    session: OpenSession, key: MessageKey, thread_ts: str | None, kinds: Sequence[Kind], author: Person
) -> None:
    """Tell an author privately, where they posted, what was masked before anything was stored."""
    tell_later(
        session,
        workspace_id=key.workspace_id,
        channel_id=key.channel_id,
        user_id=author.user_id,
        key=f"masked:{key.channel_id}:{key.message_ts}",
        payload=masked(kind_names(kinds, author.language), author.language),
        thread_ts=thread_ts,
        now=dt.datetime.now(dt.UTC),
    )


def save_chosen(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot, respond: Respond) -> None:
    """Save the post as its author wishes. It is read again: it may have changed since the question was asked."""
    ack()
    channel_id, message_ts = read_place(action["value"])
    key = MessageKey(bot.workspace_id, channel_id, message_ts)
    who = bot.person(body["user"]["id"])
    message = message_at(bot.client, channel_id, message_ts)
    if message is None:
        respond(**cannot_be_saved(who.language), replace_original=True)
        return
    post = read_post(masked_message(message), bot, channel_id)
    with Session.begin() as session:
        save_post(session, key, post, bot.settings, dt.datetime.now(dt.UTC))
        use_case = use_case_of(session, key)
    answer = cannot_be_saved(who.language) if use_case is None else saved(use_case, who.language)
    respond(**answer, replace_original=True)


def not_this_time_chosen(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot, respond: Respond) -> None:
    """Record that the author declined, so that they are not asked about this post again."""
    ack()
    key = MessageKey(bot.workspace_id, *read_place(action["value"]))
    with Session.begin() as session:
        decline(session, key, at=dt.datetime.now(dt.UTC))
    respond(**left_alone(bot.person(body["user"]["id"]).language), replace_original=True)
