"""The menu on a card: authors edit the record, take it back, or see who changed what."""

import datetime as dt
from typing import Any

from slack_bolt import Ack, Respond

from aiuse_bot.blocks.asking import gone, only_for_authors
from aiuse_bot.blocks.capture import APART, DECLINE, EDIT, HISTORY, SAME, read_choice
from aiuse_bot.blocks.history import history_message
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.capture import decline, history, numbered, withdraw
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.search import find
from aiuse_bot.listeners.bot import Bot, Person
from aiuse_bot.listeners.merging import keep_apart, merge_form
from aiuse_bot.listeners.saving import take_back
from aiuse_bot.listeners.share import edit_form


def menu_chosen(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot, respond: Respond) -> None:
    """Run the chosen item; somebody who may not do that is told so in private."""
    ack()
    word, number = read_choice(action["selected_option"]["value"])
    who = bot.person(body["user"]["id"])
    answer = _CHOICES[word](number, who, bot, body["trigger_id"])
    if answer is not None:
        respond(**answer, replace_original=False, response_type="ephemeral")


def _edit(number: int, who: Person, bot: Bot, trigger_id: str) -> dict[str, Any] | None:
    with Session.begin() as session:
        use_case = numbered(session, bot.workspace_id, number)
        refusal = _refusal(use_case, who, bot)
        form = None if refusal or use_case is None else edit_form(session, use_case, who, bot)
    if form is not None:
        bot.modals.open(trigger_id, form)
    return refusal


def _same(number: int, who: Person, bot: Bot, trigger_id: str) -> dict[str, Any] | None:
    with Session.begin() as session:
        use_case = numbered(session, bot.workspace_id, number)
        refusal = _refusal(use_case, who, bot)
        form = None if refusal or use_case is None else merge_form(session, use_case, who, bot)
    if form is not None:
        bot.modals.open(trigger_id, form)
    return refusal


def _apart(number: int, who: Person, bot: Bot, _trigger_id: str) -> dict[str, Any]:
    return keep_apart(number, who, bot)


def _decline(number: int, who: Person, bot: Bot, _trigger_id: str) -> dict[str, Any] | None:
    with Session.begin() as session:
        use_case = numbered(session, bot.workspace_id, number)
        refusal = _refusal(use_case, who, bot)
        if use_case is not None and refusal is None:
            _take_back(session, use_case)
        return refusal


def _history(number: int, who: Person, bot: Bot, _trigger_id: str) -> dict[str, Any] | None:
    may_read = bot.readable_by(who)
    with Session.begin() as session:
        hit = find(session, bot.workspace_id, number, may_read)
        if hit is None:
            return gone(who.language)
        return history_message(hit.use_case, history(session, hit.use_case), who.language)


def _take_back(session: OpenSession, use_case: UseCase) -> None:
    """Withdraw a record; if it came from a post, also mark that post as declined."""
    now = dt.datetime.now(dt.UTC)
    if use_case.channel_id is not None and use_case.message_ts is not None:
        decline(session, MessageKey(use_case.workspace_id, use_case.channel_id, use_case.message_ts), at=now)
    else:
        withdraw(session, use_case, at=now)
    take_back(session, use_case)


def _refusal(use_case: UseCase | None, who: Person, bot: Bot) -> dict[str, Any] | None:
    if use_case is None or use_case.withdrawn_at is not None:
        return gone(who.language)
    return None if bot.may_change(use_case, who.member) else only_for_authors(who.language)


_CHOICES = {EDIT: _edit, DECLINE: _decline, HISTORY: _history, SAME: _same, APART: _apart}
