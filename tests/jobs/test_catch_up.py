"""When the bot notices that it was down, and what it then plans to read."""

import datetime as dt

import pytest
from sqlalchemy import Engine, select, text

from aiuse_bot.db import Session
from aiuse_bot.domain.backfill import as_ts
from aiuse_bot.domain.models import Backfill, Presence
from aiuse_bot.jobs.backfill import CatchUp
from aiuse_bot.settings import Settings
from backfill_tools import Archive
from patience import PATIENCE
from sandbox_client import SandboxClient

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def archive(sandbox: SandboxClient, engine: Engine) -> Archive:
    return Archive(sandbox, engine)


def a_catch_up(archive: Archive, *, connected: bool = True) -> CatchUp:
    workspace_id = archive.workspace_id if connected else None
    settings = Settings(_env_file=None, read_back_hours=24)
    return CatchUp(settings, archive.client, connected_to=lambda: workspace_id, on_kept=lambda: None)


def last_seen(archive: Archive, ago: dt.timedelta) -> dt.datetime:
    """Record a heartbeat this long ago, and a channel that was watched since long before."""
    moment = dt.datetime.now(dt.UTC) - ago
    with Session.begin() as session:
        session.merge(Presence(workspace_id=archive.workspace_id, seen_at=moment))
        session.execute(text("UPDATE channel SET watched_at = now() - interval '1 year'"))
    return moment


def readings() -> list[Backfill]:
    with Session() as session:
        return list(session.scalars(select(Backfill)))


def test_at_its_first_start_there_is_nothing_to_catch_up_with(archive: Archive) -> None:
    a_catch_up(archive)._heartbeat()
    assert readings() == []
    with Session() as session:
        assert session.get(Presence, archive.workspace_id) is not None


def test_at_every_later_start_the_time_since_and_a_day_before_is_read(archive: Archive) -> None:
    seen_at = last_seen(archive, ago=3 * HOUR)
    a_catch_up(archive)._heartbeat()
    (reading,) = readings()
    assert (reading.channel_id, reading.purpose) == (archive.channel_id, "catch_up")
    assert reading.oldest_ts == as_ts(seen_at - 24 * HOUR)


def test_while_it_runs_only_a_silence_of_more_than_five_minutes_is_caught_up_with(archive: Archive) -> None:
    catch_up = a_catch_up(archive)
    catch_up._heartbeat()
    last_seen(archive, ago=HOUR / 15)
    catch_up._heartbeat()
    assert readings() == []
    last_seen(archive, ago=HOUR / 10)
    catch_up._heartbeat()
    assert len(readings()) == 1


def test_without_a_connection_it_is_not_there(archive: Archive) -> None:
    seen_at = last_seen(archive, ago=HOUR)
    catch_up = a_catch_up(archive, connected=False)
    catch_up._heartbeat()
    catch_up._catch_up()
    assert readings() == []
    with Session() as session:
        assert session.get_one(Presence, archive.workspace_id).seen_at == seen_at


def test_what_was_left_open_is_part_of_what_is_read_next(archive: Archive) -> None:
    seen_at = last_seen(archive, ago=100 * HOUR)
    a_catch_up(archive)._heartbeat()
    a_catch_up(archive)._heartbeat()
    (reading,) = readings()
    assert reading.oldest_ts == as_ts(seen_at - 24 * HOUR)


def test_it_reads_every_channel_to_its_end_and_wakes_the_inbox(archive: Archive) -> None:
    ts = archive.post("while the bot was away")
    last_seen(archive, ago=HOUR)
    woken: list[bool] = []
    settings = Settings(_env_file=None)
    workspace_id = archive.workspace_id
    catch_up = CatchUp(settings, archive.client, connected_to=lambda: workspace_id, on_kept=lambda: woken.append(True))
    catch_up._heartbeat()
    catch_up._catch_up()
    assert f"message {ts}" in archive.told()
    assert woken
    assert [reading.finished_at is None for reading in readings()] == [False]


def test_told_to_stop_it_reads_no_further_and_the_checkpoint_stays(archive: Archive) -> None:
    last_seen(archive, ago=HOUR)
    catch_up = a_catch_up(archive)
    catch_up._heartbeat()
    assert catch_up.stop(PATIENCE)
    catch_up._catch_up()
    (reading,) = readings()
    assert (reading.steps, reading.finished_at) == (0, None)


def test_a_refusal_that_a_person_must_mend_is_remembered_and_not_tried_for_ever(archive: Archive) -> None:
    last_seen(archive, ago=HOUR)
    catch_up = a_catch_up(archive)
    catch_up._heartbeat()
    archive.sandbox.fault("conversations.history", "error", error="missing_scope")
    catch_up._catch_up()
    (reading,) = readings()
    assert (reading.error, reading.finished_at is None) == ("missing_scope", False)


def test_a_trouble_of_slack_is_tried_again(archive: Archive) -> None:
    last_seen(archive, ago=HOUR)
    catch_up = a_catch_up(archive)
    catch_up._heartbeat()
    archive.sandbox.fault("conversations.history", "close")
    catch_up._catch_up()
    assert [reading.finished_at for reading in readings()] == [None]
    catch_up._catch_up()
    assert [reading.finished_at is None for reading in readings()] == [False]
