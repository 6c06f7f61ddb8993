"""A channel has other readers now: what is shown of its records elsewhere, and of others in it, is drawn again.

What restricts readers is believed at once. What lets in more is verified with Slack, because events may arrive out of
order.
"""

from typing import Any

from aiuse_bot.db import Session
from aiuse_bot.domain.stale_card import mark_cards_of_channel_stale
from aiuse_bot.domain.watch import set_privacy
from aiuse_bot.listeners.bot import Bot
from aiuse_bot.listeners.roundup import redraw_roundups_in, redraw_roundups_of_channel
from aiuse_bot.slack_api.channels import channel_facts


def channel_converted(event: dict[str, Any], bot: Bot) -> None:
    """A channel became private or public."""
    if event["subtype"] == "channel_convert_to_private":
        _follow(event["channel"], bot, is_private=True)
    else:
        _ask(event["channel"], bot)


def channel_shared(event: dict[str, Any], bot: Bot) -> None:
    """A channel was shared with another organisation: it counts as locked from now on."""
    _follow(event["channel"], bot, is_private=True, is_shared=True)


def channel_unshared(event: dict[str, Any], bot: Bot) -> None:
    """An organisation left a shared channel; another one may still be in it."""
    _ask(event["channel"], bot)


def _ask(channel_id: str, bot: Bot) -> None:
    facts = channel_facts(bot.client, channel_id)
    _follow(channel_id, bot, is_private=facts.is_private, is_shared=facts.is_shared)


def _follow(channel_id: str, bot: Bot, *, is_private: bool, is_shared: bool | None = None) -> None:
    with Session.begin() as session:
        set_privacy(session, bot.workspace_id, channel_id, is_private=is_private, is_shared=is_shared)
        redraw_roundups_of_channel(session, bot.workspace_id, channel_id)
        redraw_roundups_in(session, bot.workspace_id, channel_id)
        mark_cards_of_channel_stale(session, bot.workspace_id, channel_id)
