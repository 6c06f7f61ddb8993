"""The card's button opens a form: how many points, and a note."""

import datetime as dt
from typing import Any

from slack_bolt import Ack

from aiuse_bot.blocks.tips import (
    AMOUNT,
    NOTE,
    cannot_tip_modal,
    does_not_count,
    no_tips_modal,
    own_record,
    record_gone,
    tip_given,
    tip_modal,
    tip_refusal,
)
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.capture import is_own, numbered
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.rules import rules_of
from aiuse_bot.domain.search import find
from aiuse_bot.domain.tips import (
    Giver,
    tip_record,
    tips_left,
)
from aiuse_bot.listeners.bot import Bot, Person, counts, zone_of
from aiuse_bot.listeners.buttons import channel_of
from aiuse_bot.listeners.home import refresh_home
from aiuse_bot.listeners.tips.notice import kept_note, notify_giver


def tip_pressed(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """The card's button: open the form, or explain why there is none."""
    ack()
    who, number = bot.person(body["user"]["id"]), int(action["value"])
    may_read, zone = bot.readable_by(who, channel_of(body)), zone_of(who.member, bot.settings)
    with Session.begin() as session:
        hit = find(session, bot.workspace_id, number, may_read)
        left = tips_left(session, bot.workspace_id, who.user_id, zone, dt.datetime.now(dt.UTC))
        may = counts(who.member, rules_of(session, bot.workspace_id))
    if hit is None:
        view = cannot_tip_modal(record_gone(who.language), who.language)
    elif is_own(hit.use_case, who.user_id):
        view = cannot_tip_modal(own_record(who.language), who.language)
    elif not may:
        view = cannot_tip_modal(does_not_count(who.language), who.language)
    elif left.left == 0:
        view = no_tips_modal(left, zone, who.language)
    else:
        view = tip_modal(hit.use_case, left, zone, who.language)
    bot.modals.open(body["trigger_id"], view)


def tip_submitted(ack: Ack, view: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Give the tip before the form closes, or show at the field why it cannot be given."""
    who = bot.person(body["user"]["id"])
    values = view["state"]["values"]
    points = int(values[AMOUNT][AMOUNT]["selected_option"]["value"])
    note = kept_note(values[NOTE][NOTE].get("value") or "")
    may_read = bot.readable_by(who)
    with Session.begin() as session:
        hit = find(session, bot.workspace_id, int(view["private_metadata"]), may_read)
        problem = (
            record_gone(who.language)
            if hit is None
            else _tip_record(session, hit.use_case, who, f"view:{view['id']}", points, note, bot)
        )
    if problem is None:
        ack()
        refresh_home(bot, who)
    else:
        ack(response_action="errors", errors={AMOUNT: problem})


def _tip_record(
    session: OpenSession, found: UseCase, who: Person, cause: str, points: int, note: str | None, bot: Bot
) -> str | None:
    """Tip a record and confirm it to the giver; return the error, or `None` if the tip is given."""
    use_case = numbered(session, bot.workspace_id, found.number)
    if use_case is None or use_case.withdrawn_at is not None:
        return record_gone(who.language)
    rules, now = rules_of(session, bot.workspace_id), dt.datetime.now(dt.UTC)
    if not counts(who.member, rules):
        return does_not_count(who.language)
    giver = Giver(who.user_id, zone_of(who.member, bot.settings))
    outcome = tip_record(session, use_case, giver, cause, points, note=note, rules=rules, now=now)
    if outcome.answer == "own":
        return own_record(who.language)
    if outcome.answer == "refused":
        return tip_refusal(outcome.left, giver.zone, who.language)
    if use_case.channel_id is not None:
        payload = tip_given(outcome.shares, use_case, outcome.left, giver.zone, who.language)
        notify_giver(session, bot.workspace_id, use_case.channel_id, who.user_id, f"tip:{cause}", payload)
    return None
