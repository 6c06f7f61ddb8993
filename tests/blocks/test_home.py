import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.blocks.buttons import card_buttons
from aiuse_bot.blocks.home import Health, Page, admin_home, changed_preferences, member_home, read_page
from aiuse_bot.blocks.reuse import reuse_modal, reused_modal
from aiuse_bot.domain.home import HomeContents, OwnCase, Thanks, Watched
from aiuse_bot.domain.models import Reuse, Schedule, Team, UseCase
from aiuse_bot.domain.preferences import Preferences
from aiuse_bot.domain.reuse import Reused
from aiuse_bot.domain.search import Answer, Hit
from aiuse_bot.i18n import language
from house import shown
from slack_sandbox.block_kit import view_problems

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
UTC = ZoneInfo("UTC")
NOTHING = HomeContents([], [], 0, [], [], Preferences(), None)
HEALTH = Health(1, 2, 3, 4, 5, NOW, "0.1.0")


def a_record(title: str = "Refund mails", **says: Any) -> UseCase:
    known = {"number": 42, "title": title, "issue": title, "result": title, "tools": [title], "posted_at": NOW}
    return UseCase(**{**known, "author_id": "U1", "channel_id": "C1", "message_ts": "1.1", **says})


def full(title: str, points: int = 7, preferences: Preferences | None = None) -> HomeContents:
    record = a_record(title)
    return HomeContents(
        own=[OwnCase(Hit(record, 3), Reused(3, 2))] * 5,
        thanks=[Thanks(record, 3)] * 5,
        points=points,
        news=[Hit(record, 0)] * 5,
        saved=[record] * 5,
        preferences=preferences or Preferences(),
        team=Team(name=title or "–"),
        has_teams=True,
        tips_left=3,
    )


def home(contents: HomeContents, locale: str = "en", *, query: str = "", is_admin: bool = False) -> dict[str, Any]:
    answer = Answer([Hit(a_record(), 1)] * 5, {}) if query else None
    return member_home(contents, answer, Page(query=query), language(locale), "https://t.slack.com/", is_admin=is_admin)


@given(st.text(max_size=4000), st.text(max_size=300), st.integers(0, 10**6))
def test_any_words_give_a_home_that_slack_accepts(title: str, query: str, points: int) -> None:
    for locale in ("en", "ja"):
        assert view_problems(home(full(title, points), locale, query=query, is_admin=True)) == []


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("channels", [0, 1, 500])
def test_however_many_channels_there_are_slack_accepts_the_page_for_admins(locale: str, channels: int) -> None:
    plan = Schedule(weekday=4, at=dt.time(16), timezone="Asia/Tokyo", since=NOW)
    watched = [Watched(f"C{number}", plan if number % 2 else None) for number in range(channels)]
    page = admin_home(watched, HEALTH, language(locale), UTC, NOW)
    assert view_problems(page) == []
    assert "0.1.0" in shown(page)
    assert "open_settings" not in str(page)


@given(st.text(max_size=4000), st.text(min_size=1, max_size=2000))
def test_any_words_give_a_reuse_form_that_slack_accepts(title: str, note: str) -> None:
    before = Reuse(outcome="partly", note=note, own_use_case_id=7)
    own = [a_record(title, id=number, number=number) for number in range(1, 21)]
    for locale in ("en", "ja"):
        assert view_problems(reuse_modal(a_record(title), before, own, language(locale))) == []
        assert view_problems(reuse_modal(a_record(title), None, [], language(locale))) == []
        assert view_problems(reused_modal(a_record(title), language(locale))) == []


@pytest.mark.parametrize(("locale", "longest"), [("en", 14), ("ja", 6)])
def test_the_buttons_of_a_card_are_few_and_short_enough_for_a_phone(locale: str, longest: int) -> None:
    buttons = card_buttons(a_record(), language(locale))["elements"]
    assert len(buttons) <= 4
    assert all(len(button["text"]["text"]) <= longest for button in buttons)
    assert "tip_use_case" in {button["action_id"] for button in buttons}


def test_somebody_with_nothing_yet_is_welcomed_with_one_thing_to_do() -> None:
    view = home(NOTHING)
    assert "Welcome" in shown(view)
    buttons = [one["action_id"] for block in view["blocks"] for one in block.get("elements", []) if "text" in one]
    assert buttons == ["home_share"]


def test_points_are_shown_neither_to_who_hides_them_nor_in_japanese() -> None:
    assert "7 points" in shown(home(full("Refunds")))
    assert "7 points" not in shown(home(full("Refunds", preferences=Preferences(hides_points=True))))
    assert "ポイント" not in shown(home(full("Refunds"), "ja")).replace("ポイントを表示しない", "")


def test_only_admins_see_the_way_to_administration() -> None:
    assert "home_administration" in str(home(full("Refunds"), is_admin=True))
    assert "home_administration" not in str(home(full("Refunds")))


def test_a_view_says_itself_what_it_shows() -> None:
    assert read_page(home(NOTHING, query="refund")) == Page(query="refund")
    assert read_page(admin_home([], HEALTH, language("en"), UTC, NOW)) == Page(is_admin=True)
    assert read_page(None) == read_page({"private_metadata": "?"}) == Page()


def test_a_click_changes_only_the_setting_that_was_clicked() -> None:
    view = home(full("Refunds", preferences=Preferences(tells_daily=True)))
    block = next(block for block in view["blocks"] if str(block.get("block_id", "")).startswith("home_wishes"))
    chosen = [{"value": "tells_daily"}, {"value": "on_boards"}]
    click = {"block_id": block["block_id"], "selected_options": chosen}
    assert changed_preferences(click, view) == {"on_boards": True}
    assert changed_preferences({**click, "selected_options": []}, view) == {"tells_daily": False}


def test_where_there_are_no_teams_there_is_none_to_choose() -> None:
    assert "team_choose" in str(home(full("Refunds")))
    assert "team_choose" not in str(home(NOTHING))
