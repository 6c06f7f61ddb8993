"""Admins choose which channels the bot reads, and when each one's roundup is due."""

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from aiuse_bot.blocks.watch import admins_only, invite_first, not_watching, unwatching, watching, which_time
from aiuse_bot.db import Session
from aiuse_bot.domain.roundup import set_schedule, stop_schedule
from aiuse_bot.domain.watch import unwatch, watch
from aiuse_bot.listeners.command import Command, Message
from aiuse_bot.settings import WEEKDAYS, Settings
from aiuse_bot.slack_api.channels import channel_facts

JAPANESE_WEEKDAYS = "月火水木金土日"
_JAPANESE_TIME = re.compile(r"([0-9]{1,2})時(?:([0-9]{2})分)?")


class When(NamedTuple):
    """A weekday (Monday is 0) and a wall-clock time."""

    weekday: int
    at: dt.time


def watch_requested(command: Command) -> Message:
    """`/usecase watch [friday 16:00]`: read this channel from now on, and post its roundup at that time every week."""
    if not _may_administrate(command):
        return admins_only(command.language)
    when = read_when(command.argument, command.bot.settings)
    if when is None:
        return which_time(command.argument, command.language)
    facts = channel_facts(command.bot.client, command.channel_id)
    if not facts.is_member:
        return invite_first(command.language)
    zone = command.bot.settings.timezone_of(command.member.timezone)
    now = dt.datetime.now(dt.UTC)
    with Session.begin() as session:
        watch(
            session,
            command.workspace_id,
            command.channel_id,
            by=command.member.user_id,
            is_private=facts.is_private,
            is_shared=facts.is_shared,
            locale=command.language.locale,
            now=now,
        )
        next_at = set_schedule(
            session,
            command.workspace_id,
            command.channel_id,
            weekday=when.weekday,
            at=when.at,
            timezone=zone.key,
            now=now,
        )
    return watching(command.channel_id, next_at, zone, command.language)


def unwatch_requested(command: Command) -> Message:
    """`/usecase unwatch`: stop reading here; what was recorded stays."""
    if not _may_administrate(command):
        return admins_only(command.language)
    with Session.begin() as session:
        stopped = unwatch(session, command.workspace_id, command.channel_id)
        stop_schedule(session, command.workspace_id, command.channel_id)
    return unwatching(command.language) if stopped else not_watching(command.language)


def read_when(words: str, settings: Settings) -> When | None:
    """Parse `friday 16:00`, `Fri 9:30`, `金曜 16時30分` or nothing (the default); `None` if that is impossible."""
    default = When(WEEKDAYS.index(settings.roundup_weekday), settings.roundup_time)
    for word in unicodedata.normalize("NFKC", words).split():
        weekday, at = _weekday(word), _time(word)
        if weekday is None and at is None:
            return None
        default = When(default.weekday if weekday is None else weekday, default.at if at is None else at)
    return default


def _weekday(word: str) -> int | None:
    plain = word.lower()
    if plain[0] in JAPANESE_WEEKDAYS:
        return JAPANESE_WEEKDAYS.index(plain[0]) if plain[1:] in {"", "曜", "曜日"} else None
    matching = [number for number, name in enumerate(WEEKDAYS) if len(plain) >= len("mon") and name.startswith(plain)]
    return matching[0] if matching else None


def _time(word: str) -> dt.time | None:
    japanese = _JAPANESE_TIME.fullmatch(word)
    hour, colon, rest = (japanese[1], ":", japanese[2] or "00") if japanese else word.partition(":")
    try:
        at = dt.time.fromisoformat(f"{hour:0>2}{colon}{rest}")
    except ValueError:
        return None
    return at if colon and at.tzinfo is None else None


def _may_administrate(command: Command) -> bool:
    return command.member.is_admin or command.member.user_id in command.bot.settings.admins
