"""People choose their team, admins keep the list, and teams follow Slack's user groups: all in Slack."""

from itertools import count
from typing import Any

import pytest

from house import House, shown
from patience import wait_until

_numbers = count(1)


def a_name(words: str = "Refunds") -> str:
    """Return a unique team name, because all tests share one house."""
    return f"{words} {next(_numbers)}"


def team_id(house: House, name: str) -> str:
    ((found,),) = house.rows("SELECT id FROM team WHERE name = :name AND merged_into_id IS NULL", name=name)
    return str(found)


def the_list(house: House, channel_id: str) -> dict[str, Any]:
    house.sandbox.command(house.admin, channel_id, "/usecase teams")
    view: dict[str, Any] = house.sandbox.views(house.admin)[-1]
    return view


def submit(house: House, view_id: str, values: dict[str, Any], user: str | None = None) -> dict[str, Any]:
    """Submit as people do: look up first what is typed into a select."""
    who = user or house.admin
    for name in {"team", "user_group", "merge_into"} & values.keys():
        house.sandbox.options(who, name, "", view_id=view_id)
    return house.sandbox.submit(who, view_id, {name: {name: value} for name, value in values.items()})


def the_form(house: House, channel_id: str, name: str | None = None) -> dict[str, Any]:
    view = the_list(house, channel_id)
    if name is None:
        house.sandbox.action(house.admin, "team_new", view_id=view["id"])
    else:
        house.sandbox.action(house.admin, "team_change", view_id=view["id"], block_id=f"team_{team_id(house, name)}")
    form: dict[str, Any] = house.sandbox.views(house.admin)[-1]
    return form


def close_all(house: House, user: str | None = None) -> None:
    who = user or house.admin
    for view in reversed(house.sandbox.views(who)):
        house.sandbox.close_view(who, view["id"])


def add(house: House, channel_id: str, name: str, **values: Any) -> None:
    answer = submit(house, the_form(house, channel_id)["id"], {"name": name, **values})
    assert not answer.get("errors"), answer
    close_all(house)


def choose(house: House, channel_id: str, value: str, user: str | None = None) -> dict[str, Any]:
    who = user or house.colleague
    house.sandbox.command(who, channel_id, "/usecase team")
    view_id = house.sandbox.views(who)[-1]["id"]
    return submit(house, view_id, {"team": value}, who)


def my_team(house: House, channel_id: str, user: str | None = None) -> str:
    """Return what the form says about somebody's team."""
    who = user or house.colleague
    house.sandbox.command(who, channel_id, "/usecase team")
    text = shown(house.sandbox.views(who)[-1])
    close_all(house, who)
    return text


@pytest.fixture(autouse=True)
def _windows_are_closed(house: House) -> Any:
    yield
    for user in (house.admin, house.colleague, house.reader):
        close_all(house, user)
    house.rows_changed("DELETE FROM team_membership")
    house.rows_changed("UPDATE team SET user_group_id = NULL")


def test_an_admin_adds_a_team_and_the_list_shows_it_at_once(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    form = the_form(house, channel_id)
    submit(house, form["id"], {"name": f"  {name} ", "area": "Care", "champions": [house.reader]})
    (view,) = house.sandbox.views(house.admin)
    assert name in shown(view)
    assert f"<@{house.reader}>" in shown(view)
    assert "Care" in shown(view)


def test_a_name_that_is_taken_is_told_at_the_field(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    add(house, channel_id, name)
    answer = submit(house, the_form(house, channel_id)["id"], {"name": name.upper()})
    assert name in answer["errors"]["name"]


def test_a_team_without_a_name_is_told_at_the_field(house: House) -> None:
    channel_id = house.channel()
    assert "name" in submit(house, the_form(house, channel_id)["id"], {"name": "  "})["errors"]


def test_who_is_no_admin_sees_no_list_and_is_told_what_they_may_do(house: House) -> None:
    answer = house.ask("/usecase teams", house.channel())
    assert "admin" in answer
    assert "/usecase team" in answer
    assert house.sandbox.views(house.reader) == []


def test_who_stops_being_an_admin_changes_nothing(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    form = the_form(house, channel_id)
    house.sandbox.change_member(house.admin, is_admin=False)
    try:
        house.handled()
        assert submit(house, form["id"], {"name": name})["errors"]["name"]
        assert house.rows("SELECT 1 FROM team WHERE name = :name", name=name) == []
    finally:
        house.sandbox.change_member(house.admin, is_admin=True)
        house.handled()


def test_a_person_chooses_a_team_and_the_next_record_has_it(house: House) -> None:
    channel_id, name, other = house.channel(), a_name(), a_name("Fraud")
    add(house, channel_id, name)
    add(house, channel_id, other)
    assert not choose(house, channel_id, team_id(house, name)).get("errors")
    assert name in my_team(house, channel_id)
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    choose(house, channel_id, team_id(house, other))
    later = house.post(channel_id, issue="Labels took long")
    house.card(channel_id, later)
    rows = house.rows("SELECT team FROM use_case WHERE channel_id = :c ORDER BY message_ts", c=channel_id)
    assert [team for (team,) in rows] == [name, other]


def test_a_case_from_the_form_has_the_team_too(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    add(house, channel_id, name)
    choose(house, channel_id, team_id(house, name))
    house.sandbox.command(house.colleague, channel_id, "/usecase")
    view_id = house.sandbox.views(house.colleague)[-1]["id"]
    values = {"title": "Answer mails", "result": "Five minutes"}
    house.sandbox.submit(house.colleague, view_id, {key: {key: value} for key, value in values.items()})
    assert house.rows("SELECT team FROM use_case WHERE channel_id = :c", c=channel_id) == [(name,)]


def test_a_person_can_be_in_no_team_and_can_leave_it_to_others(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    add(house, channel_id, name)
    choose(house, channel_id, team_id(house, name))
    choose(house, channel_id, "none")
    assert "no team" in my_team(house, channel_id)
    choose(house, channel_id, "leave")
    assert "do not know" in my_team(house, channel_id)


def test_the_form_speaks_japanese(house: House) -> None:
    channel_id, name = house.channel(), a_name("返金")
    add(house, channel_id, name)
    house.sandbox.command(house.admin, channel_id, "/usecase チーム")
    view = house.sandbox.views(house.admin)[-1]
    assert "チーム" in shown(view["title"] | {"blocks": [view["title"]]})
    offered = house.sandbox.options(house.admin, "team", "返金", view_id=view["id"])
    assert name in str(offered)


def test_two_teams_become_one(house: House) -> None:
    channel_id, name, other = house.channel(), a_name(), a_name("Care")
    add(house, channel_id, name)
    add(house, channel_id, other)
    choose(house, channel_id, team_id(house, name))
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    form = the_form(house, channel_id, name)
    assert not submit(house, form["id"], {"name": name, "merge_into": team_id(house, other)}).get("errors")
    assert other in my_team(house, channel_id)
    assert house.rows("SELECT team FROM use_case WHERE channel_id = :c", c=channel_id) == [(other,)]


def test_a_team_is_not_merged_into_itself(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    add(house, channel_id, name)
    form = the_form(house, channel_id, name)
    answer = submit(house, form["id"], {"name": a_name(), "merge_into": team_id(house, name)})
    assert "merge_into" in answer["errors"]
    assert team_id(house, name), "the new name was not kept either"


def test_a_team_follows_its_user_group_from_the_first_moment(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    group_id = house.sandbox.add_user_group(a_name("Group"), [house.colleague])
    add(house, channel_id, name, user_group=group_id)
    assert name in my_team(house, channel_id)
    house.sandbox.change_user_group(group_id, users=[house.reader])
    wait_until(lambda: name in my_team(house, channel_id, house.reader), message=house.bot.last_words)
    assert name not in my_team(house, channel_id)


def test_an_event_that_comes_twice_or_late_changes_nothing(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    group_id = house.sandbox.add_user_group(a_name("Group"), [house.colleague])
    add(house, channel_id, name, user_group=group_id)
    house.handled()
    before = house.rows("SELECT * FROM team_membership ORDER BY user_id, began_at")
    old = {"type": "subteam_members_changed", "subteam_id": group_id, "removed_users": [house.colleague]}
    for _ in range(2):
        house.sandbox.deliver(old, event_id="EvOLDGROUP")
    house.handled()
    assert house.rows("SELECT * FROM team_membership ORDER BY user_id, began_at") == before


def test_a_choice_of_ones_own_outweighs_the_group(house: House) -> None:
    channel_id, name, other = house.channel(), a_name(), a_name("Fraud")
    add(house, channel_id, other)
    choose(house, channel_id, team_id(house, other))
    group_id = house.sandbox.add_user_group(a_name("Group"), [house.colleague, house.reader])
    add(house, channel_id, name, user_group=group_id)
    wait_until(lambda: name in my_team(house, channel_id, house.reader))
    assert other in my_team(house, channel_id)


def test_a_user_group_belongs_to_one_team(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    group_id = house.sandbox.add_user_group(a_name("Group"), [])
    add(house, channel_id, name, user_group=group_id)
    answer = submit(house, the_form(house, channel_id)["id"], {"name": a_name(), "user_group": group_id})
    assert name in answer["errors"]["user_group"]


def test_many_teams_are_found_by_typing(house: House) -> None:
    channel_id, name = house.channel(), a_name("Zebra")
    add(house, channel_id, name)
    house.rows_changed(
        "INSERT INTO team (workspace_id, name, folded) SELECT w.id, 'Aa ' || n, 'aa ' || n FROM workspace w,"
        " generate_series(1, 45) n"
    )
    try:
        view = the_list(house, channel_id)
        assert name not in shown(view)
        house.sandbox.options(house.admin, "team_find", "zebra", view_id=view["id"])
        house.sandbox.action(house.admin, "team_find", view_id=view["id"], selected=team_id(house, name))
        assert name in str(house.sandbox.views(house.admin)[-1])
    finally:
        house.rows_changed("DELETE FROM team WHERE folded LIKE 'aa %'")


def test_without_the_scope_no_group_is_asked_for_and_everything_else_works(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    house.sandbox.fault("usergroups.list", "error", error="missing_scope", times=100)
    try:
        form = the_form(house, channel_id)
        assert "user_group" not in {block["block_id"] for block in form["blocks"]}
        assert "usergroups:read" in shown(form)
        assert not submit(house, form["id"], {"name": name}).get("errors")
    finally:
        house.sandbox.clear_faults()


def test_a_slack_that_says_no_keeps_nobody_from_saving(house: House) -> None:
    channel_id, name = house.channel(), a_name()
    group_id = house.sandbox.add_user_group(a_name("Group"), [house.colleague])
    form = the_form(house, channel_id)
    house.sandbox.options(house.admin, "user_group", "", view_id=form["id"])
    house.sandbox.fault("usergroups.list", "error", error="internal_error", times=1)
    try:
        values = {"name": {"name": name}, "user_group": {"user_group": group_id}}
        assert not house.sandbox.submit(house.admin, form["id"], values).get("errors")
    finally:
        house.sandbox.clear_faults()
    assert house.rows("SELECT user_group_id FROM team WHERE name = :name", name=name) == [(group_id,)]
