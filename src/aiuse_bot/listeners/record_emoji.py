"""The record emoji on anybody's message saves it in the library and credits its author."""

import datetime as dt
from typing import Any

from aiuse_bot.blocks.asking import declined_by_author, thanks_for_saving
from aiuse_bot.blocks.strangers import not_your_library, written_by_stranger
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery.outbox import tell_later
from aiuse_bot.domain.capture import is_declined, use_case_of
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.watch import is_known, remember_channel
from aiuse_bot.listeners.bot import Bot, belongs
from aiuse_bot.listeners.event import Reacted
from aiuse_bot.listeners.post import is_by_person, masked, read_post
from aiuse_bot.listeners.saving import save_post
from aiuse_bot.slack_api.channels import channel_facts
from aiuse_bot.slack_api.message import message_at


def add_emoji(reacted: Reacted, bot: Bot) -> None:
    """Save the message. Whoever reacted is thanked in private, once, or told why it is not saved."""
    key, user_id = reacted.message, reacted.user_id
    with Session.begin() as session:
        use_case = use_case_of(session, key)
    if use_case is not None and use_case.withdrawn_at is None:
        return
    message = message_at(bot.client, key.channel_id, key.message_ts)
    if message is None or not is_by_person(message):
        return
    if not belongs(bot.member(message["user"])):
        with Session.begin() as session:
            _notify(session, key, user_id, written_by_stranger(bot.person(user_id).language))
        return
    post = read_post(masked(message), bot, key.channel_id)
    facts = channel_facts(bot.client, key.channel_id)
    with Session.begin() as session:
        if is_declined(session, key):
            _notify(session, key, user_id, declined_by_author(bot.person(user_id).language))
            return
        remember_channel(
            session, *key[:2], is_private=facts.is_private, is_shared=facts.is_shared, locale=bot.settings.locale
        )
        made = save_post(session, key, post, bot.settings, reacted.at)
        if made is not None and made.author_id != user_id:
            _notify(session, key, user_id, thanks_for_saving(made, bot.person(user_id).language))


def refuse_stranger(reacted: Reacted, bot: Bot) -> None:
    """Tell somebody of another organisation, once for each message, that the library is not theirs."""
    with Session.begin() as session:
        if is_known(session, *reacted.message[:2]):
            who = bot.person(reacted.user_id)
            _notify(session, reacted.message, reacted.user_id, not_your_library(who.language))


def _notify(session: OpenSession, key: MessageKey, user_id: str, payload: dict[str, Any]) -> None:
    tell_later(
        session,
        workspace_id=key.workspace_id,
        channel_id=key.channel_id,
        user_id=user_id,
        key=f"brought:{key.channel_id}:{key.message_ts}:{user_id}",
        payload=payload,
        now=dt.datetime.now(dt.UTC),
    )
