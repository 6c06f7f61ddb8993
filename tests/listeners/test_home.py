from typing import Any

import pytest

from house import House, shown
from patience import wait_until


def opened(house: House, user: str) -> dict[str, Any]:
    """Open somebody's Home, and return what the bot drew."""
    before = house.sandbox.home(user, peek=True)
    house.sandbox.home(user)
    return changed(house, user, before)


def changed(house: House, user: str, before: dict[str, Any] | None) -> dict[str, Any]:
    """Wait until somebody's Home shows another view than before."""

    def other() -> dict[str, Any]:
        view = house.sandbox.home(user, peek=True)
        return view if view is not None and view["hash"] != (before or {}).get("hash") else {}

    return wait_until(other, message=house.bot.last_words)


def pressed(house: House, user: str, action_id: str, **more: Any) -> dict[str, Any]:
    """Press something in somebody's Home, and return the Home that follows."""
    before = house.sandbox.home(user, peek=True)
    assert before is not None
    house.sandbox.action(user, action_id, view_id=before["id"], **more)
    return changed(house, user, before)


@pytest.fixture
def newcomer(house: House) -> str:
    return str(house.sandbox.add_member("newcomer", locale="en-US")["id"])


def test_a_newcomer_is_welcomed(house: House, newcomer: str) -> None:
    view = opened(house, newcomer)
    assert "Welcome" in shown(view)
    assert "Administration" not in shown(view)


def test_home_shows_ones_cases_and_the_thanks_for_them(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="Meeting notes were late")
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "clap")
    wait_until(lambda: house.points(channel_id, ts) == 1)
    view = shown(opened(house, house.colleague))
    assert "Meeting notes were late" in view
    assert "1 person thanked you" in view


def test_a_search_is_answered_in_place_and_can_be_put_away(house: House) -> None:
    channel_id = house.channel()
    house.card(channel_id, house.post(channel_id, issue="Zebra crossings were counted by hand"))
    view = opened(house, house.reader)
    box = next(block for block in view["blocks"] if block["type"] == "input")
    found = pressed(house, house.reader, "home_search", block_id=box["block_id"], value="zebra")
    assert "Zebra crossings" in shown(found)
    assert "Cases for “zebra”" not in shown(pressed(house, house.reader, "home_clear"))


def test_what_is_saved_for_later_appears_in_the_open_home_and_can_be_removed(house: House) -> None:
    channel_id = house.channel()
    card = house.card(channel_id, house.post(channel_id, issue="Labels were printed twice"))
    before = opened(house, house.reader)
    house.press(house.reader, channel_id, card, "save_for_later")
    view = changed(house, house.reader, before)
    row = next(block for block in view["blocks"] if "home_forget" in str(block) and "Labels" in str(block))
    after = pressed(house, house.reader, "home_forget", block_id=row["block_id"], value=row["accessory"]["value"])
    assert "home_forget" not in str([block for block in after["blocks"] if "Labels" in str(block)])


def test_a_setting_is_saved_at_once(house: House, newcomer: str) -> None:
    view = opened(house, newcomer)
    block = next(block for block in view["blocks"] if str(block.get("block_id", "")).startswith("home_wishes"))
    pressed(house, newcomer, "home_wishes", block_id=block["block_id"], selected=["tells_daily", "hides_points"])
    ((daily, hides, boards),) = house.rows(
        "SELECT tells_daily, hides_points, on_boards FROM preference WHERE user_id = :user_id", user_id=newcomer
    )
    assert (daily, hides, boards) == (True, True, False)


def test_two_devices_that_act_on_one_view_both_count_and_the_newest_truth_is_shown(house: House, newcomer: str) -> None:
    view = opened(house, newcomer)
    published = len(house.sandbox.calls("views.publish"))
    house.sandbox.fault("views.publish", "error", error="hash_conflict", times=1)
    block = next(block for block in view["blocks"] if str(block.get("block_id", "")).startswith("home_wishes"))
    after = pressed(house, newcomer, "home_wishes", block_id=block["block_id"], selected=["tells_daily", "on_boards"])
    assert len(house.sandbox.calls("views.publish")) == published + 2
    assert "home_wishes:tells_daily,on_boards" in str(after)


def test_admins_turn_the_page(house: House) -> None:
    house.channel()
    opened(house, house.admin)
    page = shown(pressed(house, house.admin, "home_administration"))
    assert "読み取っているチャンネル" in page
    assert "保留 0件" in page
    assert "読み取っているチャンネル" not in shown(pressed(house, house.admin, "home_back"))


def test_nothing_of_a_private_channel_is_on_the_home_of_somebody_else(house: House, newcomer: str) -> None:
    channel_id = house.channel(is_private=True)
    house.card(channel_id, house.post(channel_id, issue="Salaries of giraffes were compared"))
    view = opened(house, newcomer)
    box = next(block for block in view["blocks"] if block["type"] == "input")
    found = pressed(house, newcomer, "home_search", block_id=box["block_id"], value="salaries of giraffes")
    assert "Salaries" not in shown(found)


def test_home_speaks_japanese_to_who_does(house: House) -> None:
    reader = str(house.sandbox.add_member("haruka", locale="ja-JP")["id"])
    view = shown(opened(house, reader))
    assert "ようこそ" in view
    assert "Welcome" not in view


def test_a_click_of_who_is_no_admin_any_more_shows_the_first_page(house: House) -> None:
    admin = str(house.sandbox.add_member("former", locale="en-US", is_admin=True)["id"])
    opened(house, admin)
    assert "Channels that I read" in shown(pressed(house, admin, "home_administration"))
    pressed(house, admin, "home_back")
    house.sandbox.change_member(admin, is_admin=False)
    house.handled()
    assert "Channels that I read" not in shown(pressed(house, admin, "home_administration"))


def test_the_button_of_a_newcomer_opens_the_form(house: House, newcomer: str) -> None:
    house.channel()
    view = opened(house, newcomer)
    house.sandbox.action(newcomer, "home_share", view_id=view["id"])
    form = wait_until(lambda: house.sandbox.views(newcomer))[-1]
    assert form["callback_id"] == "share_use_case"


def test_an_open_home_tells_at_once_what_is_left_after_a_tip(house: House, newcomer: str) -> None:
    channel_id = house.channel()
    house.sandbox.join(newcomer, channel_id)
    card = house.card(channel_id, house.post(channel_id))
    before = opened(house, newcomer)
    assert "You have 5 tips left" in shown(before)
    house.press(newcomer, channel_id, card, "tip_use_case")
    form = wait_until(lambda: house.sandbox.views(newcomer))[-1]
    house.sandbox.submit(newcomer, form["id"])
    assert "You have 4 tips left" in shown(changed(house, newcomer, before))
