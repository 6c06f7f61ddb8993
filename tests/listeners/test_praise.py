import pytest

from house import House
from patience import wait_until


def test_a_reaction_gives_a_point_and_the_card_says_thanks(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "clap")
    wait_until(lambda: house.points(channel_id, ts) == 1)
    wait_until(lambda: "1 person says thanks" in house.card_text(channel_id, ts))


def test_a_reaction_taken_back_and_given_again_ends_with_exactly_one(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "clap")
    house.sandbox.unreact(house.reader, channel_id, ts, "clap")
    house.handled()
    assert house.points(channel_id, ts) == 0
    house.sandbox.react(house.reader, channel_id, ts, "clap")
    house.handled()
    assert house.points(channel_id, ts) == 1


@pytest.mark.parametrize("name", ["thumbsup", "+1", "+1::skin-tone-5"])
def test_skin_tones_and_aliases_are_one_emoji(house: House, name: str) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "clap")
    house.sandbox.react(house.reader, channel_id, ts, name)
    house.sandbox.react(house.admin, channel_id, ts, name)
    house.handled()
    assert house.points(channel_id, ts) == 2
    held = house.rows("SELECT DISTINCT emoji FROM reaction WHERE message_ts = :ts ORDER BY 1", ts=ts)
    assert held == [("+1",), ("clap",)]


def test_praise_of_the_card_is_praise_of_the_author(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    card = house.card(channel_id, ts)
    house.handled()
    house.sandbox.react(house.reader, channel_id, card["ts"], "tada")
    wait_until(lambda: house.points(channel_id, ts) == 1)
    receivers = house.rows(
        "SELECT DISTINCT user_id FROM ledger_entry JOIN use_case u ON u.id = use_case_id WHERE u.message_ts = :ts",
        ts=ts,
    )
    assert receivers == [(house.colleague,)]


def test_praise_that_is_quicker_than_the_record_counts(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.sandbox.react(house.reader, channel_id, ts, "clap")
    house.card(channel_id, ts)
    wait_until(lambda: house.points(channel_id, ts) == 1)


def test_nobody_praises_themselves_and_bots_praise_nobody(house: House) -> None:
    channel_id = house.channel()
    robot = house.sandbox.add_member("robot", is_bot=True)["id"]
    house.sandbox.join(robot, channel_id)
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.react(house.colleague, channel_id, ts, "clap")
    house.sandbox.react(robot, channel_id, ts, "clap")
    house.handled()
    assert house.points(channel_id, ts) == 0


def test_other_emoji_are_no_praise(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "eyes")
    house.handled()
    assert house.points(channel_id, ts) == 0
    assert house.rows("SELECT 1 FROM reaction WHERE message_ts = :ts", ts=ts) == []


def test_a_deleted_post_is_worth_nothing(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "clap")
    wait_until(lambda: house.points(channel_id, ts) == 1)
    house.sandbox.delete(house.colleague, channel_id, ts)
    wait_until(lambda: house.points(channel_id, ts) == 0)


@pytest.mark.parametrize(
    "oddity",
    [
        {"item_user": None},
        {"reaction": "x" * 10_000},
        {"reaction": "clap\x00"},
        {"item": {"type": "file", "file": "F1"}},
        {"item": {"type": "file_comment", "file_comment": "Fc1", "file": "F1"}},
    ],
)
def test_odd_reactions_are_harmless(house: House, oddity: dict[str, object]) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    event = {
        "type": "reaction_added",
        "user": house.reader,
        "reaction": "eyes",
        "item": {"type": "message", "channel": channel_id, "ts": ts},
        "event_ts": "1890000000.000100",
        **oddity,
    }
    house.sandbox.deliver({name: value for name, value in event.items() if value is not None})
    house.handled()
    assert house.points(channel_id, ts) == 0
    assert house.rows("SELECT event_id FROM inbox_event WHERE parked_at IS NOT NULL") == []


def test_a_late_reaction_after_its_removal_leaves_no_praise(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    reaction = {"user": house.reader, "reaction": "clap", "item": {"type": "message", "channel": channel_id, "ts": ts}}
    house.sandbox.deliver({"type": "reaction_removed", **reaction, "event_ts": "1890000002.000100"})
    house.handled()
    house.sandbox.deliver({"type": "reaction_added", **reaction, "event_ts": "1890000001.000100"})
    house.handled()
    assert house.points(channel_id, ts) == 0


def test_a_custom_alias_of_a_praising_emoji_praises(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "arigato")
    wait_until(lambda: house.points(channel_id, ts) == 1)


def test_boards_follow_praise_and_can_be_narrowed(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="Tamandua transport took long")
    house.card(channel_id, ts)
    for person in (house.reader, house.admin):
        house.sandbox.react(person, channel_id, ts, "clap")
    wait_until(lambda: "Tamandua" in house.ask("/usecase top week tool:ChatGPT", channel_id))
    assert "Tamandua" not in house.ask("/usecase top week tool:DeepL", channel_id)
    assert "Tamandua" in house.ask("/usecase 人気 全期間", channel_id)
    assert "/usecase top week" in house.ask("/usecase top teams", channel_id)


def test_people_come_on_the_board_and_leave_it_by_themselves(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="Kinkajou feeding took long")
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "clap")
    assert f"<@{house.colleague}>" not in house.ask("/usecase top people all", channel_id)
    house.ask("/usecase top join", channel_id, house.colleague)
    wait_until(lambda: f"<@{house.colleague}>" in house.ask("/usecase top people all", channel_id))
    house.ask("/usecase top leave", channel_id, house.colleague)
    assert f"<@{house.colleague}>" not in house.ask("/usecase top people all", channel_id)
