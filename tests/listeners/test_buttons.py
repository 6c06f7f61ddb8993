from typing import Any

from house import House
from patience import wait_until


def record(house: House, **channel: Any) -> tuple[str, str, dict[str, Any]]:
    channel_id = house.channel(**channel)
    ts = house.post(channel_id)
    return channel_id, ts, house.card(channel_id, ts)


def answers(house: House, channel_id: str, ts: str, count: int) -> list[str]:
    wait_until(lambda: len(house.private_answers(house.reader, channel_id, ts)) == count, message=house.bot.last_words)
    return house.private_answers(house.reader, channel_id, ts)


def reuses(house: House, ts: str) -> list[Any]:
    return house.rows(
        "SELECT outcome, note FROM reuse JOIN use_case ON id = use_case_id"
        " WHERE message_ts = :ts AND reuse.withdrawn_at IS NULL",
        ts=ts,
    )


def test_praise_by_button_counts_on_the_card_and_is_confirmed_in_private(house: House) -> None:
    channel_id, ts, card = record(house)
    house.press(house.reader, channel_id, card, "praise_use_case")
    assert "You thanked" in answers(house, channel_id, ts, 1)[0]
    wait_until(lambda: house.points(channel_id, ts) == 1)
    wait_until(lambda: "1 person says thanks" in house.card_text(channel_id, ts))
    assert house.private_answers(house.admin, channel_id, ts) == []


def test_a_double_click_praises_once_and_undo_takes_it_back(house: House) -> None:
    channel_id, ts, card = record(house)
    for _ in range(2):
        house.press(house.reader, channel_id, card, "praise_use_case")
    answers(house, channel_id, ts, 2)
    assert house.points(channel_id, ts) == 1
    told = next(
        one for one in house.sandbox.messages(house.reader, channel_id, thread_ts=ts) if one.get("is_ephemeral")
    )
    house.press(house.reader, channel_id, told, "praise_use_case_undo")
    wait_until(lambda: house.points(channel_id, ts) == 0)


def test_nobody_praises_or_reuses_their_own_case_by_button(house: House) -> None:
    channel_id, ts, card = record(house)
    for button in ("praise_use_case", "reuse_use_case"):
        house.press(house.colleague, channel_id, card, button)
    wait_until(lambda: len(house.private_answers(house.colleague, channel_id, ts)) == 2)
    assert all("your own case" in one for one in house.private_answers(house.colleague, channel_id, ts))
    assert house.points(channel_id, ts) == 0
    assert house.sandbox.views(house.colleague) == []


def test_the_button_praises_on_when_an_emoji_is_taken_back(house: House) -> None:
    channel_id, ts, card = record(house)
    house.press(house.reader, channel_id, card, "praise_use_case")
    wait_until(lambda: house.points(channel_id, ts) == 1)
    house.sandbox.react(house.reader, channel_id, ts, "clap")
    house.sandbox.unreact(house.reader, channel_id, ts, "clap")
    house.handled()
    assert house.points(channel_id, ts) == 1


def test_reuse_is_asked_in_a_form_masked_changed_and_taken_back(house: House) -> None:
    channel_id, ts, card = record(house)
    house.press(house.reader, channel_id, card, "reuse_use_case")
    form = wait_until(lambda: house.sandbox.views(house.reader))[-1]
    note = {"note": {"note": "with Claude; write to kim@example.com"}, "outcome": {"outcome": "partly"}}
    house.sandbox.submit(house.reader, form["id"], note)
    ((outcome, written),) = reuses(house, ts)
    assert outcome == "partly"
    assert "Claude" in written
    assert "kim@example.com" not in written
    wait_until(lambda: "reused by 1 person" in house.card_text(channel_id, ts))
    done = house.sandbox.views(house.reader)[-1]
    house.sandbox.action(house.reader, "reuse_use_case_undo", view_id=done["id"])
    wait_until(lambda: reuses(house, ts) == [])
    wait_until(lambda: "reused by" not in house.card_text(channel_id, ts))


def test_the_reuse_emoji_says_the_same_and_can_be_taken_back(house: House) -> None:
    channel_id, ts, _card = record(house)
    house.sandbox.react(house.reader, channel_id, ts, "recycle")
    wait_until(lambda: reuses(house, ts) == [("worked", None)])
    assert house.points(channel_id, ts) == 0
    house.sandbox.unreact(house.reader, channel_id, ts, "recycle")
    wait_until(lambda: reuses(house, ts) == [])


def test_save_for_later_is_nobody_elses_business(house: House) -> None:
    channel_id, ts, card = record(house)
    before = house.card(channel_id, ts)["blocks"]
    house.press(house.reader, channel_id, card, "save_for_later")
    assert "saved for later" in answers(house, channel_id, ts, 1)[0]
    assert house.card(channel_id, ts)["blocks"] == before
    held = house.rows(
        "SELECT user_id FROM bookmark JOIN use_case ON id = use_case_id WHERE message_ts = :ts AND present", ts=ts
    )
    assert held == [(house.reader,)]


def test_the_button_of_a_record_that_is_taken_back_says_so(house: House) -> None:
    channel_id, ts, card = record(house)
    house.rows_changed("UPDATE use_case SET withdrawn_at = now() WHERE message_ts = :ts", ts=ts)
    for button in ("praise_use_case", "reuse_use_case", "save_for_later"):
        house.press(house.reader, channel_id, card, button)
    assert all("taken back" in one for one in answers(house, channel_id, ts, 3))
    assert house.points(channel_id, ts) == 0


def test_in_a_private_channel_its_members_can_press_all_buttons(house: House) -> None:
    channel_id, ts, card = record(house, is_private=True)
    for button in ("praise_use_case", "save_for_later"):
        house.press(house.reader, channel_id, card, button)
    assert not any("taken back" in one for one in answers(house, channel_id, ts, 2))
