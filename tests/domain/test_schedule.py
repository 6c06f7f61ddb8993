import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiuse_bot.domain.schedule import next_slot, slots_between

FROM = dt.datetime(2025, 11, 1, tzinfo=dt.UTC)
TWO_YEARS = dt.timedelta(days=2 * 365)
ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Tokyo")


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def slots_by_looking_at_the_clock(
    weekday: int, at: dt.time, zone: ZoneInfo, after: dt.datetime, until: dt.datetime
) -> list[dt.datetime]:
    """Walk through time and look at the clock: due is the first moment of its day that shows the time or more."""
    found: list[dt.datetime] = []
    days: set[dt.date] = set()
    moment = after.replace(second=0, microsecond=0) - dt.timedelta(days=1)
    while moment <= until:
        clock = moment.astimezone(zone)
        if clock.weekday() == weekday and clock.time() >= at and clock.date() not in days:
            days.add(clock.date())
            found.append(moment)
        # Whole quarters are enough to look at: all transitions and all times of these tests fall on them.
        moment += dt.timedelta(minutes=15)
    return [slot for slot in found if after < slot <= until]


@pytest.mark.parametrize(
    "at", [dt.time(0, 0), dt.time(1, 30), dt.time(2, 15), dt.time(2, 30), dt.time(9, 0), dt.time(23, 45)]
)
@pytest.mark.parametrize("zone", ZONES)
def test_slots_of_two_years_are_those_that_the_clock_shows(zone: str, at: dt.time) -> None:
    """Sundays, for that is when the clocks change in all of these zones."""
    arguments = (6, at, ZoneInfo(zone), FROM, FROM + TWO_YEARS)
    slots = slots_between(*arguments)
    assert slots == slots_by_looking_at_the_clock(*arguments)
    assert len(slots) in {104, 105}


@pytest.mark.parametrize(
    ("zone", "weekday", "at", "after", "slot"),
    [
        # Friday afternoons follow the wall clock over the change.
        ("America/New_York", 4, "16:00", "2026-03-06 00:00", "2026-03-06 21:00"),
        ("America/New_York", 4, "16:00", "2026-03-07 00:00", "2026-03-13 20:00"),
        # 02:30 does not exist on 8 March 2026: the first valid minute is 03:00 EDT.
        ("America/New_York", 6, "02:30", "2026-03-02 00:00", "2026-03-08 07:00"),
        # 01:30 comes twice on 1 November 2026: the first is in EDT.
        ("America/New_York", 6, "01:30", "2026-10-26 00:00", "2026-11-01 05:30"),
        ("Europe/London", 6, "01:30", "2026-03-23 00:00", "2026-03-29 01:00"),
        ("Europe/London", 6, "01:30", "2026-10-19 00:00", "2026-10-25 00:30"),
        # Lord Howe moves its clocks by half an hour.
        ("Australia/Lord_Howe", 6, "02:15", "2026-09-28 00:00", "2026-10-03 15:30"),
        ("Australia/Lord_Howe", 6, "01:45", "2026-03-30 00:00", "2026-04-04 14:45"),
        ("Asia/Kolkata", 0, "09:00", "2026-11-22 00:00", "2026-11-23 03:30"),
        ("Asia/Tokyo", 0, "09:00", "2026-11-22 00:00", "2026-11-23 00:00"),
        ("UTC", 4, "16:00", "2026-11-27 15:59", "2026-11-27 16:00"),
    ],
)
def test_golden_slots(zone: str, weekday: int, at: str, after: str, slot: str) -> None:
    assert next_slot(weekday, dt.time.fromisoformat(at), ZoneInfo(zone), utc(after)) == utc(slot)


def test_monday_means_monday() -> None:
    slot = next_slot(0, dt.time(9), ZoneInfo("Asia/Tokyo"), utc("2026-11-23 12:00"))
    assert slot.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%A %H:%M") == "Monday 09:00"


def test_a_slot_is_not_later_than_itself() -> None:
    plan = (4, dt.time(16), ZoneInfo("UTC"))
    slot = utc("2026-11-27 16:00")
    assert slots_between(*plan, slot - dt.timedelta(microseconds=1), slot) == [slot]
    assert slots_between(*plan, slot, slot + dt.timedelta(days=6)) == []
    assert next_slot(*plan, slot) == utc("2026-12-04 16:00")


def test_a_day_that_a_zone_left_out_moves_its_slot_to_the_first_minute_of_the_next() -> None:
    """Samoa had no 30 December 2011, which would have been a Friday."""
    apia = ZoneInfo("Pacific/Apia")
    (slot,) = slots_between(4, dt.time(16), apia, utc("2011-12-27 00:00"), utc("2012-01-03 00:00"))
    assert slot.astimezone(apia).replace(tzinfo=None) == dt.datetime(2011, 12, 31)  # noqa: DTZ001 - a wall clock


def test_seconds_of_the_time_count_and_parts_of_a_second_do_not() -> None:
    slot = utc("2026-11-27 16:00:59")
    assert next_slot(4, dt.time(16, 0, 59, 5), ZoneInfo("UTC"), utc("2026-11-27 15:00")) == slot


moments = st.datetimes(dt.datetime(2015, 1, 1), dt.datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=dt.UTC))  # noqa: DTZ001
zones = st.sampled_from([*ZONES, "America/Sao_Paulo", "Africa/Casablanca", "Asia/Gaza", "Pacific/Chatham", "UTC"])


@settings(deadline=None)
@given(st.integers(0, 6), st.times(), zones, moments, st.tuples(st.integers(0, 400), st.integers(0, 400)))
def test_a_span_in_two_parts_has_the_slots_of_the_whole(
    weekday: int, at: dt.time, zone: str, start: dt.datetime, hours: tuple[int, int]
) -> None:
    plan = (weekday, at, ZoneInfo(zone))
    middle = start + dt.timedelta(hours=hours[0])
    end = middle + dt.timedelta(hours=hours[1])
    assert slots_between(*plan, start, middle) + slots_between(*plan, middle, end) == slots_between(*plan, start, end)


@settings(deadline=None)
@given(st.integers(0, 6), st.times(), zones, moments)
def test_there_is_one_slot_a_week_on_its_day_and_never_before_its_time(
    weekday: int, at: dt.time, zone: str, start: dt.datetime
) -> None:
    slots = slots_between(weekday, at, ZoneInfo(zone), start, start + dt.timedelta(days=70))
    assert 9 <= len(slots) <= 11
    for slot in slots:
        clock = slot.astimezone(ZoneInfo(zone))
        assert clock.weekday() == weekday
        assert clock.fold == 0
        assert clock.time() >= at.replace(second=0, microsecond=0)
    assert next_slot(weekday, at, ZoneInfo(zone), start) == slots[0]
