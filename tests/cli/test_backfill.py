"""`aiuse-bot backfill`: the bot reads what was posted before it was installed."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from click.testing import Result

from aiuse_bot.db import bind_sessions
from cli_tools import Cli
from house import LABELLED, House
from patience import wait_until

KILLED = 137
MANY = 650
"""More than three pages of two hundred."""


@pytest.fixture(autouse=True)
def _unbound() -> Iterator[None]:
    yield
    bind_sessions(None)


def environment(house: House) -> dict[str, str]:
    return {name: value for name, value in house.bot._environment.items() if name.startswith(("SLACK_", "DATABASE_"))}


def backfill(cli: Cli, house: House, *options: str) -> Result:
    return cli("backfill", *options, **environment(house))


def said_unheard(house: House, channel_id: str, words: str, at: str) -> str:
    """Have the colleague post at an earlier time, without the bot getting an event."""
    house.sandbox.settle()
    house.sandbox.fault("delivery", "drop", times=1)
    ts = house.sandbox.post(house.colleague, channel_id, words, at=at)
    house.sandbox.settle()
    house.sandbox.clear_faults()
    return ts


def state(house: House, channel_id: str) -> list[object]:
    tables = ("use_case", "outbox_message", "reaction", "message_mark")
    counts = [
        house.rows(f"SELECT count(*) FROM {table} WHERE channel_id = :id", id=channel_id)  # noqa: S608 - our tables
        for table in tables
    ]
    return [*counts, house.rows("SELECT count(*) FROM inbox_event")]


def settled(house: House) -> None:
    house.handled()
    wait_until(lambda: not house.rows("SELECT 1 FROM outbox_message WHERE finished_at IS NULL"))


def test_older_posts_become_records_and_reading_them_again_changes_nothing(house: House, cli: Cli) -> None:
    channel_id = house.channel()
    words = LABELLED.format(issue="An old question took long", result="people are happy")
    ts = said_unheard(house, channel_id, words, "2026-02-03T10:00:00Z")
    said_unheard(house, channel_id, "See you at lunch", "2026-02-03T10:01:00Z")
    since = ("--channel", channel_id, "--since", "2026-01-01")
    first = backfill(cli, house, *since)
    assert first.exit_code == 0, first.output
    assert first.stdout.startswith(f"{channel_id}: ")
    assert first.stdout.endswith(" messages read, 2 events for the bot.\n")
    house.card(channel_id, ts)
    settled(house)
    before = state(house, channel_id)
    for _ in range(2):
        again = backfill(cli, house, *since)
        assert again.exit_code == 0, again.output
        assert again.stdout.endswith(" messages read, nothing new.\n")
    settled(house)
    assert state(house, channel_id) == before
    assert house.rows("SELECT issue FROM use_case WHERE message_ts = :ts", ts=ts) == [("An old question took long",)]


def test_a_day_is_read_to_its_end_and_no_further(house: House, cli: Cli) -> None:
    channel_id = house.channel()
    for day in (1, 2, 3):
        words = LABELLED.format(issue=f"The question of day {day} took long", result="people are happy")
        said_unheard(house, channel_id, words, f"2026-02-0{day}T23:00:00Z")
    result = backfill(cli, house, "--channel", channel_id, "--since", "2026-02-02", "--until", "2026-02-02")
    assert result.stdout == f"{channel_id}: 1 messages read, 1 events for the bot.\n"
    settled(house)
    issues = house.rows("SELECT issue FROM use_case WHERE channel_id = :id", id=channel_id)
    assert issues == [("The question of day 2 took long",)]


def test_killed_after_each_page_it_reads_every_page_once(house: House) -> None:
    channel_id = house.channel()
    house.sandbox.settle()
    house.sandbox.fault("delivery", "drop", times=MANY)
    for number in range(MANY):
        house.sandbox.post(house.colleague, channel_id, f"Message {number}", at=1_770_000_000 + number)
    house.sandbox.settle()
    house.sandbox.clear_faults()
    command = [sys.executable, "-m", "aiuse_bot", "backfill", "--channel", channel_id, "--since", "2026-01-01"]
    variables = {**os.environ, **environment(house)}
    crashing = {**variables, "AIUSE_BOT_CRASH_AT": "backfill_after_page"}
    for pages in (1, 2):
        assert subprocess.run(command, env=crashing, capture_output=True, check=False).returncode == KILLED
        assert len(pages_read(house, channel_id)) == pages
    result = subprocess.run(command, env=variables, capture_output=True, check=False, text=True)
    assert result.returncode == 0, result.stderr
    assert f"{channel_id}: going on after 400 messages." in result.stderr
    asked = pages_read(house, channel_id)
    assert len(asked) == len(set(asked)) == 4
    assert kept_of(house, channel_id) == MANY


def test_killed_before_a_commit_it_reads_that_page_again_and_keeps_it_once(house: House) -> None:
    channel_id = house.channel()
    words = LABELLED.format(issue="An old question took long", result="people are happy")
    ts = said_unheard(house, channel_id, words, "2026-02-03T10:00:00Z")
    command = [sys.executable, "-m", "aiuse_bot", "backfill", "--channel", channel_id, "--since", "2026-01-01"]
    variables = {**os.environ, **environment(house)}
    crashing = {**variables, "AIUSE_BOT_CRASH_AT": "backfill_before_commit"}
    assert subprocess.run(command, env=crashing, capture_output=True, check=False).returncode == KILLED
    assert house.rows("SELECT messages FROM backfill WHERE channel_id = :id", id=channel_id) == [(0,)]
    assert kept_of(house, channel_id) == 0
    assert subprocess.run(command, env=variables, capture_output=True, check=False).returncode == 0
    assert kept_of(house, channel_id) == 1
    house.card(channel_id, ts)


def kept_of(house: House, channel_id: str) -> int:
    """Count the events that reading a channel produced."""
    mine = f"Bf-%-{channel_id}-%"
    ((count,),) = house.rows("SELECT count(*) FROM inbox_event WHERE event_id LIKE :mine", mine=mine)
    return int(count)


def pages_read(house: House, channel_id: str) -> list[object]:
    """Return the cursors with which the pages of a channel were requested."""
    calls = house.sandbox.calls("conversations.history")
    return [
        call["arguments"].get("cursor")
        for call in calls
        if call["arguments"]["channel"] == channel_id and not call["arguments"].get("include_all_metadata")
    ]


def test_without_a_channel_all_watched_ones_are_read_and_one_that_fails_keeps_no_other_waiting(
    house: House, cli: Cli
) -> None:
    fine, left = house.channel(), house.channel()
    house.sandbox.leave(house.bot_user, left)
    house.sandbox.settle()
    result = backfill(cli, house, "--since", "2026-01-01")
    assert result.exit_code == 1
    assert f"{fine}: " in result.stdout
    assert f"{left}: the bot is not in this channel; /invite it there." in result.stderr
    assert house.rows("SELECT finished_at FROM backfill WHERE channel_id = :id", id=left) == [(None,)]


def test_a_channel_that_is_not_watched_is_not_read(house: House, cli: Cli) -> None:
    channel_id = house.channel(watched=False)
    result = backfill(cli, house, "--channel", channel_id, "--since", "2026-01-01")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: Not watched: {channel_id}. Type /usecase watch there first.\n"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--since", "someday"), "'someday' is no date such as 2026-01-31"),
        (("--since", "2026-03-01", "--until", "2026-02-01"), "must be before --until and before now"),
        (("--since", "2999-01-01"), "must be before --until and before now"),
        ((), "Missing option '--since'"),
    ],
)
def test_times_that_make_no_sense_are_wrong_usage(cli: Cli, options: tuple[str, ...], told: str) -> None:
    result = cli("backfill", *options, SLACK_BOT_TOKEN="xoxb-1")
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize(
    ("error", "told"),
    [("channel_not_found", "/invite it there"), ("missing_scope", "install it again"), ("fatal_error", "fatal_error")],
)
def test_refusals_are_told_in_words(house: House, cli: Cli, error: str, told: str) -> None:
    channel_id = house.channel()
    house.sandbox.fault("conversations.history", "error", error=error, channel=channel_id)
    result = backfill(cli, house, "--channel", channel_id, "--since", "2026-01-01")
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
    assert "Run the same command again to go on." in result.stderr


def test_an_interrupted_command_goes_on_where_it_was_told_to_wait(
    house: House, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel_id = house.channel()
    house.sandbox.fault("conversations.history", "ratelimited", retry_after=60, channel=channel_id)

    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("aiuse_bot.cli.backfill.sleep", interrupt)
    result = backfill(cli, house, "--channel", channel_id, "--since", "2026-01-01")
    assert result.exit_code == 1
    assert "Slack asks to wait for 60 seconds." in result.stderr
    assert f"Stopped at {channel_id}. Run the same command again to go on." in result.stderr
    monkeypatch.undo()
    assert backfill(cli, house, "--channel", channel_id, "--since", "2026-01-01").exit_code == 0
