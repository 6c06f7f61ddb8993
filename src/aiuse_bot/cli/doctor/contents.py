"""Checks of the database's contents: inbox, outbox, watched channels, roundups, search and ledger."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from aiuse_bot.cli.doctor.check import Check, note, well, wrong
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery import inbox, outbox
from aiuse_bot.delivery.models import InboxEvent, OutboxMessage
from aiuse_bot.domain.models import Channel, Schedule
from aiuse_bot.domain.praise import differences
from aiuse_bot.domain.schedule import next_slot
from aiuse_bot.domain.search.tokenizers import waits_for_reindex
from aiuse_bot.domain.workspace import workspaces

STUCK = dt.timedelta(minutes=30)
"""A running bot handles events in seconds and posts in minutes: anything older than this is stuck."""

MOST_KINDS = 5


def check_contents(now: dt.datetime) -> Iterator[Check]:
    """Check inbox, outbox, watched channels, schedules, search and ledger."""
    with Session.begin() as session:
        yield _check_inbox(session, now)
        yield _check_outbox(session, now)
        yield _check_channels(session)
        yield _check_schedules(session, now)
        yield _check_search(session)
        yield _check_ledger(session)


def _check_search(session: OpenSession) -> Check:
    stale = [workspace_id for workspace_id in workspaces(session) if waits_for_reindex(session, workspace_id)]
    if stale:
        advice = "Run `aiuse-bot reindex`; search answers meanwhile."
        return note("search", "Some records are indexed as by an earlier version of the bot.", advice)
    return well("search", "Every record is indexed as this version does it.")


def _check_ledger(session: OpenSession) -> Check:
    found = [one for workspace_id in workspaces(session) for one in differences(session, workspace_id, MOST_KINDS)]
    if found:
        records = ", ".join(
            f"{one.kind} at record {one.use_case_id or '–'}: {one.points:+}" for one in found[:MOST_KINDS]
        )
        return wrong("ledger", f"Points are not what the reactions are worth: {records}.", _WRONG_LEDGER)
    return well("ledger", "Points are what the reactions that are there are worth.")


def _check_inbox(session: OpenSession, now: dt.datetime) -> Check:
    health = inbox.health(session, now)
    waiting = f"{health.waiting:,} waiting{_age(health.waiting, health.oldest_seconds)}"
    if health.parked:
        kinds = _kinds(session, InboxEvent.event_type, InboxEvent.last_error, InboxEvent.parked_at.is_not(None))
        return wrong("inbox", f"{waiting}, {health.parked:,} parked: {kinds}.", _PARKED_EVENTS)
    if health.oldest_seconds > STUCK.total_seconds():
        return wrong("inbox", f"{waiting}.", "Does the bot run? Its log says why events are not handled.")
    return well("inbox", f"{waiting}, none parked.")


def _check_outbox(session: OpenSession, now: dt.datetime) -> Check:
    health = outbox.health(session, now)
    waiting = f"{health.open:,} open{_age(health.open, health.oldest_seconds)}"
    if health.failed or health.parked:
        given_up = OutboxMessage.finished_at.is_not(None) & OutboxMessage.state.in_(("failed", "unknown"))
        kinds = _kinds(session, OutboxMessage.method, OutboxMessage.last_error, given_up)
        return wrong("outbox", f"{waiting}, {health.failed:,} failed, {health.parked:,} uncertain: {kinds}.", _GIVEN_UP)
    if health.oldest_seconds > STUCK.total_seconds():
        return wrong("outbox", f"{waiting}.", "Does the bot run? Its log says why messages are not posted.")
    return well("outbox", f"{waiting}, none failed.")


_PARKED_EVENTS = "They failed eight times. docs/operation.md, Parked events, says how to try them again."
_WRONG_LEDGER = (
    "Please report this: it is a defect. `aiuse-bot ledger check` lists everything, `aiuse-bot ledger repair --yes` "
    "adds what is missing."
)

_GIVEN_UP = "docs/operation.md, Messages that were given up, says what the errors mean and how to try again."


def _check_channels(session: OpenSession) -> Check:
    watched = session.scalar(select(func.count()).select_from(Channel).where(Channel.watched_at.is_not(None))) or 0
    if not watched:
        return note("channels", "None is watched.", "Invite the bot to a channel and type `/usecase watch` there.")
    return well("channels", f"{watched:,} watched.")


def _check_schedules(session: OpenSession, now: dt.datetime) -> Check:
    schedules = session.scalars(select(Schedule).where(Schedule.active).order_by(Schedule.id)).all()
    if not schedules:
        return note("roundups", "None is scheduled.")
    following = sorted((_next(schedule, now), schedule.channel_id, schedule.timezone) for schedule in schedules)
    return well("roundups", f"Next: {'; '.join(_slot_text(*slot) for slot in following)}.")


def _slot_text(moment: dt.datetime, channel_id: str, zone: str) -> str:
    return f"{channel_id} {moment.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M} {zone}"


def _next(schedule: Schedule, now: dt.datetime) -> dt.datetime:
    return next_slot(schedule.weekday, schedule.at, ZoneInfo(schedule.timezone), max(now, schedule.since))


def _kinds(
    session: OpenSession,
    kind: InstrumentedAttribute[str],
    error: InstrumentedAttribute[str | None],
    given_up: ColumnElement[bool],
) -> str:
    times = func.count()
    grouped = select(kind, error, times).where(given_up).group_by(kind, error)
    rows = session.execute(grouped.order_by(times.desc(), kind).limit(MOST_KINDS))
    return ", ".join(f"{count:,} × {name} ({reason or 'no reason kept'})" for name, reason, count in rows)


def _age(count: int, seconds: float) -> str:
    return f" (the oldest for {dt.timedelta(seconds=round(seconds))})" if count else ""
