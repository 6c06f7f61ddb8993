"""A tip by emoji: one point, confirmed in private, taken back with the emoji."""

import datetime as dt
from zoneinfo import ZoneInfo

from aiuse_bot.blocks.tips import tip_given, tip_refused
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.models import Tip, UseCase
from aiuse_bot.domain.praise import is_kept, praised_use_case
from aiuse_bot.domain.rules import Rules, rules_of
from aiuse_bot.domain.tips import (
    Giver,
    Span,
    add_tip_reaction,
    held_shares,
    is_tip_reaction,
    remove_tip_reaction,
    span_of,
    tips_left,
    waiting_tips,
)
from aiuse_bot.i18n import Language, language
from aiuse_bot.listeners.bot import Bot, zone_of
from aiuse_bot.listeners.event import Reacted, moment
from aiuse_bot.listeners.tips.notice import notify_giver
from aiuse_bot.slack_api.members import Member


def add_emoji(reacted: Reacted, giver: Member, rules: Rules, bot: Bot, *, is_read_back: bool) -> None:
    """Give the authors one point for a tip emoji, if the giver has one left; the giver is told the outcome once.

    Nobody knows when a reaction read from Slack's history was given. If its message is from the current period, it was
    given in that period, too; otherwise it is not a tip.
    """
    message, _, emoji, at = reacted
    zone = zone_of(giver, bot.settings)
    is_late = is_read_back and _period(moment(message.message_ts), zone, rules) != _period(at, zone, rules)
    with Session.begin() as session:
        if not is_kept(session, message, praised_use_case(session, message)):
            return
        tip = add_tip_reaction(session, message, Giver(giver.user_id, zone), emoji, at, rules, is_late=is_late)
        if tip is not None:
            _report_outcome(session, tip, message.channel_id, language(giver.locale or bot.settings.locale))


def remove_emoji(reacted: Reacted, *, is_tip: bool) -> None:
    """Take a tip back with its emoji. `is_tip`: the emoji gives a tip today; otherwise it may have given one once."""
    message, giver_id, emoji, at = reacted
    with Session.begin() as session:
        if not is_tip and not is_tip_reaction(session, message, giver_id, emoji):
            return
        if is_kept(session, message, praised_use_case(session, message)):
            remove_tip_reaction(session, message, giver_id, emoji, at)


def give_waiting_tips(session: OpenSession, use_case: UseCase) -> None:
    """Give the tips that came before the record or its card; the givers are told in the record's language."""
    for tip in waiting_tips(session, use_case, rules_of(session, use_case.workspace_id)):
        if use_case.channel_id is not None:
            _report_outcome(session, tip, use_case.channel_id, language(use_case.language))


def _report_outcome(session: OpenSession, tip: Tip, channel_id: str, speech: Language) -> None:
    """Tell the giver of a tip emoji what became of it."""
    zone = ZoneInfo(tip.zone)
    left = tips_left(session, tip.workspace_id, tip.giver_id, zone, tip.at)
    use_case = session.get(UseCase, tip.use_case_id)
    if tip.state == "given":
        payload = tip_given(held_shares(session, tip), use_case, left, zone, speech)
    else:
        payload = tip_refused(left, zone, speech, use_case)
    key = f"tip:{tip.id}:{tip.at.timestamp():.6f}"
    notify_giver(session, tip.workspace_id, channel_id, tip.giver_id, key, payload)


def _period(at: dt.datetime, zone: ZoneInfo, rules: Rules) -> Span:
    return span_of(at.astimezone(zone).date(), rules.tips_period)
