"""An emoji was put on a message, or taken back. The rules say what it means; each meaning has its own module."""

from typing import Any

from aiuse_bot.db import AutocommitSession
from aiuse_bot.domain.backfill import READ_BACK
from aiuse_bot.domain.emoji import canonical_emoji
from aiuse_bot.domain.rules import Rules, rules_at
from aiuse_bot.listeners import praise, record_emoji, reuse, tips
from aiuse_bot.listeners.bot import Bot, belongs, counts
from aiuse_bot.listeners.event import Reacted, event_time, item_key


def reaction_added(event: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Route an emoji by what it means here. Those of bots, and of people who do not count here, are ignored."""
    rules, is_ours = _rules_and_place(event, bot)
    emoji = _canonical(event, bot, rules, is_ours=is_ours)
    purpose = rules.purpose_of(emoji)
    if emoji is None or purpose is None:
        return
    if purpose != "record" and not is_ours and bot.members.known(event["user"]) is None:
        return
    giver = bot.member(event["user"])
    reacted = _reacted(event, emoji, bot)
    if purpose == "record" and giver.kind == "stranger":
        record_emoji.refuse_stranger(reacted, bot)
    if giver.is_bot or not counts(giver, rules):
        return
    match purpose:
        case "praise":
            praise.add_emoji(reacted, rules)
        case "reuse":
            reuse.add_emoji(reacted, rules)
        case "tip":
            tips.add_emoji(reacted, giver, rules, bot, is_read_back=body["event_id"].startswith(READ_BACK))
        case "record" if belongs(giver):
            record_emoji.add_emoji(reacted, bot)


def reaction_removed(event: dict[str, Any], bot: Bot) -> None:
    """Undo what an emoji meant, however old, even if it means something else or nothing by now."""
    rules, is_ours = _rules_and_place(event, bot)
    emoji = _canonical(event, bot, rules, is_ours=is_ours)
    if emoji is None:
        return
    reacted = _reacted(event, emoji, bot)
    purpose = rules.purpose_of(emoji)
    tips.remove_emoji(reacted, is_tip=purpose == "tip")
    if purpose == "praise":
        praise.remove_emoji(reacted)
    elif purpose != "tip":
        reuse.remove_emoji(reacted, rules, is_reuse=purpose == "reuse")


def _reacted(event: dict[str, Any], emoji: str, bot: Bot) -> Reacted:
    return Reacted(item_key(bot.workspace_id, event["item"]), event["user"], emoji, event_time(event))


def _rules_and_place(event: dict[str, Any], bot: Bot) -> tuple[Rules, bool]:
    """Return what emoji mean here, and whether the channel was ever watched; if not, Slack is not even asked."""
    with AutocommitSession() as session:
        return rules_at(session, bot.workspace_id, event["item"].get("channel", ""))


def _canonical(event: dict[str, Any], bot: Bot, rules: Rules, *, is_ours: bool) -> str | None:
    """Return the canonical name of the emoji of a reaction to a message, `None` for other reactions.

    Slack is asked for the workspace's own aliases only if the standard ones do not resolve it.
    """
    if event["item"]["type"] != "message":
        return None
    plain = canonical_emoji(event["reaction"])
    if plain is None or plain in rules.meaningful_emoji or not is_ours:
        return plain
    return canonical_emoji(event["reaction"], bot.custom_emoji.aliases(bot.client))
