import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields, delete_message, edit_use_case, import_use_case
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import Roundup, Schedule, UseCase
from aiuse_bot.domain.praise import add_reaction
from aiuse_bot.domain.roundup import (
    Due,
    active_schedules,
    claim,
    compose,
    due,
    roundups_showing,
    set_schedule,
    shown,
    stop_schedule,
)
from aiuse_bot.domain.watch import set_privacy, watch
from aiuse_bot.domain.workspace import connect_workspace
from makers import AUTHOR, CHANNEL, NOW, WORKSPACE, a_message, a_use_case, a_watched_channel

FRIDAY = dt.datetime(2026, 11, 27, 16, 0, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)
SIX_HOURS = dt.timedelta(hours=6)


def a_schedule(session: Session, channel_id: str = CHANNEL, *, since: dt.datetime = NOW, zone: str = "UTC") -> Schedule:
    a_watched_channel(session, channel_id)
    set_schedule(session, WORKSPACE, channel_id, 4, dt.time(16), timezone=zone, now=since)
    return session.scalars(select(Schedule).where(Schedule.channel_id == channel_id)).one()


def a_case(session: Session, at: dt.datetime, author_id: str = AUTHOR) -> UseCase:
    return a_use_case(session, posted_at=at, author_id=author_id)


def key_of(use_case: UseCase) -> MessageKey:
    return MessageKey(WORKSPACE, str(use_case.channel_id), str(use_case.message_ts))


def a_roundup(session: Session, slot_at: dt.datetime = FRIDAY) -> Roundup:
    schedule = a_schedule(session)
    roundup = claim(session, schedule, slot_at, "posted", compose(session, schedule, slot_at))
    assert roundup is not None
    return roundup


def ago(**span: int) -> dt.datetime:
    return FRIDAY - dt.timedelta(**span)


def slots_due(session: Session, schedule: Schedule, now: dt.datetime) -> list[tuple[dt.datetime, bool]]:
    claimed = next(slot_at for known, slot_at in active_schedules(session) if known is schedule)
    return [(slot.slot_at, slot.late) for slot in due(schedule, claimed, now, SIX_HOURS)]


def test_a_new_schedule_says_when_the_first_roundup_is_due(session: Session) -> None:
    a_watched_channel(session)
    first = set_schedule(session, WORKSPACE, CHANNEL, 4, dt.time(16), timezone="Asia/Tokyo", now=NOW)
    assert first == dt.datetime(2026, 11, 27, 7, 0, tzinfo=dt.UTC)


def test_the_same_schedule_again_forgets_no_slot(session: Session) -> None:
    schedule = a_schedule(session)
    a_schedule(session, since=FRIDAY + dt.timedelta(minutes=5))
    session.refresh(schedule)
    assert schedule.since == NOW
    assert slots_due(session, schedule, FRIDAY + dt.timedelta(minutes=6)) == [(FRIDAY, False)]


def test_a_changed_schedule_counts_from_now_on(session: Session) -> None:
    schedule = a_schedule(session)
    changed_at = FRIDAY + dt.timedelta(minutes=5)
    a_schedule(session, since=changed_at, zone="Europe/London")
    session.refresh(schedule)
    assert slots_due(session, schedule, changed_at) == []


def test_a_stopped_schedule_is_not_in_force_until_it_is_set_again(session: Session) -> None:
    schedule = a_schedule(session)
    assert active_schedules(session) == [(schedule, None)]
    assert stop_schedule(session, WORKSPACE, CHANNEL)
    assert not stop_schedule(session, WORKSPACE, CHANNEL)
    assert active_schedules(session) == []
    a_schedule(session, since=FRIDAY + WEEK)
    session.refresh(schedule)
    assert active_schedules(session) == [(schedule, None)]
    assert slots_due(session, schedule, FRIDAY + WEEK) == []


def test_an_unknown_zone_is_refused(session: Session) -> None:
    a_watched_channel(session)
    with pytest.raises(ZoneInfoNotFoundError):
        set_schedule(session, WORKSPACE, CHANNEL, 4, dt.time(16), timezone="Mars/Olympus", now=NOW)


def test_nothing_is_due_before_the_slot(session: Session) -> None:
    schedule = a_schedule(session)
    assert slots_due(session, schedule, FRIDAY - dt.timedelta(microseconds=1)) == []
    assert due(schedule, None, FRIDAY, SIX_HOURS) == [Due(schedule, FRIDAY, late=False)]


def test_a_slot_that_was_claimed_is_not_due_again(session: Session) -> None:
    schedule = a_schedule(session)
    claim(session, schedule, FRIDAY, "posted", {})
    assert slots_due(session, schedule, FRIDAY + SIX_HOURS) == []
    assert slots_due(session, schedule, FRIDAY + WEEK) == [(FRIDAY + WEEK, False)]


def test_a_slot_is_late_after_the_catch_up_time(session: Session) -> None:
    schedule = a_schedule(session)
    assert slots_due(session, schedule, FRIDAY + SIX_HOURS) == [(FRIDAY, False)]
    assert slots_due(session, schedule, FRIDAY + SIX_HOURS + dt.timedelta(seconds=1)) == [(FRIDAY, True)]


def test_of_several_missed_slots_only_the_newest_is_in_time(session: Session) -> None:
    schedule = a_schedule(session)
    missed = due(schedule, None, FRIDAY + 2 * WEEK, 3 * WEEK)
    assert [(slot.slot_at, slot.late) for slot in missed] == [
        (FRIDAY, True),
        (FRIDAY + WEEK, True),
        (FRIDAY + 2 * WEEK, False),
    ]


def test_a_slot_can_be_claimed_once(session: Session) -> None:
    schedule = a_schedule(session)
    assert claim(session, schedule, FRIDAY, "posted", {}) is not None
    assert claim(session, schedule, FRIDAY, "posted", {}) is None
    assert claim(session, schedule, FRIDAY, "skipped") is None
    assert session.scalar(select(func.count()).select_from(Roundup)) == 1


def test_a_roundup_speaks_the_language_of_its_channel(session: Session) -> None:
    schedule = a_schedule(session)
    watch(session, WORKSPACE, CHANNEL, by="U0ADMIN", is_private=False, locale="ja", now=NOW)
    roundup = claim(session, schedule, FRIDAY, "posted", {})
    assert roundup is not None
    assert roundup.locale == "ja"


def test_new_cases_are_those_of_the_week_before_the_slot_newest_first(session: Session) -> None:
    schedule = a_schedule(session)
    a_case(session, ago(days=7, seconds=1))
    first, last = a_case(session, ago(days=7)), a_case(session, ago(seconds=1))
    a_case(session, FRIDAY)
    assert compose(session, schedule, FRIDAY)["new"] == [last.id, first.id]


def test_no_hour_is_missed_or_told_twice_when_clocks_change(session: Session) -> None:
    """On 1 November 2026 New York's week has 169 hours."""
    schedule = a_schedule(session, zone="America/New_York")
    before, after = (dt.datetime(2026, *day, tzinfo=dt.UTC) for day in ((10, 30, 20), (11, 6, 21)))
    assert [slot.astimezone(ZoneInfo("America/New_York")).hour for slot in (before, after)] == [16, 16]
    hours = [before + dt.timedelta(hours=hour) for hour in range(-3, 169)]
    cases = {a_case(session, hour).id: hour for hour in hours}
    told = [cases[number] for slot in (before, after) for number in compose(session, schedule, slot)["new"]]
    assert sorted(told) == hours


def test_imported_records_are_not_new(session: Session) -> None:
    schedule = a_schedule(session)
    import_use_case(session, WORKSPACE, "wiki-1", RecordFields("Refunds"), author_id=AUTHOR, posted_at=ago(days=1))
    assert compose(session, schedule, FRIDAY)["new"] == []


def test_most_praised_are_three_cases_of_any_age_with_the_praise_of_the_week(session: Session) -> None:
    schedule = a_schedule(session)
    cases = [a_case(session, ago(days=100 + day)) for day in range(5)]
    for number, use_case in enumerate(cases):
        for person in range(number):
            add_reaction(session, key_of(use_case), f"U{person}", "clap", ago(days=1))
        add_reaction(session, key_of(use_case), "U0EARLIER", "clap", ago(days=8))
        add_reaction(session, key_of(use_case), "U0LATER", "clap", FRIDAY)
    assert compose(session, schedule, FRIDAY)["praised"] == [
        {"id": cases[4].id, "people": 4},
        {"id": cases[3].id, "people": 3},
        {"id": cases[2].id, "people": 2},
    ]


def test_who_shares_for_the_first_time_is_thanked_once(session: Session) -> None:
    schedule = a_schedule(session)
    a_case(session, ago(days=30), "U0KNOWN")
    for days, author_id in ((6, "U0FIRST"), (5, "U0SECOND"), (4, "U0FIRST"), (3, "U0KNOWN")):
        a_case(session, ago(days=days), author_id)
    assert compose(session, schedule, FRIDAY)["first_time_sharers"] == ["U0FIRST", "U0SECOND"]


def test_who_shared_before_and_took_it_back_is_no_first_time_sharer(session: Session) -> None:
    schedule = a_schedule(session)
    earlier = a_case(session, ago(days=30))
    delete_message(session, key_of(earlier), at=NOW)
    a_case(session, ago(days=1))
    assert compose(session, schedule, FRIDAY)["first_time_sharers"] == []


def test_what_others_may_not_read_is_neither_shown_nor_thanked_for(session: Session) -> None:
    schedule = a_schedule(session)
    hidden = a_use_case(session, a_message("C0PRIVATE"), posted_at=ago(days=1))
    add_reaction(session, key_of(hidden), "U1", "clap", ago(days=1))
    set_privacy(session, WORKSPACE, "C0PRIVATE", is_private=True)
    contents = compose(session, schedule, FRIDAY)
    assert (contents["new"], contents["praised"], contents["first_time_sharers"]) == ([], [], [])


def test_a_roundup_is_shown_with_the_words_of_today(session: Session) -> None:
    use_case = a_case(session, ago(days=1))
    add_reaction(session, key_of(use_case), "U1", "clap", ago(hours=1))
    connect_workspace(session, WORKSPACE, name="T", url="https://t.slack.com/", bot_user_id=None, bot_id=None)
    roundup = a_roundup(session)
    edit_use_case(session, use_case, RecordFields("New words"), text="new", at=FRIDAY)
    contents = shown(session, roundup)
    assert [case.title for case in contents.new] == ["New words"]
    assert [(hit.use_case.title, hit.praise) for hit in contents.praised] == [("New words", 1)]
    assert contents.first_time_sharers == [AUTHOR]
    assert (contents.since, contents.slot_at) == (FRIDAY - WEEK, FRIDAY)
    assert (contents.zone, contents.workspace_url) == (ZoneInfo("UTC"), "https://t.slack.com/")


@pytest.mark.parametrize("loss", ["withdrawn", "hidden"])
def test_what_was_withdrawn_or_hidden_since_is_not_shown_again(session: Session, loss: str) -> None:
    lost = a_use_case(session, a_message("C0OTHER"), posted_at=ago(days=2), author_id="U0FIRST")
    kept = a_case(session, ago(days=1))
    add_reaction(session, key_of(lost), "U1", "clap", ago(days=1))
    roundup = a_roundup(session)
    assert [case.id for case in shown(session, roundup).new] == [kept.id, lost.id]
    if loss == "withdrawn":
        delete_message(session, key_of(lost), at=FRIDAY)
    else:
        set_privacy(session, WORKSPACE, "C0OTHER", is_private=True)
    contents = shown(session, roundup)
    assert [case.id for case in contents.new] == [kept.id]
    assert contents.praised == []
    assert contents.first_time_sharers == [AUTHOR]


def test_a_record_knows_the_roundups_that_show_it(session: Session) -> None:
    use_case, other = a_case(session, ago(days=1)), a_case(session, ago(days=20))
    add_reaction(session, key_of(use_case), "U1", "clap", FRIDAY + dt.timedelta(days=1))
    new, praised = a_roundup(session), a_roundup(session, FRIDAY + WEEK)
    claim(session, a_schedule(session), FRIDAY + 2 * WEEK, "skipped")
    assert roundups_showing(session, use_case) == [new, praised]
    assert roundups_showing(session, other) == []
