"""The allowance compared with a simple model: every tip belongs to a day of its giver's calendar, and its period."""

import datetime as dt
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import LedgerEntry
from aiuse_bot.domain.praise import differences, praised_use_case
from aiuse_bot.domain.rules import Period, Rules, change_rules
from aiuse_bot.domain.tips import (
    Giver,
    add_tip_reaction,
    remove_tip_reaction,
    span_of,
    tip_people,
    tips_left,
)
from makers import WORKSPACE, a_message, a_use_case, a_watched_channel
from run_length import times

# Around clock changes in London (25 October 2026), New York (1 November) and on Lord Howe Island (4 October).
ZONES = ["Asia/Tokyo", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Asia/Kolkata"]
START = dt.datetime(2026, 10, 3, 0, 0, tzinfo=dt.UTC)
PERIODS: list[Period] = ["day", "week", "month"]

zones = st.sampled_from(ZONES)
periods = st.sampled_from(PERIODS)
moments = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2035, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
_makers = count(1)


class Step(NamedTuple):
    """One action, `minutes` after the previous one."""

    minutes: int
    what: str
    points: int
    message: int
    zone: str
    period: Period
    allowance: int


steps = st.lists(
    st.builds(
        Step,
        minutes=st.sampled_from([1, 60, 600, 1440, 4000, 10_000]),
        what=st.sampled_from(["command", "command", "put", "put", "put", "take", "again", "move", "rules"]),
        points=st.integers(1, 6),
        message=st.integers(0, 3),
        zone=zones,
        period=periods,
        allowance=st.integers(0, 6),
    ),
    max_size=25,
)


class Model:
    """The same rules on plain lists: (day, points) per command, and the day of the tip per message."""

    def __init__(self) -> None:
        self.period: Period = "week"
        self.allowance = 5
        self.zone = "Europe/London"
        self.commands: list[tuple[dt.date, int]] = []
        self.held: dict[int, dt.date | None] = {}

    def left(self, day: dt.date) -> int:
        days = [*self.commands, *((tipped, 1) for tipped in self.held.values() if tipped is not None)]
        return max(0, self.allowance - sum(points for tipped, points in days if self._same(tipped, day)))

    def _same(self, one: dt.date, other: dt.date) -> bool:
        if self.period == "day":
            return one == other
        if self.period == "week":
            return one.isocalendar()[:2] == other.isocalendar()[:2]
        return (one.year, one.month) == (other.year, other.month)

    def command(self, day: dt.date, points: int) -> bool:
        fits = points <= self.left(day)
        self.commands += [(day, points)] if fits else []
        return fits

    def put(self, day: dt.date, message: int) -> None:
        if message not in self.held:
            self.held[message] = day if self.left(day) >= 1 else None

    def take(self, message: int) -> None:
        self.held.pop(message, None)

    def total(self) -> int:
        return sum(points for _, points in self.commands) + sum(day is not None for day in self.held.values())


@given(story=steps)
@settings(max_examples=times(15, 400))
def test_whatever_happens_the_allowance_and_the_ledger_are_those_of_the_plain_model(
    session: Session, story: list[Step]
) -> None:
    user_id, author = f"U{next(_makers)}GIVER", f"U{next(_makers)}AUTHOR"
    a_watched_channel(session)
    change_rules(session, WORKSPACE, {"tips_period": "week", "tips_allowance": 5})
    messages = [a_message() for _ in range(4)]
    for message in messages:
        a_use_case(session, message, author_id=author)
    model, now = Model(), START
    for number, step in enumerate(story):
        now += dt.timedelta(minutes=step.minutes)
        _act(session, model, step, f"{user_id}:{number}", user_id, author, messages, now)
        zone = ZoneInfo(model.zone)
        seen = tips_left(session, WORKSPACE, user_id, zone, now)
        assert seen.left == model.left(now.astimezone(zone).date())
        assert seen.ends_at > now
    points = session.scalar(select(func.coalesce(func.sum(LedgerEntry.points), 0)).where(LedgerEntry.user_id == author))
    assert points == model.total()
    assert differences(session, WORKSPACE) == []


def _act(
    session: Session, model: Model, step: Step, cause: str, user_id: str, author: str,
    messages: list[MessageKey], now: dt.datetime,
) -> None:  # fmt: skip
    rules = Rules(tips_period=model.period, tips_allowance=model.allowance)
    giver = Giver(user_id, ZoneInfo(model.zone))
    day = now.astimezone(giver.zone).date()
    message = messages[step.message]
    praised_use_case(session, message)
    if step.what == "command":
        done = tip_people(session, WORKSPACE, giver, cause, [author], step.points, note=None, rules=rules, now=now)
        assert (done.answer == "given") == model.command(day, step.points)
    elif step.what == "put":
        add_tip_reaction(session, message, giver, "gift", now, rules)
        model.put(day, step.message)
    elif step.what == "take":
        remove_tip_reaction(session, message, user_id, "gift", now)
        model.take(step.message)
    elif step.what == "again":
        # An event older than all others is delivered once more.
        add_tip_reaction(session, message, giver, "gift", START - dt.timedelta(days=9), rules)
        if step.message not in model.held:
            remove_tip_reaction(session, message, user_id, "gift", now)
    elif step.what == "move":
        model.zone = step.zone
    else:
        model.period, model.allowance = step.period, step.allowance
        change_rules(session, WORKSPACE, {"tips_period": step.period, "tips_allowance": step.allowance})


@given(
    moment=moments, zone=st.sampled_from([*ZONES, "America/Havana", "America/Sao_Paulo", "Asia/Beirut"]), period=periods
)
@settings(max_examples=times(80, 2000))
def test_a_period_ends_when_the_calendar_on_the_wall_shows_the_next_one(
    session: Session, moment: dt.datetime, zone: str, period: Period
) -> None:
    a_watched_channel(session)
    change_rules(session, WORKSPACE, {"tips_period": period})
    clock = ZoneInfo(zone)
    ends_at = tips_left(session, WORKSPACE, "U0NOBODY", clock, moment).ends_at
    span = span_of(moment.astimezone(clock).date(), period)
    assert ends_at > moment
    assert ends_at.astimezone(clock).date() == span.next_first
    assert (ends_at - dt.timedelta(microseconds=1)).astimezone(clock).date() < span.next_first


def test_a_week_begins_on_the_monday_of_the_giver(session: Session) -> None:
    a_watched_channel(session)
    sunday_night = dt.datetime(2026, 11, 22, 15, 30, tzinfo=dt.UTC)
    tokyo, london = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/London")
    tip_people(session, WORKSPACE, Giver("U0A", london), "a", ["U0BEN"], 5, note=None, rules=Rules(), now=sunday_night)
    assert tips_left(session, WORKSPACE, "U0A", london, sunday_night).left == 0
    # In Tokyo it is already Monday, so last week's tips no longer count.
    assert tips_left(session, WORKSPACE, "U0A", tokyo, sunday_night).left == 5
    assert tips_left(session, WORKSPACE, "U0A", london, sunday_night).ends_at == dt.datetime(
        2026, 11, 23, tzinfo=dt.UTC
    )


def test_summer_time_makes_a_day_longer_and_not_the_allowance(session: Session) -> None:
    a_watched_channel(session)
    change_rules(session, WORKSPACE, {"tips_period": "day", "tips_allowance": 1})
    rules = Rules(tips_period="day", tips_allowance=1)
    giver = Giver("U0A", ZoneInfo("Europe/London"))
    answers = [
        tip_people(
            session, WORKSPACE, giver, f"c{hour}", ["U0BEN"], 1, note=None, rules=rules,
            now=dt.datetime(2026, 10, 24, 23, 30, tzinfo=dt.UTC) + dt.timedelta(hours=hour),
        ).answer
        for hour in range(26)
    ]  # fmt: skip
    assert answers == ["given", *["refused"] * 24, "given"]
