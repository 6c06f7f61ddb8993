"""The bot's one reply to a post: posted with the record, redrawn when it changes, deleted when it is withdrawn."""

import datetime as dt

from aiuse_bot.blocks.capture import use_case_card
from aiuse_bot.db import OpenSession
from aiuse_bot.delivery.outbox import post_later, react_later, update_later, withdraw
from aiuse_bot.domain.capture import card_posted, delete_message, is_deleted
from aiuse_bot.domain.card import card_contents
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.models.capture import CARD
from aiuse_bot.domain.praise import settle_all_points
from aiuse_bot.domain.reuse import follow_all_emoji
from aiuse_bot.domain.rules import rules_of
from aiuse_bot.i18n import language
from aiuse_bot.listeners.tips import give_waiting_tips
from aiuse_bot.settings import Settings

SAVED_EMOJI = "white_check_mark"


def announce(session: OpenSession, use_case: UseCase, settings: Settings) -> None:
    """Announce that a post is in the library: by the card in its thread or, by setting, by a reaction alone."""
    if settings.reply_with == "card" or use_case.channel_id is None or use_case.message_ts is None:
        post_card(session, use_case)
        return
    react_later(
        session,
        workspace_id=use_case.workspace_id,
        channel_id=use_case.channel_id,
        message_ts=use_case.message_ts,
        emoji=SAVED_EMOJI,
        key=use_case.card_key,
        now=dt.datetime.now(dt.UTC),
    )


def post_card(session: OpenSession, use_case: UseCase) -> None:
    """Post the card in the thread of the post; a record from the modal has no post, so its card is a new message."""
    if use_case.channel_id is None:
        return
    post_later(
        session,
        workspace_id=use_case.workspace_id,
        channel_id=use_case.channel_id,
        thread_ts=use_case.thread_ts or use_case.message_ts,
        key=use_case.card_key,
        payload=_drawn(session, use_case),
        now=dt.datetime.now(dt.UTC),
    )


def redraw_card(session: OpenSession, use_case: UseCase) -> None:
    """Update the card to what the record says now. Several changes in a row become one update."""
    update_later(
        session,
        workspace_id=use_case.workspace_id,
        key=use_case.card_key,
        payload=_drawn(session, use_case),
        now=dt.datetime.now(dt.UTC),
    )


def remove_card(session: OpenSession, use_case: UseCase) -> None:
    """Delete the card, and with it the text that it repeats."""
    withdraw(session, workspace_id=use_case.workspace_id, key=use_case.card_key, now=dt.datetime.now(dt.UTC))


def card_sent(session: OpenSession, key: str, card: MessageKey) -> None:
    """Store where a record's card is, so that praise on it counts, including praise given before this ran."""
    if not key.startswith(CARD):
        return
    use_case = card_posted(session, int(key.removeprefix(CARD)), card)
    if is_deleted(session, card):
        # The post of a record from the modal was deleted before we knew where it was.
        delete_message(session, card, at=dt.datetime.now(dt.UTC))
    elif use_case is not None:
        points = rules_of(session, use_case.workspace_id).points_for_reuse
        follow_all_emoji(session, use_case, points=points, at=dt.datetime.now(dt.UTC))
        settle_all_points(session, use_case)
        give_waiting_tips(session, use_case)


def _drawn(session: OpenSession, use_case: UseCase) -> dict[str, object]:
    return use_case_card(card_contents(session, use_case), language(use_case.language))
