"""Boards: cases, teams, and people who opted in."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from aiuse_bot.domain.boards import ALL_TIME, starts_on, top_cases, top_people, top_teams
from aiuse_bot.domain.capture import RecordFields
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.preferences import set_preferences
from aiuse_bot.domain.privacy import EVERY_MEMBER, Audience, readable
from aiuse_bot.domain.search import Hit, only_with, read_question
from aiuse_bot.domain.team import TeamFields, add_team, join_team
from aiuse_bot.domain.totals import recount
from makers import AUTHOR, NOW, WORKSPACE, a_message, a_use_case, a_watched_channel, praise

EVERYBODY = readable(WORKSPACE, EVERY_MEMBER)
UTC = ZoneInfo("UTC")


def a_praised_case(
    session: Session, title: str, praisers: int, *, team: str | None = None, channel_id: str = "C0CASES", **more: str
) -> UseCase:
    fields = RecordFields(title, result="Fast", tools=(more.get("tool", "Claude"),), team=team)
    use_case = a_use_case(session, a_message(channel_id), fields=fields, author_id=more.get("author_id", AUTHOR))
    for number in range(praisers):
        praise(session, use_case, f"U{number}", NOW)
    recount(session, WORKSPACE, [use_case])
    return use_case


def titles(hits: list[Hit]) -> list[str]:
    return [hit.use_case.title for hit in hits]


@pytest.mark.parametrize(
    ("period", "day"),
    [("week", "2026-11-23"), ("month", "2026-11-01"), ("quarter", "2026-10-01"), ("all", "0001-01-01")],
)
def test_periods_begin_on_their_first_day(period: str, day: str) -> None:
    moment = dt.datetime(2026, 11, 29, 23, 30, tzinfo=dt.UTC)
    assert starts_on(period, moment, UTC).isoformat() == day  # type: ignore[arg-type]


def test_the_week_of_a_reader_in_tokyo_has_begun_already() -> None:
    moment = dt.datetime(2026, 11, 29, 23, 30, tzinfo=dt.UTC)
    assert starts_on("week", moment, ZoneInfo("Asia/Tokyo")).isoformat() == "2026-11-30"


def test_praise_from_several_teams_weighs_more_than_as_much_from_one(session: Session) -> None:
    near = a_praised_case(session, "Near", 0)
    far = a_praised_case(session, "Far", 0)
    teams = [add_team(session, WORKSPACE, TeamFields(name)).id for name in ("Sales", "Legal")]
    for number, team_id in enumerate([teams[0], teams[0], teams[0], teams[1]]):
        join_team(session, WORKSPACE, f"U{number}", team_id, "self", since=NOW - dt.timedelta(days=9))
    for user_id in ("U0", "U1"):
        praise(session, near, user_id, NOW)
    for user_id in ("U2", "U3"):
        praise(session, far, user_id, NOW)
    recount(session, WORKSPACE, [near, far])
    assert titles(top_cases(session, WORKSPACE, EVERYBODY, "all", ALL_TIME)) == ["Far", "Near"]


def test_a_board_shows_only_what_its_reader_may_read_and_what_was_asked_for(session: Session) -> None:
    a_praised_case(session, "Open", 1)
    a_praised_case(session, "Other tool", 3, tool="DeepL")
    a_praised_case(session, "Secret", 2, channel_id="C0SECRET")
    a_watched_channel(session, "C0SECRET", is_private=True)
    member = readable(WORKSPACE, Audience(reads_public=True, channels=frozenset({"C0SECRET"})))
    assert titles(top_cases(session, WORKSPACE, EVERYBODY, "all", ALL_TIME)) == ["Other tool", "Open"]
    assert titles(top_cases(session, WORKSPACE, member, "all", ALL_TIME))[:2] == ["Other tool", "Secret"]
    only = only_with(session, WORKSPACE, read_question("tool:claude", NOW))
    assert titles(top_cases(session, WORKSPACE, EVERYBODY, "all", ALL_TIME, *only)) == ["Open"]


def test_teams_of_fewer_than_five_people_have_no_figures(session: Session) -> None:
    a_watched_channel(session)
    large, small = (add_team(session, WORKSPACE, TeamFields(name)).id for name in ("Sales", "Legal"))
    for number in range(5):
        join_team(session, WORKSPACE, f"U0S{number}", large, "self", since=NOW - dt.timedelta(days=9))
    join_team(session, WORKSPACE, "U0L", small, "self", since=NOW - dt.timedelta(days=9))
    a_praised_case(session, "A", 2, team="Sales")
    a_praised_case(session, "B", 1, team="Sales", author_id="U0S1")
    a_praised_case(session, "C", 4, team="Legal")
    a_praised_case(session, "D", 4, team="Sales", channel_id="C0SECRET")
    a_watched_channel(session, "C0SECRET", is_private=True)
    board = top_teams(session, WORKSPACE, "month", starts_on("month", NOW, UTC), UTC, NOW)
    assert [tuple(line) for line in board.lines] == [("Sales", 2, 2, 3)]
    assert board.small == ["Legal"]


def test_people_are_on_a_board_only_if_they_want_to_and_never_if_they_hide_their_points(session: Session) -> None:
    a_praised_case(session, "A", 3)
    a_praised_case(session, "B", 1, author_id="U0SHY")
    assert top_people(session, WORKSPACE, "all", ALL_TIME) == []
    set_preferences(session, WORKSPACE, AUTHOR, on_boards=True)
    assert [tuple(line) for line in top_people(session, WORKSPACE, "all", ALL_TIME)] == [(AUTHOR, 1, 3)]
    set_preferences(session, WORKSPACE, AUTHOR, hides_points=True)
    assert top_people(session, WORKSPACE, "all", ALL_TIME) == []
