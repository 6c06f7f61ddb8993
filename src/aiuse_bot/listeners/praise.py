import datetime as dt
from typing import Any

from slack_sdk import WebClient

from aiuse_bot.blocks.search import top_cases
from aiuse_bot.db import Session
from aiuse_bot.domain.emoji import canonical_emoji, canonical_names
from aiuse_bot.domain.praise import add_reaction, praised_use_case, remove_reaction, settle_points
from aiuse_bot.domain.privacy import readable
from aiuse_bot.domain.search import top
from aiuse_bot.domain.watch import is_known
from aiuse_bot.domain.workspace import workspace_url
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
) -> None:
    """Praise travels as state, not as a count: who holds which emoji on which message. Bots praise nobody."""
    emoji = praising_emoji(event, client, settings, custom_emoji)
    if emoji is None or members.of(client, event["user"]).is_bot:
        return
    _set_praise(event, workspace_id, emoji, settings, present=True)


def reaction_removed(
    event: dict[str, Any], workspace_id: str, client: WebClient, settings: Settings, custom_emoji: CustomEmoji
) -> None:
    """A reaction can be taken back at any age, and its points go with it."""
    emoji = praising_emoji(event, client, settings, custom_emoji)
    if emoji is not None:
        _set_praise(event, workspace_id, emoji, settings, present=False)


def praising_emoji(
    event: dict[str, Any], client: WebClient, settings: Settings, custom_emoji: CustomEmoji
) -> str | None:
    """Return the canonical emoji of a reaction that praises a message; `None` for every other reaction."""
    if event["item"]["type"] != "message":
        return None
    praising = canonical_names(settings.praise_emoji)
    plain = canonical_emoji(event["reaction"])
    if plain is None or plain in praising:
        return plain
    emoji = canonical_emoji(event["reaction"], custom_emoji.aliases(client))
    return emoji if emoji in praising else None


def top_asked(command: Command) -> Message:
    """`/usecase top`: the cases that most people praised in the last 30 days. Cases, never persons."""
    private = private_channels_of(command)
    since = dt.datetime.now(dt.UTC) - TOP_PERIOD
    with Session.begin() as session:
        hits = top(session, command.workspace_id, readable(command.workspace_id, private), since, TOP_CASES)
        return top_cases(hits, command.language, workspace_url(session, command.workspace_id))


def _set_praise(event: dict[str, Any], workspace_id: str, emoji: str, settings: Settings, *, present: bool) -> None:
    message, user_id, at = item_key(workspace_id, event["item"]), event["user"], event_time(event)
    change = add_reaction if present else remove_reaction
    with Session.begin() as session:
        use_case = praised_use_case(session, message)
        if use_case is None and not is_known(session, message.workspace_id, message.channel_id):
            return
        is_news = change(session, message, user_id, emoji, at)
        if not is_news or use_case is None:
            return
        if settle_points(session, use_case, user_id, settings.praise_points):
            use_case.card_stale = True
