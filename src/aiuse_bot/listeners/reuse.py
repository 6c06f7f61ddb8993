"""Somebody reused a case: an emoji says so, and the button on the card asks how it went."""

import datetime as dt
from typing import Any

from slack_bolt import Ack, Respond

from aiuse_bot.blocks.asking import gone
from aiuse_bot.blocks.buttons import does_not_count, own_case
from aiuse_bot.blocks.reuse import (
    NOTE,
    OUTCOME,
    OWN,
    gone_modal,
    not_reused_modal,
    reuse_modal,
    reused_modal,
)
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.capture import is_own, numbered
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.privacy import Readable
from aiuse_bot.domain.reuse import ReuseReport, record_reuse, reuse_by_emoji, reuse_of, take_back_emoji, take_back_reuse
from aiuse_bot.domain.rules import Rules, rules_of
from aiuse_bot.domain.search import find, mine
from aiuse_bot.domain.text import storable
from aiuse_bot.listeners.bot import Bot, Person, counts
from aiuse_bot.listeners.buttons import channel_of, privately
from aiuse_bot.listeners.event import Reacted
from aiuse_bot.redaction import redact

OWN_CASES = 20


def add_emoji(reacted: Reacted, rules: Rules) -> None:
    """Record that it worked for somebody else, too."""
    with Session.begin() as session:
        reuse_by_emoji(session, *reacted, rules)


def remove_emoji(reacted: Reacted, rules: Rules, *, is_reuse: bool) -> None:
    """Undo that. `is_reuse`: the emoji means reuse today; otherwise it may have meant reuse or praise once."""
    with Session.begin() as session:
        take_back_emoji(session, *reacted, rules, is_reuse=is_reuse)


def reuse_pressed(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot, respond: Respond) -> None:
    """Ask how it went, or explain why this person may not report it."""
    ack()
    who = bot.person(body["user"]["id"])
    may_read = bot.readable_by(who, channel_of(body))
    with Session.begin() as session:
        use_case, refusal = _reusable(session, bot, who, int(action["value"]), may_read)
        form = None if use_case is None else _form(session, use_case, who)
    if form is not None:
        bot.modals.open(body["trigger_id"], form)
    elif refusal is not None:
        respond(**refusal, **privately(body))


def reuse_submitted(ack: Ack, view: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Save the report before the form closes. Submitting it a second time changes nothing."""
    now = dt.datetime.now(dt.UTC)
    who = bot.person(body["user"]["id"])
    may_read = bot.readable_by(who)
    with Session.begin() as session:
        use_case, _refusal = _reusable(session, bot, who, int(view["private_metadata"]), may_read)
        if use_case is not None:
            report = _read_form(session, view["state"]["values"], bot, who)
            points = rules_of(session, bot.workspace_id).points_for_reuse
            record_reuse(session, use_case, who.user_id, report, points=points, at=now)
    answer = gone_modal(who.language) if use_case is None else reused_modal(use_case, who.language)
    ack(response_action="update", view=answer)


def reuse_undone(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Withdraw the report, from the form or the confirmation. Withdrawing it twice changes nothing."""
    ack()
    who = bot.person(body["user"]["id"])
    with Session.begin() as session:
        use_case = _whole(session, bot, int(action["value"]))
        if use_case is not None:
            take_back_reuse(session, use_case, who.user_id, at=dt.datetime.now(dt.UTC))
    answer = gone_modal(who.language) if use_case is None else not_reused_modal(use_case, who.language)
    bot.modals.update(body["view"]["id"], answer)


def _reusable(
    session: OpenSession, bot: Bot, who: Person, number: int, may_read: Readable
) -> tuple[UseCase | None, dict[str, Any] | None]:
    """Return the record, locked, if this person may report that they reused it; otherwise why not."""
    hit = find(session, bot.workspace_id, number, may_read)
    use_case = None if hit is None else numbered(session, bot.workspace_id, hit.use_case.number)
    if use_case is None or use_case.withdrawn_at is not None:
        return None, gone(who.language)
    if is_own(use_case, who.user_id):
        return None, own_case(who.language)
    if not counts(who.member, rules_of(session, bot.workspace_id)):
        return None, does_not_count(who.language)
    return use_case, None


def _whole(session: OpenSession, bot: Bot, number: int) -> UseCase | None:
    use_case = numbered(session, bot.workspace_id, number)
    return None if use_case is None or use_case.withdrawn_at is not None else use_case


def _form(session: OpenSession, use_case: UseCase, who: Person) -> dict[str, Any]:
    own = [hit.use_case for hit in mine(session, use_case.workspace_id, who.user_id, OWN_CASES)]
    return reuse_modal(use_case, reuse_of(session, use_case, who.user_id), own, who.language)


def _read_form(
    session: OpenSession, values: dict[str, dict[str, dict[str, Any]]], bot: Bot, who: Person
) -> ReuseReport:
    """Read the form; a record that is not theirs, or no longer, is not linked."""
    outcome = values[OUTCOME][OUTCOME]["selected_option"]["value"]
    note = redact(storable(values[NOTE][NOTE].get("value") or "")).text.strip()
    chosen = values.get(OWN, {}).get(OWN, {}).get("selected_option")
    own = numbered(session, bot.workspace_id, int(chosen["value"])) if chosen else None
    is_theirs = own is not None and own.withdrawn_at is None and is_own(own, who.user_id)
    return ReuseReport(outcome, note or None, own.id if own is not None and is_theirs else None)
