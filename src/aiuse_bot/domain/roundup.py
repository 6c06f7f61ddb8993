"""The weekly roundup: when one is due, who posts it, and what it shows."""

import datetime as dt
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Channel, Roundup, Schedule, UseCase
from aiuse_bot.domain.privacy import readable_by_all_in
from aiuse_bot.domain.schedule import WEEK, next_slot, slots_between
from aiuse_bot.domain.search import Hit, top
from aiuse_bot.domain.workspace import workspace_url

MOST_REDRAWN = 4
"""Of a channel's roundups, when other people read the channel from now on. Nobody scrolls back further."""
MOST_PRAISED = 3


class Due(NamedTuple):
    """A slot that nobody has claimed yet. A late one is only recorded, as skipped."""

    schedule: Schedule
    slot_at: dt.datetime
    late: bool


class RoundupContents(NamedTuple):
    """What a roundup shows: the records as they are now, without any withdrawn or hidden since.

    It covers `since` to `slot_at`, displayed in `zone`. `praised` counts only praise from that time.
    """

    since: dt.datetime
    slot_at: dt.datetime
    zone: ZoneInfo
    new: list[UseCase]
    praised: list[Hit]
    first_time_sharers: list[str]
    workspace_url: str | None


def set_schedule(
    session: Session, workspace_id: str, channel_id: str, weekday: int, at: dt.time, *, timezone: str, now: dt.datetime
) -> dt.datetime:
    """Schedule a weekly roundup for a channel, and return when the next one is due (UTC).

    The same schedule again changes nothing; a different one takes effect from `now` on. `weekday` counts from Monday,
    which is 0. An unknown zone raises `ZoneInfoNotFoundError`.
    """
    zone = ZoneInfo(timezone)
    plan = {"weekday": weekday, "at": at.replace(microsecond=0), "timezone": timezone, "active": True}
    new = insert(Schedule).values(workspace_id=workspace_id, channel_id=channel_id, since=now, **plan)
    is_same = and_(*(getattr(Schedule, name) == new.excluded[name] for name in plan))
    kept = case((is_same, Schedule.since), else_=new.excluded.since)
    session.execute(
        new.on_conflict_do_update(
            index_elements=[Schedule.workspace_id, Schedule.channel_id], set_={**plan, "since": kept}
        )
    )
    return next_slot(weekday, at, zone, now)


def stop_schedule(session: Session, workspace_id: str, channel_id: str) -> bool:
    """Stop the roundups of a channel. Returns whether it had any."""
    of_channel = and_(Schedule.workspace_id == workspace_id, Schedule.channel_id == channel_id)
    stopped = update(Schedule).where(of_channel, Schedule.active).values(active=False).returning(Schedule.id)
    return session.scalar(stopped) is not None


def active_schedules(session: Session) -> list[tuple[Schedule, dt.datetime | None]]:
    """Return the active schedules of all workspaces, each with the last slot that was claimed."""
    # One query for all: it runs at every tick, and a workspace may watch hundreds of channels.
    claimed = select(func.max(Roundup.slot_at)).where(Roundup.schedule_id == Schedule.id).scalar_subquery()
    found = session.execute(select(Schedule, claimed).where(Schedule.active).order_by(Schedule.id))
    return [(schedule, slot_at) for schedule, slot_at in found]


def due(schedule: Schedule, claimed: dt.datetime | None, now: dt.datetime, catch_up: dt.timedelta) -> list[Due]:
    """Return the slots of a schedule that have come since the last one `claimed`, oldest first.

    All but the newest are late, and so is the newest if it is more than `catch_up` ago: nobody wants an old roundup.
    """
    after = max(schedule.since, claimed or schedule.since)
    slots = slots_between(schedule.weekday, schedule.at, ZoneInfo(schedule.timezone), after, now)
    return [Due(schedule, slot, late=slot != slots[-1] or now - slot > catch_up) for slot in slots]


def claim(
    session: Session, schedule: Schedule, slot_at: dt.datetime, state: str, contents: dict[str, Any] | None = None
) -> Roundup | None:
    """Claim a slot, as `posted` or as `skipped`. `None`: somebody else has already claimed it.

    Inserting the row is the guard, not a prior check: a second process waits here for the first one's commit, then
    finds its row.
    """
    locale = select(Channel.locale).where(
        Channel.workspace_id == schedule.workspace_id, Channel.channel_id == schedule.channel_id
    )
    return session.scalar(
        insert(Roundup)
        .values(
            workspace_id=schedule.workspace_id,
            schedule_id=schedule.id,
            channel_id=schedule.channel_id,
            slot_at=slot_at,
            state=state,
            locale=func.coalesce(locale.scalar_subquery(), "en"),
            contents=contents or {},
        )
        .on_conflict_do_nothing()
        .returning(Roundup)
    )


def compose(session: Session, schedule: Schedule, slot_at: dt.datetime) -> dict[str, Any]:
    """Choose what the roundup of a slot shows, as ids: only what everybody in its channel may read.

    It covers the time since the previous slot by the wall clock: no hour is missed or repeated when clocks change.
    """
    since = _slot_before(schedule, slot_at)
    _lock_channels(session, schedule.workspace_id)
    visible = readable_by_all_in(schedule.workspace_id, schedule.channel_id)
    new = _new_cases(session, schedule, visible, since, slot_at)
    praised = top(session, schedule.workspace_id, visible, since, MOST_PRAISED, before=slot_at)
    return {
        "since": since.isoformat(),
        "new": [use_case.id for use_case in new],
        "praised": [{"id": hit.use_case.id, "people": hit.praise} for hit in praised],
        "first_time_sharers": _first_time_sharers(session, schedule.workspace_id, new, since),
    }


def shown(session: Session, roundup: Roundup, *, hold: bool = False) -> RoundupContents:
    """Load what a roundup shows, to draw or redraw it, without what was withdrawn or hidden since.

    `hold` locks the records until the commit. The first drawing needs that: nobody else sees the roundup yet, so an
    edit or deletion in between would not know that it has to redraw it.
    """
    contents = roundup.contents
    people = {entry["id"]: entry["people"] for entry in contents["praised"]}
    visible = _still_visible(session, roundup, {*contents["new"], *people}, hold=hold)
    new = [visible[number] for number in contents["new"] if number in visible]
    authors = {use_case.author_id for use_case in new}
    return RoundupContents(
        since=dt.datetime.fromisoformat(contents["since"]),
        slot_at=roundup.slot_at,
        zone=ZoneInfo(session.get_one(Schedule, roundup.schedule_id).timezone),
        new=new,
        praised=[Hit(visible[number], count) for number, count in people.items() if number in visible],
        first_time_sharers=[user_id for user_id in contents["first_time_sharers"] if user_id in authors],
        workspace_url=workspace_url(session, roundup.workspace_id),
    )


def roundups_showing(session: Session, use_case: UseCase) -> list[Roundup]:
    """Return the posted roundups that show this record, oldest first, locked so that redraws are serialized."""
    return _posted_roundups(session, use_case.workspace_id, UseCase.id == use_case.id)


def roundups_showing_channel(session: Session, workspace_id: str, channel_id: str) -> list[Roundup]:
    """Return the posted roundups that show records of this channel, oldest first, locked as above."""
    return _posted_roundups(session, workspace_id, UseCase.channel_id == channel_id)


def last_roundups_in(session: Session, workspace_id: str, channel_id: str) -> list[Roundup]:
    """Return the last roundups posted in this channel, locked as above."""
    posted = select(Roundup).where(
        Roundup.workspace_id == workspace_id, Roundup.channel_id == channel_id, Roundup.state == "posted"
    )
    last = posted.order_by(Roundup.slot_at.desc(), Roundup.id.desc()).limit(MOST_REDRAWN).with_for_update()
    return list(session.scalars(last))


def _posted_roundups(session: Session, workspace_id: str, records: ColumnElement[bool]) -> list[Roundup]:
    is_new = Roundup.contents["new"].contains(func.to_jsonb(UseCase.id))
    is_praised = Roundup.contents["praised"].contains(func.jsonb_build_array(func.jsonb_build_object("id", UseCase.id)))
    shows = exists().where(UseCase.workspace_id == workspace_id, records, or_(is_new, is_praised))
    posted = select(Roundup).where(Roundup.workspace_id == workspace_id, Roundup.state == "posted", shows)
    return list(session.scalars(posted.order_by(Roundup.slot_at, Roundup.id).with_for_update()))


def _slot_before(schedule: Schedule, slot_at: dt.datetime) -> dt.datetime:
    # Nine days, because a week can exceed seven where a zone skipped or repeated a day.
    zone = ZoneInfo(schedule.timezone)
    around = slots_between(schedule.weekday, schedule.at, zone, slot_at - dt.timedelta(days=9), slot_at)
    return max((slot for slot in around if slot < slot_at), default=slot_at - WEEK)


def _lock_channels(session: Session, workspace_id: str) -> None:
    """Keep every channel from becoming private between the choice and the commit."""
    session.execute(select(Channel.channel_id).where(Channel.workspace_id == workspace_id).with_for_update(read=True))


def _new_cases(
    session: Session, schedule: Schedule, visible: ColumnElement[bool], since: dt.datetime, before: dt.datetime
) -> list[UseCase]:
    """Choose what was posted since the previous slot, and what was posted in the week before but recorded too late."""
    last_composed = select(func.max(Roundup.created_at)).where(
        Roundup.schedule_id == schedule.id, Roundup.state == "posted", Roundup.slot_at < before
    )
    is_late = and_(UseCase.posted_at >= since - WEEK, UseCase.created_at > last_composed.scalar_subquery())
    in_time = and_(or_(UseCase.posted_at >= since, is_late), UseCase.posted_at < before)
    newest_first = (UseCase.posted_at.desc(), UseCase.id.desc())
    return list(session.scalars(select(UseCase).where(visible, in_time).order_by(*newest_first)))


def _first_time_sharers(session: Session, workspace_id: str, new: list[UseCase], since: dt.datetime) -> list[str]:
    """Return the authors of these records who never shared before, in the order in which they now did."""
    authors = dict.fromkeys(use_case.author_id for use_case in reversed(new) if use_case.author_id is not None)
    earlier = select(UseCase.author_id).where(
        UseCase.workspace_id == workspace_id, UseCase.author_id.in_(authors), UseCase.posted_at < since
    )
    known = set(session.scalars(earlier.distinct()))
    return [author for author in authors if author not in known]


def _still_visible(session: Session, roundup: Roundup, ids: set[int], *, hold: bool) -> dict[int, UseCase]:
    visible = readable_by_all_in(roundup.workspace_id, roundup.channel_id)
    chosen = select(UseCase).where(visible, UseCase.id.in_(ids)).order_by(UseCase.id)
    held = chosen.with_for_update(read=True, of=UseCase) if hold else chosen
    found = session.scalars(held, execution_options={"populate_existing": True})
    return {use_case.id: use_case for use_case in found}
