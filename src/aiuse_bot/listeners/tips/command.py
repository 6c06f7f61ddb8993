"""`/usecase tip @person [2] [why]`: tip people directly."""

import datetime as dt
import re
import unicodedata
from typing import NamedTuple
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackClientError

from aiuse_bot.blocks.tips import (
    cannot_get_tips,
    cannot_tip,
    cannot_tip_yourself,
    tip_given,
    tip_refused,
    tips_how_to,
)
from aiuse_bot.db import Session
from aiuse_bot.domain.rules import Rules, rules_of
from aiuse_bot.domain.tips import (
    Giver,
    Outcome,
    tip_people,
    tips_left,
)
from aiuse_bot.i18n import Language
from aiuse_bot.listeners.bot import counts, zone_of
from aiuse_bot.listeners.command import Command, Message
from aiuse_bot.listeners.tips.notice import kept_note

_PERSON = re.compile(r"<@([UW][A-Z0-9]{1,40})(?:\|[^<>]*)?>")
_POINTS = re.compile(r"[+＋]?([0-9]{1,6})(?:点|ポイント|pt|pts|points?)?")
MOST_PEOPLE = 10


class TipRequest(NamedTuple):
    """What somebody typed after `/usecase tip`."""

    people: list[str]
    points: int
    note: str | None


def tip_requested(command: Command) -> Message:
    """`/usecase tip @person [2] [why]`; without a person, show what is left and how to give it."""
    zone, speech = zone_of(command.member, command.bot.settings), command.language
    asked = read_tip(command.argument)
    with Session.begin() as session:
        rules = rules_of(session, command.workspace_id)
    if not counts(command.member, rules):
        return cannot_tip(speech)
    others = [person for person in asked.people if person != command.member.user_id]
    excluded = [person for person in others if not _may_get(person, command, rules)]
    if excluded:
        return cannot_get_tips(excluded, speech)
    giver, now = Giver(command.member.user_id, zone), dt.datetime.now(dt.UTC)
    with Session.begin() as session:
        if not asked.people or asked.points == 0:
            left = tips_left(session, command.workspace_id, giver.user_id, zone, now)
            return tips_how_to(left, zone, min(rules.tip_emoji, default=None), speech)
        cause = f"command:{command.trigger_id}"
        outcome = tip_people(
            session, command.workspace_id, giver, cause, asked.people, asked.points,
            note=asked.note, rules=rules, now=now,
        )  # fmt: skip
    return _answer(outcome, zone, speech)


def read_tip(words: str) -> TipRequest:
    """Parse `@ben @aya 2 thanks for the prompt`: people first, with the points (1) before, among or after them."""
    people: dict[str, None] = {}
    points: int | None = None
    rest = words.strip()
    while rest and len(people) < MOST_PEOPLE:
        person = _PERSON.match(rest)
        word = rest.split(maxsplit=1)[0]
        number = _POINTS.fullmatch(unicodedata.normalize("NFKC", word).lower()) if points is None else None
        if person is not None:
            people[person[1]] = None
            rest = rest[person.end() :].lstrip(" \u3000,、と&")
        elif number is not None:
            points = int(number[1])
            rest = rest[len(word) :].lstrip()
        else:
            break
    return TipRequest(list(people), 1 if points is None else points, kept_note(rest))


def _answer(outcome: Outcome, zone: ZoneInfo, speech: Language) -> Message:
    if outcome.answer == "own":
        return cannot_tip_yourself(speech)
    if outcome.answer == "refused":
        return tip_refused(outcome.left, zone, speech)
    return tip_given(outcome.shares, None, outcome.left, zone, speech)


def _may_get(user_id: str, command: Command, rules: Rules) -> bool:
    """Whether somebody can get a tip: a person who counts here, or anybody if Slack does not answer in time."""
    try:
        member = command.bot.members.of(command.bot.client, user_id, command.workspace_id)
    except (SlackClientError, OSError):
        return True
    return not member.is_bot and counts(member, rules)
