import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from aiuse_bot.blocks.home.page import BACK, Page, view
from aiuse_bot.blocks.parts import Block, bold, button, header, section
from aiuse_bot.domain.home import Watched
from aiuse_bot.domain.schedule import next_slot
from aiuse_bot.i18n import Language

OPEN_SETTINGS = "open_settings"

HAS_SETTINGS = False
"""The button for the rules of the house is there once somebody listens to it."""

MOST_CHANNELS = 60


class Health(NamedTuple):
    """The bot's health: what waits and what was given up, of what came from Slack and of what goes there."""

    inbox_waiting: int
    inbox_parked: int
    outbox_open: int
    outbox_failed: int
    outbox_parked: int
    last_roundup: dt.datetime | None
    version: str


def admin_home(
    watched: Sequence[Watched], health: Health, language: Language, zone: ZoneInfo, now: dt.datetime
) -> dict[str, Any]:
    """Return the page for admins; times are shown in `zone`."""
    _ = language.gettext
    rules = [button(OPEN_SETTINGS, _("Rules"), OPEN_SETTINGS)] if HAS_SETTINGS else []
    blocks: list[Block] = [
        {"type": "actions", "elements": [button(BACK, _("Back"), BACK), *rules]},
        header(_("Channels that I read")),
        *_channels(watched, language, now),
        header(_("Health")),
        section(*_health(health, language, zone)),
    ]
    return view(blocks, Page(is_admin=True))


def _channels(watched: Sequence[Watched], language: Language, now: dt.datetime) -> list[Block]:
    _ = language.gettext
    if not watched:
        return [section(_("None yet. Invite me to a channel and type `/usecase watch` there."))]
    left = len(watched) - MOST_CHANNELS
    more = [section(_("and {count} more").format(count=left))] if left > 0 else []
    return [*(section(_channel(one, language, now)) for one in watched[:MOST_CHANNELS]), *more]


def _channel(one: Watched, language: Language, now: dt.datetime) -> str:
    _ = language.gettext
    plan = one.schedule
    if plan is None:
        none = _("no roundup")
        return f"<#{one.channel_id}> · {none}"
    zone = ZoneInfo(plan.timezone)
    slot = next_slot(plan.weekday, plan.at, zone, max(now, plan.since))
    next_one = _("next roundup {moment}").format(moment=language.moment(slot, zone))
    return f"<#{one.channel_id}> · {next_one}"


def _health(health: Health, language: Language, zone: ZoneInfo) -> list[str]:
    _ = language.gettext
    last = _("none yet") if health.last_roundup is None else language.moment(health.last_roundup, zone)
    lines = (
        (_("From Slack"), _("{waiting} waiting, {parked} parked"), health.inbox_waiting, health.inbox_parked),
        (_("To Slack"), _("{waiting} waiting, {parked} parked"), health.outbox_open, health.outbox_parked),
    )
    counts = [_labelled(name, text.format(waiting=waiting, parked=parked)) for name, text, waiting, parked in lines]
    failed = _("{count} failed").format(count=health.outbox_failed)
    return [
        counts[0],
        f"{counts[1]}, {failed}" if health.outbox_failed else counts[1],
        _labelled(_("Last roundup"), last),
        _labelled(_("Version"), health.version),
    ]


def _labelled(name: str, value: str) -> str:
    return f"{bold(name)}  {value}"
