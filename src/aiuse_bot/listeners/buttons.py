"""The praise and save-for-later buttons below a card. Whoever presses one gets a private answer at once."""

import datetime as dt
from typing import Any

from slack_bolt import Ack, Respond

from aiuse_bot.blocks.asking import gone
from aiuse_bot.blocks.buttons import (
    does_not_count,
    not_praised,
    not_saved_for_later,
    own_case,
    praised,
    read_button,
    saved_for_later,
)
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.bookmarks import press_bookmark
from aiuse_bot.domain.capture import is_own
from aiuse_bot.domain.praise import is_praising, message_of, praised_use_case, press_praise
from aiuse_bot.domain.privacy import Readable
from aiuse_bot.domain.rules import rules_of
from aiuse_bot.domain.search import find, numbered_part
from aiuse_bot.listeners.bot import Bot, Person, counts
from aiuse_bot.listeners.event import moment
from aiuse_bot.listeners.home import refresh_home


def praise_pressed(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot, respond: Respond) -> None:
    """Thank the author, or undo that: a press counts like one more emoji on the message."""
    ack()
    number, wanted = read_button(action["value"])
    who = bot.person(body["user"]["id"])
    may_read = bot.readable_by(who, channel_of(body))
    with Session.begin() as session:
        answer = _praise(session, bot, who, number, may_read, pressed_at(action), wanted=wanted)
    respond(**answer, **privately(body))


def bookmark_pressed(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot, respond: Respond) -> None:
    """Save a record for later for this person, or remove it from their list."""
    ack()
    number, wanted = read_button(action["value"])
    who = bot.person(body["user"]["id"])
    may_read = bot.readable_by(who, channel_of(body))
    with Session.begin() as session:
        hit = find(session, bot.workspace_id, number, may_read)
        if hit is None:
            answer = gone(who.language)
        elif press_bookmark(session, hit.use_case, who.user_id, pressed_at(action), wanted=wanted):
            answer = saved_for_later(hit.use_case, who.language)
        else:
            answer = not_saved_for_later(hit.use_case, who.language)
    respond(**answer, **privately(body))
    refresh_home(bot, who)


def pressed_at(action: dict[str, Any]) -> dt.datetime:
    """Return when a button was pressed, by Slack's clock, because two clicks may arrive out of order."""
    return moment(action["action_ts"])


def channel_of(body: dict[str, Any]) -> str | None:
    """Return the channel in which a button was pressed; `None` in a form and in the Home tab."""
    return (body.get("channel") or {}).get("id")


def privately(body: dict[str, Any]) -> dict[str, Any]:
    """Return how to answer in private: the answer replaces an earlier private answer, but never the card."""
    is_answer = bool(body["container"].get("is_ephemeral"))
    return {"replace_original": is_answer, "response_type": "ephemeral"}


def _praise(
    session: OpenSession,
    bot: Bot,
    who: Person,
    number: int,
    may_read: Readable,
    at: dt.datetime,
    *,
    wanted: bool | None,
) -> dict[str, Any]:
    """Apply the press of a button and return the answer."""
    part = numbered_part(session, bot.workspace_id, number, may_read)
    message = message_of(part) if part is not None else None
    use_case = praised_use_case(session, message) if message is not None else None
    if part is None or message is None or use_case is None or use_case.withdrawn_at is not None:
        return gone(who.language)
    if is_own(use_case, who.user_id):
        return own_case(who.language)
    rules = rules_of(session, bot.workspace_id)
    if not counts(who.member, rules):
        return does_not_count(who.language)
    if press_praise(session, use_case, message, who.user_id, at, rules, wanted=wanted):
        return praised(part, who.language)
    return not_praised(part, who.language, still=is_praising(session, use_case, who.user_id))
