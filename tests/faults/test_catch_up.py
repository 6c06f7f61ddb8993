"""The bot was down, and Slack no longer retries what was posted meanwhile: the library gets it all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from house import LABELLED, House, a_house
from patience import wait_until

FOR_EVER = 100_000
COUNTED = ("use_case", "use_case_version", "reaction", "ledger_entry", "outbox_message", "inbox_event", "message_mark")


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    with a_house(database_url, tmp_path) as opened:
        yield opened


def away(house: House) -> None:
    """Stop the bot, and make Slack give up on what it could not deliver."""
    settled(house)
    assert house.bot.stop() == 0
    house.sandbox.fault("delivery", "drop", times=FOR_EVER)


def back(house: House) -> None:
    """Restart the bot, and wait until it has read and handled what it missed."""
    house.sandbox.clear_faults()
    before = house.bot.log().count('"catching_up"')
    house.bot.restart()
    wait_until(lambda: house.bot.log().count('"catching_up"') > before, message=house.bot.last_words)
    wait_until(lambda: not open_readings(house), message=house.bot.last_words)
    settled(house)


def open_readings(house: House) -> list[object]:
    return house.rows("SELECT 1 FROM backfill WHERE finished_at IS NULL")


def settled(house: House) -> None:
    """Wait until nothing is left to handle, post or redraw."""
    waiting = (
        "SELECT 1 FROM inbox_event WHERE done_at IS NULL AND parked_at IS NULL"
        " UNION ALL SELECT 1 FROM outbox_message WHERE finished_at IS NULL"
        " UNION ALL SELECT 1 FROM stale_card"
    )
    house.handled()
    wait_until(lambda: not house.rows(waiting), message=house.bot.last_words)


def counts(house: House) -> dict[str, int]:
    return {table: house.rows(f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED}  # noqa: S608 - our tables


def issues(house: House, channel_id: str) -> set[str]:
    rows = house.rows("SELECT issue FROM use_case WHERE channel_id = :id AND withdrawn_at IS NULL", id=channel_id)
    return {issue for (issue,) in rows}


def labelled(issue: str) -> str:
    return LABELLED.format(issue=issue, result="people are happy")


def test_what_happened_while_the_bot_was_away_is_in_the_library_and_counts_once(house: House) -> None:
    channel_id, sandbox = house.channel(), house.sandbox
    edited, deleted, praised, unpraised, longer = (
        house.post(channel_id, issue=f"The {name} question took long")
        for name in ("edited", "deleted", "praised", "unpraised", "longer")
    )
    cards = {ts: house.card(channel_id, ts)["ts"] for ts in (edited, deleted, praised, unpraised, longer)}
    sandbox.react(house.reader, channel_id, unpraised, "clap")
    wait_until(lambda: house.points(channel_id, unpraised) == 1)

    away(house)
    sandbox.edit(house.colleague, channel_id, edited, labelled("The mended question took long"))
    sandbox.delete(house.colleague, channel_id, deleted)
    sandbox.react(house.reader, channel_id, praised, "thumbsup::skin-tone-2")
    sandbox.react(house.admin, channel_id, cards[praised], "tada")
    sandbox.unreact(house.reader, channel_id, unpraised, "clap")
    sandbox.post(house.colleague, channel_id, "*Risk:* check the amounts", thread_ts=longer)
    new = house.post(channel_id, issue="The new question took long")
    sandbox.react(house.reader, channel_id, new, "tada")
    short_lived = house.post(channel_id, issue="The withdrawn question took long")
    sandbox.delete(house.colleague, channel_id, short_lived)
    back(house)

    names = ("mended", "praised", "unpraised", "longer", "new")
    assert issues(house, channel_id) == {f"The {name} question took long" for name in names}
    expected = {praised: 2, unpraised: 0, new: 1, deleted: 0}
    assert {ts: house.points(channel_id, ts) for ts in expected} == expected
    assert house.rows("SELECT risk FROM use_case WHERE message_ts = :ts", ts=longer) == [("check the amounts",)]
    assert len(house.replies(channel_id, new)) == 1
    assert house.replies(channel_id, deleted) == []
    assert "mended" in house.card_text(channel_id, edited)

    before = counts(house)
    away(house)
    back(house)
    assert counts(house) == before


def test_what_arrived_is_not_doubled_by_reading_it_again(house: House) -> None:
    """Killed with unacknowledged events, which Slack retries and the bot also reads from the history."""
    channel_id = house.channel()
    posts = [house.post(channel_id, issue=f"Question {number} took long") for number in range(3)]
    for ts in posts:
        house.card(channel_id, ts)
    settled(house)
    house.bot.kill()
    missed = house.post(channel_id, issue="A missed question took long")
    house.sandbox.react(house.reader, channel_id, missed, "tada")
    back(house)
    house.sandbox.advance_clock(61)
    settled(house)
    assert len(issues(house, channel_id)) == 4
    assert house.points(channel_id, missed) == 1
    assert [len(house.replies(channel_id, ts)) for ts in (*posts, missed)] == [1, 1, 1, 1]


def test_what_was_said_before_a_channel_was_watched_is_not_read_by_itself(house: House) -> None:
    channel_id = house.channel(watched=False)
    house.post(channel_id, issue="An older question took long")
    assert house.sandbox.command(house.admin, channel_id, "/usecase watch")["acknowledged"]
    away(house)
    house.post(channel_id, issue="A newer question took long")
    back(house)
    assert issues(house, channel_id) == {"A newer question took long"}


def test_a_channel_that_became_private_meanwhile_hides_its_records(house: House) -> None:
    channel_id, elsewhere = house.channel(), house.channel()
    house.card(channel_id, house.post(channel_id, issue="The quokka question took long"))
    stranger = house.sandbox.add_member("stranger-to-it")["id"]
    house.sandbox.join(stranger, elsewhere)
    assert "quokka" in house.ask("/usecase search quokka", elsewhere, stranger)
    away(house)
    house.sandbox.change_channel(channel_id, is_private=True)
    back(house)
    assert "quokka question" not in house.ask("/usecase search quokka", elsewhere, stranger)
    assert "quokka question" in house.ask("/usecase search quokka", elsewhere, house.colleague)


def test_a_channel_that_the_bot_was_thrown_out_of_keeps_no_other_waiting(house: House) -> None:
    lost, kept = sorted([house.channel(), house.channel()])
    away(house)
    house.sandbox.leave(house.bot_user, lost)
    house.post(kept, issue="The kept question took long")
    back(house)
    assert issues(house, kept) == {"The kept question took long"}
    assert house.rows("SELECT error FROM backfill WHERE channel_id = :id", id=lost) == [("not_in_channel",)]


def test_a_reading_that_fails_is_taken_up_by_the_next_start(house: House) -> None:
    channel_id = house.channel()
    away(house)
    house.post(channel_id, issue="The missed question took long")
    house.sandbox.clear_faults()
    house.sandbox.fault("conversations.history", "status", status=503, times=FOR_EVER)
    house.bot.restart()
    wait_until(lambda: "catch_up_refused" in house.bot.log(), message=house.bot.last_words)
    assert len(open_readings(house)) == 1
    house.bot.kill()
    back(house)
    assert issues(house, channel_id) == {"The missed question took long"}


def test_without_hours_to_read_back_nothing_is_read(database_url: str, tmp_path: Path) -> None:
    with a_house(database_url, tmp_path, AIUSE_BOT_READ_BACK_HOURS="0") as house:
        channel_id = house.channel()
        away(house)
        house.post(channel_id, issue="The missed question took long")
        house.sandbox.clear_faults()
        before = house.bot.log().count("connected_to_slack")
        house.bot.restart()
        wait_until(lambda: house.bot.log().count("connected_to_slack") > before)
        later = house.post(channel_id, issue="The next question took long")
        house.card(channel_id, later)
        settled(house)
        assert issues(house, channel_id) == {"The next question took long"}
        assert house.sandbox.calls("conversations.history") == []
