"""People of another organisation, met in a shared channel: their words are not kept, and the library is not theirs."""

from typing import NamedTuple

import pytest

from aiuse_bot.blocks.buttons import PRAISE
from house import LABELLED, House
from patience import wait_until

POST = LABELLED.format(issue="Tapir mails took long", result="people are happy")
NOT_THEIRS = ("Only members of the workspace", "ワークスペースのメンバー")
NOT_SAVED = ("belongs to another organisation", "別の組織")


class Shared(NamedTuple):
    """A watched channel that is shared, and a stranger in it."""

    channel_id: str
    stranger: str


@pytest.fixture
def shared(house: House) -> Shared:
    channel_id = house.channel()
    stranger = str(house.sandbox.add_member("partner", is_stranger=True)["id"])
    house.sandbox.join(stranger, channel_id)
    return Shared(channel_id, stranger)


def wait_for_answer(
    house: House, user: str, channel_id: str, wanted: tuple[str, ...], thread_ts: str | None = None
) -> None:
    wait_until(
        lambda: any(
            words in answer for answer in house.private_answers(user, channel_id, thread_ts) for words in wanted
        ),
        message=house.bot.last_words,
    )


def records(house: House, channel_id: str) -> int:
    return len(house.rows("SELECT id FROM use_case WHERE channel_id = :id", id=channel_id))


def test_the_post_of_a_stranger_is_not_recorded_nor_when_it_is_edited(house: House, shared: Shared) -> None:
    ts = house.sandbox.post(shared.stranger, shared.channel_id, POST)
    house.sandbox.edit(shared.stranger, shared.channel_id, ts, POST.replace("Tapir", "Anteater"))
    own = house.post(shared.channel_id)
    house.card(shared.channel_id, own)
    house.handled()
    assert records(house, shared.channel_id) == 1


def test_who_marks_the_message_of_a_stranger_is_told_why_it_is_not_saved(house: House, shared: Shared) -> None:
    ts = house.sandbox.post(shared.stranger, shared.channel_id, POST)
    house.sandbox.react(house.reader, shared.channel_id, ts, "bookmark")
    wait_for_answer(house, house.reader, shared.channel_id, NOT_SAVED)
    assert records(house, shared.channel_id) == 0


def test_the_shortcut_on_the_message_of_a_stranger_says_why_it_is_not_saved(house: House, shared: Shared) -> None:
    ts = house.sandbox.post(shared.stranger, shared.channel_id, POST)
    house.sandbox.shortcut(house.reader, "save_use_case", shared.channel_id, ts)
    wait_for_answer(house, house.reader, shared.channel_id, NOT_SAVED)
    assert house.sandbox.views(house.reader) == []


def test_the_record_emoji_of_a_stranger_saves_nothing_and_says_so(house: House, shared: Shared) -> None:
    ts = house.sandbox.post(house.colleague, shared.channel_id, "Yesterday Claude drafted the tapir guidelines for me.")
    house.sandbox.react(shared.stranger, shared.channel_id, ts, "bookmark")
    wait_for_answer(house, shared.stranger, shared.channel_id, NOT_THEIRS)
    assert records(house, shared.channel_id) == 0


def test_the_button_pressed_by_a_stranger_changes_nothing_and_says_so(house: House, shared: Shared) -> None:
    ts = house.post(shared.channel_id)
    card = house.card(shared.channel_id, ts)
    house.press(shared.stranger, shared.channel_id, card, PRAISE)
    wait_for_answer(house, shared.stranger, shared.channel_id, NOT_THEIRS, thread_ts=ts)
    assert house.points(shared.channel_id, ts) == 0
