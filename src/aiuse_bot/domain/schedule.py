"""Slots: the moments at which a weekly job is due, by the wall clock of a zone.

If the clocks skip that time, the slot is the first valid minute after the gap; if they show it twice, the slot is the
first of the two.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import takewhile
from zoneinfo import ZoneInfo

MINUTE = dt.timedelta(minutes=1)
WEEK = dt.timedelta(days=7)


def slots_between(
    weekday: int, at: dt.time, zone: ZoneInfo, after: dt.datetime, until: dt.datetime
) -> list[dt.datetime]:
    """Return the slots later than `after` and not later than `until`, oldest first, in UTC.

    `weekday` counts from Monday, which is 0; parts of a second in `at` are ignored; `after` and `until` are aware.
    """
    return list(takewhile(lambda slot: slot <= until, _slots_after(weekday, at, zone, after)))


def next_slot(weekday: int, at: dt.time, zone: ZoneInfo, after: dt.datetime) -> dt.datetime:
    """Return the first slot later than `after`, in UTC."""
    return next(_slots_after(weekday, at, zone, after))


def _slots_after(weekday: int, at: dt.time, zone: ZoneInfo, after: dt.datetime) -> Iterator[dt.datetime]:
    # Starts a week early: a gap can move a slot of the day before past `after`, even over midnight.
    day = after.astimezone(zone).date() - WEEK
    day += dt.timedelta(days=(weekday - day.weekday()) % 7)
    while True:
        slot = _moment(dt.datetime.combine(day, at.replace(microsecond=0)), zone)
        if slot > after:
            yield slot
        day += WEEK


def _moment(wall_clock: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    # The longest gap so far was a whole day: Samoa had no 30 December 2011.
    while not _is_shown(wall_clock, zone):
        wall_clock += MINUTE
    return wall_clock.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)


def _is_shown(wall_clock: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of the zone ever show this time, i.e. it is not inside a gap."""
    moment = wall_clock.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
    return moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall_clock
