"""Changes of the workspace itself: what was cached is invalidated, and what is gone is erased."""

import datetime as dt
from typing import Any

from aiuse_bot.db import Session
from aiuse_bot.delivery.erasure import erase_channel, erase_workspace
from aiuse_bot.domain.capture import use_cases_of_channel, use_cases_of_workspace, withdraw
from aiuse_bot.domain.tips import erase_notes
from aiuse_bot.domain.watch import unwatch
from aiuse_bot.listeners.bot import Bot
from aiuse_bot.listeners.saving import take_back
from aiuse_bot.slack_api.channels import PrivateChannels
from aiuse_bot.slack_api.emoji import CustomEmoji
from aiuse_bot.slack_api.members import Members


def user_changed(event: dict[str, Any], members: Members) -> None:
    """A member changed language, zone or role."""
    members.invalidate(event["user"]["id"])


def channel_deleted(event: dict[str, Any], bot: Bot) -> None:
    """Erase what was posted in a deleted channel, including the text of the records that came from it."""
    channel_id = event["channel"]
    with Session.begin() as session:
        erase_channel(session, bot.workspace_id, channel_id)
        unwatch(session, bot.workspace_id, channel_id)
        for use_case in use_cases_of_channel(session, bot.workspace_id, channel_id):
            withdraw(session, use_case, at=dt.datetime.now(dt.UTC))
            take_back(session, use_case)


def app_uninstalled(bot: Bot) -> None:
    """Erase all text of a workspace that removed the app. Numbers, points and dates stay."""
    with Session.begin() as session:
        erase_workspace(session, bot.workspace_id)
        erase_notes(session, bot.workspace_id)
        for use_case in use_cases_of_workspace(session, bot.workspace_id):
            withdraw(session, use_case, at=dt.datetime.now(dt.UTC))


def emoji_changed(custom_emoji: CustomEmoji) -> None:
    """Somebody added, renamed or removed an emoji of the workspace."""
    custom_emoji.invalidate()


def members_of_channel_changed(event: dict[str, Any], body: dict[str, Any], private_channels: PrivateChannels) -> None:
    """Whoever leaves a private channel loses access to its records at once, and whoever joins it gains it.

    When the bot itself joins or leaves, that changes which channels everybody in there shares with it.
    """
    is_ours = event["user"] in {authorization.get("user_id") for authorization in body.get("authorizations") or []}
    private_channels.invalidate(None if is_ours else event["user"])
