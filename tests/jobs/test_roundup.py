import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text, update
from structlog.testing import capture_logs

from aiuse_bot.db import Session
from aiuse_bot.delivery.models import OutboxMessage
from aiuse_bot.domain.models import Roundup, Schedule
from aiuse_bot.domain.roundup import set_schedule, stop_schedule
from aiuse_bot.domain.watch import watch
from aiuse_bot.jobs.roundup import post_due_roundups
from aiuse_bot.settings import Settings
from makers import CHANNEL, NOW, WORKSPACE, a_message, a_use_case, a_watched_channel
from patience import PATIENCE

FRIDAY = dt.datetime(2026, 11, 27, 16, 0, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)
SETTINGS = Settings(catch_up_hours=6)


pytestmark = pytest.mark.usefixtures("engine")


def a_schedule(channel_id: str = CHANNEL, locale: str = "en") -> None:
    with Session.begin() as session:
        a_watched_channel(session, channel_id)
        watch(session, WORKSPACE, channel_id, by="U0ADMIN", is_private=False, locale=locale, now=NOW)
        set_schedule(session, WORKSPACE, channel_id, 4, dt.time(16), timezone="UTC", now=NOW)


def a_new_case(channel_id: str = CHANNEL) -> int:
    with Session.begin() as session:
        return a_use_case(session, a_message(channel_id), posted_at=FRIDAY - dt.timedelta(days=1)).id


def slots() -> list[tuple[dt.datetime, str]]:
    with Session() as session:
        rows = session.execute(select(Roundup.slot_at, Roundup.state).order_by(Roundup.slot_at, Roundup.channel_id))
        return [(row.slot_at, row.state) for row in rows]


def posts() -> list[OutboxMessage]:
    with Session() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def after(**span: int) -> dt.datetime:
    return FRIDAY + dt.timedelta(**span)


def test_a_due_roundup_is_claimed_and_posted_in_one_go() -> None:
    a_schedule()
    a_new_case()
    post_due_roundups(FRIDAY, SETTINGS)
    assert slots() == [(FRIDAY, "posted")]
    (post,) = posts()
    with Session() as session:
        assert post.key == session.scalars(select(Roundup)).one().key
    assert (post.channel_id, post.if_unsure, post.state) == (CHANNEL, "park", "pending")
    assert "UC-1 · Refund mails" in post.payload["text"]
    assert post.payload["unfurl_links"] is False


def test_nothing_is_posted_before_the_slot_or_after_the_schedule_was_stopped() -> None:
    a_schedule()
    post_due_roundups(FRIDAY - dt.timedelta(seconds=1), SETTINGS)
    with Session.begin() as session:
        stop_schedule(session, WORKSPACE, CHANNEL)
    post_due_roundups(FRIDAY, SETTINGS)
    assert slots() == []
    assert posts() == []


def test_later_ticks_change_nothing() -> None:
    a_schedule()
    for minutes in range(5):
        post_due_roundups(after(minutes=minutes), SETTINGS)
    assert len(posts()) == 1
    post_due_roundups(FRIDAY + WEEK, SETTINGS)
    assert slots() == [(FRIDAY, "posted"), (FRIDAY + WEEK, "posted")]
    assert len(posts()) == 2


def test_a_bot_that_starts_just_after_the_slot_posts_it_once() -> None:
    a_schedule()
    post_due_roundups(FRIDAY - dt.timedelta(seconds=10), SETTINGS)
    post_due_roundups(after(seconds=20), SETTINGS)
    post_due_roundups(after(seconds=35), SETTINGS)
    assert slots() == [(FRIDAY, "posted")]
    assert len(posts()) == 1


def test_a_bot_that_starts_a_day_late_records_the_slot_and_posts_nothing() -> None:
    a_schedule()
    post_due_roundups(after(days=1), SETTINGS)
    post_due_roundups(after(days=1, minutes=1), SETTINGS)
    assert slots() == [(FRIDAY, "skipped")]
    assert posts() == []


def test_after_weeks_of_silence_only_the_newest_slot_is_posted() -> None:
    a_schedule()
    post_due_roundups(after(days=14, hours=1), SETTINGS)
    assert slots() == [(FRIDAY, "skipped"), (FRIDAY + WEEK, "skipped"), (FRIDAY + 2 * WEEK, "posted")]
    assert len(posts()) == 1


def test_three_replicas_post_one_roundup_for_each_slot() -> None:
    """Fifty slots, three replicas that tick concurrently."""
    a_schedule()
    with ThreadPoolExecutor(3) as replicas:
        for week in range(50):
            ticks = [replicas.submit(post_due_roundups, FRIDAY + week * WEEK, SETTINGS) for _ in range(3)]
            for tick in ticks:
                tick.result(timeout=PATIENCE)
    assert slots() == [(FRIDAY + week * WEEK, "posted") for week in range(50)]
    assert len({post.key for post in posts()}) == len(posts()) == 50


def test_a_roundup_that_fails_keeps_no_other_from_being_posted() -> None:
    a_schedule("C0BROKEN")
    a_schedule("C0FINE")
    with Session.begin() as session:
        broken = update(Schedule).where(Schedule.channel_id == "C0BROKEN").values(timezone="Mars/Olympus")
        session.execute(broken)
    with capture_logs() as logs:
        post_due_roundups(FRIDAY, SETTINGS)
    assert [post.channel_id for post in posts()] == ["C0FINE"]
    assert [entry["event"] for entry in logs] == ["roundup_failed", "roundup_decided"]


def test_a_roundup_that_could_not_be_put_into_the_outbox_is_not_claimed_either() -> None:
    a_schedule()
    with Session.begin() as session:
        session.execute(text("ALTER TABLE outbox_message ADD CONSTRAINT closed CHECK (false)"))
    with capture_logs() as logs:
        post_due_roundups(FRIDAY, SETTINGS)
    assert [entry["event"] for entry in logs] == ["roundup_failed"]
    assert slots() == []
    with Session.begin() as session:
        session.execute(text("ALTER TABLE outbox_message DROP CONSTRAINT closed"))
    post_due_roundups(after(minutes=1), SETTINGS)
    assert len(posts()) == 1


def test_each_channel_has_its_roundup_in_its_own_language() -> None:
    a_schedule("C0EN", "en")
    a_schedule("C0JA", "ja")
    a_new_case("C0EN")
    post_due_roundups(FRIDAY, SETTINGS)
    english, japanese = (post.payload["text"].splitlines()[0] for post in posts())
    assert "Fri, Nov 27" in english
    assert "11月27日(金)" in japanese


def test_logs_hold_no_words_of_a_record() -> None:
    a_schedule()
    a_new_case()
    with capture_logs() as logs:
        post_due_roundups(FRIDAY, SETTINGS)
    assert "Refund" not in str(logs)
