"""Post the roundups that are due. All processes may run this at the same time, any number of times."""

import datetime as dt

import structlog

from aiuse_bot.blocks.roundup import roundup_message
from aiuse_bot.db import Session
from aiuse_bot.delivery.loop import describe
from aiuse_bot.delivery.outbox import post_later
from aiuse_bot.domain.roundup import Due, active_schedules, claim, compose, due, shown
from aiuse_bot.i18n import language
from aiuse_bot.settings import Settings

log = structlog.get_logger(__name__)


def post_due_roundups(now: dt.datetime, settings: Settings) -> bool:
    """Process every due slot: post the newest of a channel, record missed ones as skipped.

    A channel whose roundup fails does not block the others; it is retried at the next tick. Returns whether there is
    something to post now.
    """
    with Session.begin() as session:
        schedules = active_schedules(session)
    has_posted = False
    catch_up = dt.timedelta(hours=settings.catch_up_hours)
    for schedule, claimed in schedules:
        try:
            has_posted |= _decide(due(schedule, claimed, now, catch_up), now)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the others are due too
            log.error("roundup_failed", schedule_id=schedule.id, error=describe(problem))  # noqa: TRY400 - no words in logs
    return has_posted


def _decide(slots: list[Due], now: dt.datetime) -> bool:
    for slot in slots:
        if slot.late:
            _skip(slot)
        else:
            _post(slot, now)
    return any(not slot.late for slot in slots)


def _skip(slot: Due) -> None:
    with Session.begin() as session:
        if claim(session, slot.schedule, slot.slot_at, "skipped") is not None:
            log.warning("roundup_skipped", schedule_id=slot.schedule.id, slot_at=slot.slot_at.isoformat())


def _post(slot: Due, now: dt.datetime) -> None:
    """Claim the slot and queue the post in one commit, so that neither happens without the other."""
    with Session.begin() as session:
        roundup = claim(session, slot.schedule, slot.slot_at, "posted", compose(session, slot.schedule, slot.slot_at))
        if roundup is None:
            return
        post_later(
            session,
            workspace_id=roundup.workspace_id,
            channel_id=roundup.channel_id,
            key=roundup.key,
            payload=roundup_message(shown(session, roundup, hold=True), language(roundup.locale)),
            if_unsure="park",
            now=now,
        )
    log.info("roundup_decided", roundup_id=roundup.id, slot_at=slot.slot_at.isoformat())
