import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.backfill import READ_BACK
from aiuse_bot.domain.emoji import canonical_emoji
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise import (
    Worth,
    add_reaction,
    is_beyond_limit,
    praised_use_case,
    remove_known_reaction,
    remove_reaction,
    settle_points,
)
from aiuse_bot.domain.reuse import follow_emoji
from aiuse_bot.domain.rules import Rules, rules_of
from aiuse_bot.domain.watch import is_known
from aiuse_bot.listeners.bot import Bot, counts
from aiuse_bot.listeners.bringing import bring
from aiuse_bot.listeners.event import event_time, item_key
from aiuse_bot.listeners.tips import tip_emoji_put, tip_emoji_taken


def reaction_added(event: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Praise travels as state, not as a count: who holds which emoji on which message. Bots praise nobody.

    The record emoji is no praise: it brings the message into the library.
    """
    rules, is_ours = _rules_and_place(event, bot)
    emoji = _canonical(event, bot, rules, is_ours=is_ours)
    purpose = rules.purpose_of(emoji)
    if emoji is None or purpose is None:
        return
    if purpose != "record" and not is_ours and bot.members.known(event["user"]) is None:
        return
    giver = bot.members.of(bot.client, event["user"])
    if giver.is_bot or not counts(giver, rules):
        return
    key = item_key(bot.workspace_id, event["item"])
    if purpose == "record":
        bring(key, event, bot)
    elif purpose == "tip":
        tip_emoji_put(key, event, emoji, giver, rules, bot, is_read_back=body["event_id"].startswith(READ_BACK))
    elif purpose == "praise":
        _set_state(key, event, emoji, partial(_praise, rules=rules), _settle)
    elif purpose == "reuse":
        change = partial(_hold, worth=Worth(0, purpose="reuse"))
        _set_state(key, event, emoji, change, partial(_settle_reuse, rules=rules))


def reaction_removed(event: dict[str, Any], bot: Bot) -> None:
    """A reaction can be taken back at any age, and its points go with it: also where its emoji praises no more."""
    rules, is_ours = _rules_and_place(event, bot)
    emoji = _canonical(event, bot, rules, is_ours=is_ours)
    if emoji is None:
        return
    purpose = rules.purpose_of(emoji)
    tip_emoji_taken(item_key(bot.workspace_id, event["item"]), event, emoji, remembers=purpose == "tip")
    if purpose == "tip":
        return
    change = remove_reaction if purpose in {"praise", "reuse"} else remove_known_reaction
    # What an emoji means may have been changed while somebody held it.
    follow = _settle if purpose == "praise" else partial(_settle_reuse, rules=rules)
    _set_state(item_key(bot.workspace_id, event["item"]), event, emoji, partial(_take_back, change=change), follow)


def _praise(
    session: OpenSession, use_case: UseCase | None, key: MessageKey, emoji: str, event: dict[str, Any], rules: Rules
) -> bool:
    worth = praise_worth(session, use_case, event["user"], rules.praise_worth(emoji), rules, event_time(event))
    return _hold(session, use_case, key, emoji, event, worth)


def praise_worth(
    session: OpenSession, use_case: UseCase | None, giver_id: str, points: int, rules: Rules, at: dt.datetime
) -> Worth:
    """Return what praise is worth that this person gives now: nothing where they praised its author often lately."""
    if use_case is not None and is_beyond_limit(session, use_case, giver_id, rules.pair_limit, at):
        points = 0
    return Worth(points, adds_up=rules.counts_each)


def _hold(
    session: OpenSession, _use_case: UseCase | None, key: MessageKey, emoji: str, event: dict[str, Any], worth: Worth
) -> bool:
    return add_reaction(session, key, event["user"], emoji, event_time(event), worth)


def _take_back(
    session: OpenSession,
    _use_case: UseCase | None,
    key: MessageKey,
    emoji: str,
    event: dict[str, Any],
    change: Callable[[OpenSession, MessageKey, str, str, dt.datetime], bool],
) -> bool:
    return change(session, key, event["user"], emoji, event_time(event))


def _settle(session: OpenSession, use_case: UseCase, event: dict[str, Any]) -> None:
    settle_points(session, use_case, event["user"])
    use_case.card_stale = True


def _settle_reuse(session: OpenSession, use_case: UseCase, event: dict[str, Any], rules: Rules) -> None:
    follow_emoji(session, use_case, event["user"], points=rules.points_for_reuse, at=event_time(event))
    _settle(session, use_case, event)


def _set_state(
    key: MessageKey,
    event: dict[str, Any],
    emoji: str,
    change: Callable[[OpenSession, UseCase | None, MessageKey, str, dict[str, Any]], bool],
    follow: Callable[[OpenSession, UseCase, dict[str, Any]], None],
) -> None:
    with Session.begin() as session:
        use_case = praised_use_case(session, key)
        if use_case is None and not is_known(session, key.workspace_id, key.channel_id):
            return
        if not change(session, use_case, key, emoji, event) or use_case is None:
            return
        follow(session, use_case, event)


def _rules_and_place(event: dict[str, Any], bot: Bot) -> tuple[Rules, bool]:
    """Return what emoji mean here, and whether the channel was ever watched: of others Slack is not even asked."""
    with Session.begin() as session:
        is_ours = is_known(session, bot.workspace_id, event["item"].get("channel", ""))
        return rules_of(session, bot.workspace_id), is_ours


def _canonical(event: dict[str, Any], bot: Bot, rules: Rules, *, is_ours: bool) -> str | None:
    """Return the one name of the emoji of a reaction to a message, `None` for other reactions.

    Slack is asked for the workspace's own aliases only where its standard ones do not help.
    """
    if event["item"]["type"] != "message":
        return None
    plain = canonical_emoji(event["reaction"])
    if plain is None or plain in rules.heard or not is_ours:
        return plain
    return canonical_emoji(event["reaction"], bot.custom_emoji.aliases(bot.client))
