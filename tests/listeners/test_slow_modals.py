"""Slack is slow to confirm that a modal is open. Nobody may be told of a failure that did not happen."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from aiuse_bot.blocks.buttons import REUSE
from aiuse_bot.blocks.share import MORE, is_unfolded
from aiuse_bot.blocks.team.managing import NEW
from database_fixtures import cloned_database
from house import House, a_house
from patience import PATIENCE, wait_until

NEVER_BY_ITSELF = 10 * PATIENCE


class Place(NamedTuple):
    """A channel with a post in it, and the card of its record."""

    channel_id: str
    ts: str
    card: dict[str, Any]


@pytest.fixture(scope="module")
def shared_place(
    postgres_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, Place]]:
    """Yield a house whose bot waits only 0.2 seconds for a person, set once the slow preparations are done."""
    directory = tmp_path_factory.mktemp("slow-modals")
    with cloned_database(postgres_url, template_database) as url, a_house(url, directory) as house:
        channel_id = house.channel()
        ts = house.post(channel_id)
        place = Place(channel_id, ts, house.card(channel_id, ts))
        house.handled()
        house.bot.stop()
        house.bot.restart(AIUSE_BOT_PERSON_TIMEOUT_SECONDS="0.2", AIUSE_BOT_ADMINS=house.admin)
        wait_until(house.sandbox.connections, message=house.bot.last_words)
        yield house, place


@pytest.fixture
def hurried(shared_place: tuple[House, Place]) -> House:
    shared_place[0].tidy()
    return shared_place[0]


@pytest.fixture
def place(shared_place: tuple[House, Place]) -> Place:
    return shared_place[1]


def type_usecase(house: House, place: Place) -> str:
    house.sandbox.command(house.reader, place.channel_id, "/usecase")
    return house.reader


def type_usecase_tools(house: House, place: Place) -> str:
    house.sandbox.command(house.admin, place.channel_id, "/usecase tools")
    return house.admin


def choose_edit(house: House, place: Place) -> str:
    house.choose(house.colleague, place.channel_id, place.ts, "edit")
    return house.colleague


def press_reused(house: House, place: Place) -> str:
    house.press(house.reader, place.channel_id, place.card, REUSE)
    return house.reader


def choose_shortcut(house: House, _place: Place) -> str:
    house.sandbox.shortcut(house.reader, "share_use_case")
    return house.reader


def told(house: House, place: Place) -> list[list[str]]:
    """Return what each person was told in private, in the channel and below the post."""
    people = (house.admin, house.colleague, house.reader)
    return [house.private_answers(user, place.channel_id, ts) for user in people for ts in (None, place.ts)]


def alarms(house: House) -> list[Any]:
    """Return the errors that the bot logged."""
    lines = [json.loads(line) for line in house.bot.log().splitlines() if line.startswith("{")]
    return [line for line in lines if line["level"] == "error" and line["logger"].startswith("aiuse_bot")]


def gestures(house: House, since: int) -> list[dict[str, Any]]:
    """Return what people did to the bot, and whether it acknowledged that."""
    return [one for one in house.sandbox.deliveries(since=since) if one["kind"] in {"command", "interactive"}]


def last_delivery(house: House) -> int:
    return max((int(one["n"]) for one in house.sandbox.deliveries()), default=0)


@pytest.mark.parametrize(
    "gesture", [type_usecase, type_usecase_tools, choose_edit, press_reused, choose_shortcut], ids=lambda f: f.__name__
)
def test_a_modal_opens_without_an_apology_while_slack_does_not_answer(
    hurried: House, place: Place, gesture: Callable[[House, Place], str]
) -> None:
    before, since = told(hurried, place), last_delivery(hurried)
    hurried.sandbox.fault("views.open", "slow", seconds=NEVER_BY_ITSELF)
    user = gesture(hurried, place)
    (done,) = gestures(hurried, since)
    assert done["acknowledged"], hurried.bot.last_words()
    assert not done["response"], "an apology"
    hurried.sandbox.clear_faults()
    assert len(hurried.sandbox.views(user)) == 1
    assert told(hurried, place) == before
    assert hurried.sandbox.calls("chat.postEphemeral") == []
    assert alarms(hurried) == []


def test_a_modal_comes_over_another_while_slack_does_not_answer(hurried: House, place: Place) -> None:
    hurried.sandbox.command(hurried.admin, place.channel_id, "/usecase teams")
    (the_list,) = wait_until(lambda: hurried.sandbox.views(hurried.admin))
    hurried.sandbox.fault("views.push", "slow", seconds=NEVER_BY_ITSELF)
    assert hurried.sandbox.action(hurried.admin, NEW, view_id=the_list["id"])["acknowledged"]
    hurried.sandbox.clear_faults()
    assert len(hurried.sandbox.views(hurried.admin)) == 2
    assert alarms(hurried) == []


def test_a_modal_unfolds_while_slack_does_not_answer(hurried: House, place: Place) -> None:
    type_usecase(hurried, place)
    (folded,) = wait_until(lambda: hurried.sandbox.views(hurried.reader))
    hurried.sandbox.fault("views.update", "slow", seconds=NEVER_BY_ITSELF)
    assert hurried.sandbox.action(hurried.reader, MORE, view_id=folded["id"])["acknowledged"]
    hurried.sandbox.clear_faults()
    (unfolded,) = hurried.sandbox.views(hurried.reader)
    assert (is_unfolded(folded), is_unfolded(unfolded)) == (False, True)
    assert alarms(hurried) == []


@pytest.mark.parametrize("refusal", ["expired_trigger_id", "exchanged_trigger_id", "invalid_arguments"])
def test_a_modal_that_slack_refuses_is_told_to_whoever_wanted_it(house: House, refusal: str) -> None:
    channel_id = house.channel()
    house.sandbox.fault("views.open", "error", error=refusal)
    assert "Sorry" in house.ask("/usecase", channel_id, house.reader)
    assert house.sandbox.views(house.reader) == []
