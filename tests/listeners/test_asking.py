"""If the bot is not sure, it asks the author privately, and takes no for an answer."""

from typing import Any

from house import House, shown
from patience import wait_until

UNSURE = "ChatGPT found the mistake in my sheet."
SECRET = "AKIAIOSFODNN7EXAMPLE"


def question(house: House, channel_id: str) -> dict[str, Any]:
    def asked() -> dict[str, Any] | None:
        messages = house.sandbox.messages(house.colleague, channel_id)
        notes = [message for message in messages if message.get("is_ephemeral")]
        return notes[-1] if notes else None

    return wait_until(asked) or {}


def answer(house: House, channel_id: str, action_id: str) -> None:
    note = question(house, channel_id)
    house.sandbox.action(house.colleague, action_id, channel=channel_id, ts=note["ts"])


def records(house: House, channel_id: str) -> list[Any]:
    return house.rows("SELECT author_id FROM use_case WHERE channel_id = :id AND withdrawn_at IS NULL", id=channel_id)


def test_an_unsure_post_is_a_question_to_its_author_alone(house: House) -> None:
    channel_id = house.channel()
    house.sandbox.post(house.colleague, channel_id, UNSURE)
    assert "others could reuse" in shown(question(house, channel_id))
    assert [m for m in house.sandbox.messages(house.reader, channel_id) if m.get("is_ephemeral")] == []
    assert records(house, channel_id) == []


def test_save_it_makes_the_record_once(house: House) -> None:
    channel_id = house.channel()
    ts = house.sandbox.post(house.colleague, channel_id, UNSURE)
    answer(house, channel_id, "save_post")
    assert "UC-" in house.card_text(channel_id, ts)
    assert records(house, channel_id) == [(house.colleague,)]


def test_not_this_time_is_not_asked_again(house: House) -> None:
    channel_id = house.channel()
    ts = house.sandbox.post(house.colleague, channel_id, UNSURE)
    answer(house, channel_id, "not_this_time")
    asked = len(house.sandbox.calls("chat.postEphemeral"))
    house.sandbox.edit(house.colleague, channel_id, ts, UNSURE + " And so is my team.")
    house.handled()
    assert records(house, channel_id) == []
    assert len(house.sandbox.calls("chat.postEphemeral")) == asked


def test_a_post_that_was_deleted_before_the_answer_is_not_saved(house: House) -> None:
    channel_id = house.channel()
    ts = house.sandbox.post(house.colleague, channel_id, UNSURE)
    note = question(house, channel_id)
    house.sandbox.delete(house.colleague, channel_id, ts)
    house.handled()
    house.sandbox.action(house.colleague, "save_post", channel=channel_id, ts=note["ts"])
    assert records(house, channel_id) == []


def test_what_the_author_adds_in_the_thread_is_part_of_the_post(house: House) -> None:
    channel_id = house.channel()
    ts = house.sandbox.post(house.colleague, channel_id, "Small win with ChatGPT today, details in the thread.")
    house.sandbox.post(
        house.colleague,
        channel_id,
        "*Issue:* Sorting tapir complaints took two hours\n*Result:* 15 minutes now\n*Tools:* ChatGPT",
        thread_ts=ts,
    )
    assert "tapir" in house.card_text(channel_id, ts)
    assert records(house, channel_id) == [(house.colleague,)]


def test_a_secret_is_masked_before_it_is_kept_and_its_author_is_told_in_private(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue=f"The key {SECRET} took long to find")
    assert SECRET not in house.card_text(channel_id, ts)
    assert "an API key" in shown(question(house, channel_id))
    columns = house.rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'ARRAY', 'bytea')"
    )
    for table, column in columns:
        held = f"SELECT 1 FROM {table} WHERE position(:secret IN {column}::text) > 0"  # noqa: S608 - our own names
        assert house.rows(held, secret=SECRET) == [], (table, column)
