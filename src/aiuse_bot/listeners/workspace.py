"""Changes of the workspace itself: what we remembered of it is asked anew."""

from typing import Any

from aiuse_bot.slack_api.channels import PrivateChannels
from aiuse_bot.slack_api.emoji import CustomEmoji
from aiuse_bot.slack_api.members import Members


def user_changed(event: dict[str, Any], members: Members) -> None:
    """A member changed language, zone or role."""
    members.forget(event["user"]["id"])


def emoji_changed(custom_emoji: CustomEmoji) -> None:
    """Somebody added, renamed or removed an emoji of the workspace."""
    custom_emoji.forget()


def members_of_channel_changed(event: dict[str, Any], body: dict[str, Any], private_channels: PrivateChannels) -> None:
    """Who left a private channel no longer reads what was recorded there, and who joined it does at once.

    Where the bot itself comes or goes, everybody in the channel shares one more with it, or one less.
    """
    is_ours = event["user"] in {authorization.get("user_id") for authorization in body.get("authorizations") or []}
    private_channels.forget(None if is_ours else event["user"])
