"""Two records describe the same case: one of them stands for both, until somebody separates them."""

import datetime as dt
from typing import Any

from slack_bolt import Ack, Respond

from aiuse_bot.blocks.asking import gone, only_for_authors
from aiuse_bot.blocks.merging import (
    CHOSEN,
    NUMBER,
    cannot_merge,
    kept_apart,
    merge_modal,
    merged_into_yours,
    read_pair,
    records_merged,
)
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery.outbox import tell_later
from aiuse_bot.domain.capture import is_own, lock_pair, merge, numbered, unmerge
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.related import related, words_of
from aiuse_bot.domain.search import number_of
from aiuse_bot.listeners.bot import Bot, Person
from aiuse_bot.listeners.roundup import redraw_roundups


def merge_form(session: OpenSession, use_case: UseCase, who: Person, bot: Bot) -> dict[str, Any]:
    """Return the form that asks which other record describes the same case."""
    may_read = bot.readable_by(who)
    words = words_of(use_case)
    like = related(session, bot.workspace_id, words, use_case.tools, readable=may_read, but=use_case.number)
    return merge_modal(use_case, like, who.language)


def merge_submitted(ack: Ack, view: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Merge two records, or show at the field why that cannot be done."""
    who = bot.person(body["user"]["id"])
    values = view["state"]["values"]
    chosen = values.get(CHOSEN, {}).get(CHOSEN, {}).get("selected_option") or {}
    typed = values[NUMBER][NUMBER].get("value") or chosen.get("value") or ""
    done, answer = _merge_records(int(view["private_metadata"]), number_of(typed) or 0, who, bot)
    if done:
        ack()
    else:
        ack(response_action="errors", errors={NUMBER: answer["text"]})


def merge_chosen(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot, respond: Respond) -> None:
    """Merge by the button on the card of a record that reads the same as an older one."""
    ack()
    _done, answer = _merge_records(*read_pair(action["value"]), bot.person(body["user"]["id"]), bot)
    respond(**answer, replace_original=False, response_type="ephemeral")


def apart_chosen(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot, respond: Respond) -> None:
    """Undo a merge by the button in the notice that a record became part of one's own."""
    ack()
    answer = keep_apart(int(action["value"]), bot.person(body["user"]["id"]), bot)
    respond(**answer, replace_original=True)


def keep_apart(number: int, who: Person, bot: Bot) -> dict[str, Any]:
    """Undo a merge, if this person may change either record; return the answer."""
    with Session.begin() as session:
        use_case = numbered(session, bot.workspace_id, number)
        if use_case is None or use_case.withdrawn_at is not None:
            return gone(who.language)
        whole = session.get(UseCase, use_case.merged_into_id) if use_case.merged_into_id else None
        if not any(bot.may_change(one, who.member) for one in (use_case, whole) if one is not None):
            return only_for_authors(who.language)
        unmerge(session, use_case, by=who.user_id, at=dt.datetime.now(dt.UTC))
        return kept_apart(use_case, who.language)


def _merge_records(number: int, other: int, who: Person, bot: Bot) -> tuple[bool, dict[str, Any]]:
    """Merge if it is possible and this person may; return whether it was done, and the answer."""
    now = dt.datetime.now(dt.UTC)
    with Session.begin() as session:
        use_case, into = lock_pair(session, bot.workspace_id, number, other)
        if use_case is None or use_case.withdrawn_at is not None:
            return False, gone(who.language)
        if not bot.may_change(use_case, who.member):
            return False, only_for_authors(who.language)
        if into is None or not merge(session, use_case, into, by=who.user_id, at=now):
            return False, cannot_merge(who.language)
        redraw_roundups(session, use_case)
        redraw_roundups(session, into)
        _tell_author(session, use_case, into, who, bot, now)
        return True, records_merged(use_case, into, who.language)


def _tell_author(
    session: OpenSession, use_case: UseCase, into: UseCase, by: Person, bot: Bot, now: dt.datetime
) -> None:
    """Notify the author of the record merged into, whom nobody asked, so that they can undo it."""
    was_own = is_own(into, by.user_id) and by.user_id not in use_case.brought_author_ids
    if was_own or into.author_id is None or into.channel_id is None:
        return
    author = bot.person(into.author_id)
    tell_later(
        session,
        workspace_id=bot.workspace_id,
        channel_id=into.channel_id,
        user_id=author.user_id,
        key=f"merged:{use_case.id}:{into.id}:{into.version}",
        payload=merged_into_yours(use_case, into, by.user_id, author.language),
        now=now,
    )
