"""Changes of the workspace itself: what we remembered of it is asked anew."""

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
    """What was said in a deleted channel is gone, and so are the words of the records that came from it."""
    channel_id = event["channel"]
    with Session.begin() as session:
        erase_channel(session, bot.workspace_id, channel_id)
        unwatch(session, bot.workspace_id, channel_id)
        for use_case in use_cases_of_channel(session, bot.workspace_id, channel_id):
            withdraw(session, use_case, at=dt.datetime.now(dt.UTC))
            take_back(session, use_case)


def app_uninstalled(bot: Bot) -> None:
    """The workspace sent us away: no words of its people stay here. Numbers, points and dates do, without text."""
    with Session.begin() as session:
        erase_workspace(session, bot.workspace_id)
        erase_notes(session, bot.workspace_id)
        for use_case in use_cases_of_workspace(session, bot.workspace_id):
            withdraw(session, use_case, at=dt.datetime.now(dt.UTC))


def emoji_changed(custom_emoji: CustomEmoji) -> None:
    """Somebody added, renamed or removed an emoji of the workspace."""
    custom_emoji.invalidate()


def members_of_channel_changed(event: dict[str, Any], body: dict[str, Any], private_channels: PrivateChannels) -> None:
    """Who left a private channel no longer reads what was recorded there, and who joined it does at once.

    Where the bot itself comes or goes, everybody in the channel shares one more with it, or one less.
    """
    is_ours = event["user"] in {authorization.get("user_id") for authorization in body.get("authorizations") or []}
    private_channels.invalidate(None if is_ours else event["user"])
