"""Who reads a channel changes: what is shown of its records, and in it, follows."""

from typing import Any

from house import House, shown
from patience import wait_until


def shared_with_a_partner(house: House, channel_id: str) -> str:
    stranger = str(house.sandbox.add_member("partner", is_stranger=True)["id"])
    house.sandbox.join(stranger, channel_id)
    return stranger


def is_shared(house: House, channel_id: str) -> bool:
    ((is_private, is_shared),) = house.rows(
        "SELECT is_private, is_shared FROM channel WHERE channel_id = :id", id=channel_id
    )
    assert is_private or not is_shared
    return bool(is_shared)


def found(house: House, words: str, user: str, channel_id: str) -> str:
    return house.ask(f"/usecase search {words}", channel_id, user)


def test_a_channel_that_is_shared_after_it_was_watched_is_locked_from_then_on(house: House) -> None:
    """Case 1: its cases were found by everybody, and its roundup showed the whole library to the partner."""
    shared, elsewhere = house.channel(), house.channel()
    house.post(shared, issue="The pangolin forecast took long")
    outsider = str(house.sandbox.add_member("not-in-it")["id"])
    house.sandbox.join(outsider, elsewhere)
    wait_until(lambda: "pangolin" in found(house, "forecast", outsider, elsewhere))
    shared_with_a_partner(house, shared)
    wait_until(lambda: is_shared(house, shared))
    assert "pangolin" not in found(house, "forecast", outsider, elsewhere)
    assert "pangolin" in found(house, "forecast", house.reader, elsewhere)


def test_a_channel_that_was_shared_before_it_was_watched_is_locked_too(house: House) -> None:
    channel_id = house.channel(watched=False)
    shared_with_a_partner(house, channel_id)
    house.ask("/usecase watch", channel_id, house.admin)
    assert is_shared(house, channel_id)


def test_a_channel_whose_last_partner_left_is_open_again(house: House) -> None:
    channel_id = house.channel()
    stranger = shared_with_a_partner(house, channel_id)
    wait_until(lambda: is_shared(house, channel_id))
    house.sandbox.leave(stranger, channel_id)
    wait_until(lambda: not is_shared(house, channel_id))
    assert house.rows("SELECT is_private FROM channel WHERE channel_id = :id", id=channel_id) == [(False,)]


def test_the_card_in_a_channel_that_is_shared_no_longer_names_cases_of_elsewhere(house: House) -> None:
    elsewhere, channel_id = house.channel(), house.channel()
    issue = "Checking the armadillo invoices of every supplier by hand took long"
    like = house.post(elsewhere, issue=issue)
    house.card(elsewhere, like)
    ((number,),) = house.rows("SELECT number FROM use_case WHERE message_ts = :ts", ts=like)
    ts = house.post(channel_id, issue=issue)

    def card() -> dict[str, Any]:
        return house.card(channel_id, ts)

    wait_until(lambda: f"UC-{number}" in shown(card()), message=lambda: shown(card()))
    shared_with_a_partner(house, channel_id)
    wait_until(lambda: f"UC-{number}" not in shown(card()), message=lambda: shown(card()))
