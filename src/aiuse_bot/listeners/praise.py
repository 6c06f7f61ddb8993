import datetime as dt
from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient

from aiuse_bot.blocks.search import top_cases
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.emoji import canonical_emoji, canonical_names
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.praise import (
    add_reaction,
    praised_use_case,
    remove_known_reaction,
    remove_reaction,
    settle_points,
)
from aiuse_bot.domain.privacy import readable
from aiuse_bot.domain.search import top
from aiuse_bot.domain.watch import is_known
from aiuse_bot.domain.workspace import workspace_url
from aiuse_bot.listeners.bot import Bot
from aiuse_bot.listeners.bringing import bring
from aiuse_bot.listeners.command import Command, Message
from aiuse_bot.listeners.event import event_time, item_key
from aiuse_bot.listeners.search import private_channels_of
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.emoji import CustomEmoji
from aiuse_bot.slack_api.members import Members

TOP_PERIOD = dt.timedelta(days=30)
TOP_CASES = 5


def reaction_added(
    event: dict[str, Any],
    workspace_id: str,
    client: WebClient,
    settings: Settings,
    custom_emoji: CustomEmoji,
    members: Members,
    bot: Bot,
) -> None:
    """Praise travels as state, not as a count: who holds which emoji on which message. Bots praise nobody.

    The record emoji is no praise: it brings the message into the library.
    """
    if _is_record_emoji(event, settings):
        if not members.of(client, event["user"]).is_bot:
            bring(item_key(workspace_id, event["item"]), event, bot)
        return
    emoji = _canonical(event, workspace_id, client, settings, custom_emoji)
    if emoji not in canonical_names(settings.praise_emoji):
        return
    if members.known(event["user"]) is None and not _is_ours(event, workspace_id):
        return
    if not members.of(client, event["user"]).is_bot:
        _set_praise(event, workspace_id, emoji, settings, add_reaction)


def reaction_removed(
    event: dict[str, Any], workspace_id: str, client: WebClient, settings: Settings, custom_emoji: CustomEmoji
) -> None:
    """A reaction can be taken back at any age, and its points go with it: also where its emoji praises no more."""
    emoji = _canonical(event, workspace_id, client, settings, custom_emoji)
    praises = emoji in canonical_names(settings.praise_emoji)
    if emoji is not None:
        _set_praise(event, workspace_id, emoji, settings, remove_reaction if praises else remove_known_reaction)


def _canonical(
    event: dict[str, Any], workspace_id: str, client: WebClient, settings: Settings, custom_emoji: CustomEmoji
) -> str | None:
    """Return the one name of the emoji of a reaction to a message of ours, `None` for other reactions.

    Slack is asked for the workspace's own aliases only where its standard ones do not help.
    """
    if event["item"]["type"] != "message":
        return None
    plain = canonical_emoji(event["reaction"])
    if plain is None or plain in canonical_names(settings.praise_emoji):
        return plain
    return canonical_emoji(event["reaction"], custom_emoji.aliases(client)) if _is_ours(event, workspace_id) else None


def _is_record_emoji(event: dict[str, Any], settings: Settings) -> bool:
    is_message = event["item"]["type"] == "message"
    return is_message and canonical_emoji(event["reaction"]) in canonical_names(settings.record_emoji)


def _is_ours(event: dict[str, Any], workspace_id: str) -> bool:
    """Whether the reaction is in a channel that was ever watched; of others Slack is not even asked."""
    with Session.begin() as session:
        return is_known(session, workspace_id, event["item"]["channel"])


def top_asked(command: Command) -> Message:
    """`/usecase top`: the cases that most people praised in the last 30 days. Cases, never persons."""
    private = private_channels_of(command)
    since = dt.datetime.now(dt.UTC) - TOP_PERIOD
    with Session.begin() as session:
        hits = top(session, command.workspace_id, readable(command.workspace_id, private), since, TOP_CASES)
        return top_cases(hits, command.language, workspace_url(session, command.workspace_id))


def _set_praise(
    event: dict[str, Any],
    workspace_id: str,
    emoji: str,
    settings: Settings,
    change: Callable[[OpenSession, MessageKey, str, str, dt.datetime], bool],
) -> None:
    message, user_id = item_key(workspace_id, event["item"]), event["user"]
    with Session.begin() as session:
        use_case = praised_use_case(session, message)
        if use_case is None and not is_known(session, workspace_id, message.channel_id):
            return
        if not change(session, message, user_id, emoji, event_time(event)) or use_case is None:
            return
        settle_points(session, use_case, user_id, settings.praise_points)
        use_case.card_stale = True
