import datetime as dt

import pytest
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields, import_use_case
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search import search
from aiuse_bot.domain.team import (
    TeamFields,
    TeamNameTakenError,
    UnknownTeamError,
    UserGroupTakenError,
    add_team,
    change_team,
    follow_groups,
    join_team,
    merge_teams,
    team_named,
    team_of,
    team_with_id,
    teams,
    teams_like,
)
from aiuse_bot.domain.workspace import ensure_workspace
from makers import AUTHOR, NOW, WORKSPACE, a_use_case

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _workspace(session: Session) -> None:
    ensure_workspace(session, WORKSPACE)


def test_teams_are_listed_by_name_and_found_by_what_is_typed(session: Session) -> None:
    for name in ("返金チーム", "Refunds", "Fraud", "Care & Refunds"):
        add_team(session, WORKSPACE, TeamFields(name))
    assert [team.name for team in teams(session, WORKSPACE)] == ["Care & Refunds", "Fraud", "Refunds", "返金チーム"]
    assert [team.name for team in teams_like(session, WORKSPACE, "REF", 10)] == ["Refunds", "Care & Refunds"]
    assert [team.name for team in teams_like(session, WORKSPACE, "返金", 10)] == ["返金チーム"]


def test_a_name_is_one_however_it_is_typed(session: Session) -> None:
    add_team(session, WORKSPACE, TeamFields("Refunds"))
    with pytest.raises(TeamNameTakenError, match="Refunds"):
        add_team(session, WORKSPACE, TeamFields("ｒｅｆｕｎｄｓ"))


def test_a_user_group_belongs_to_one_team(session: Session) -> None:
    add_team(session, WORKSPACE, TeamFields("Refunds", user_group_id="S1"))
    with pytest.raises(UserGroupTakenError, match="Refunds"):
        add_team(session, WORKSPACE, TeamFields("Fraud", user_group_id="S1"))


def test_a_team_may_be_saved_as_it_is(session: Session) -> None:
    team = add_team(session, WORKSPACE, TeamFields("Refunds", user_group_id="S1"))
    changed = change_team(session, WORKSPACE, team.id, TeamFields("Refunds", "Care", "S1", ("U1", "U2", "U1")))
    assert (changed.area, changed.champion_ids) == ("Care", ["U1", "U2"])


def test_a_record_has_the_team_of_the_moment_of_the_post_and_keeps_it(session: Session) -> None:
    refunds = add_team(session, WORKSPACE, TeamFields("Refunds"))
    fraud = add_team(session, WORKSPACE, TeamFields("Fraud"))
    join_team(session, WORKSPACE, AUTHOR, refunds.id, "self", since=NOW - HOUR)
    join_team(session, WORKSPACE, AUTHOR, fraud.id, "self", since=NOW + HOUR)
    use_case = a_use_case(session, posted_at=NOW)
    join_team(session, WORKSPACE, AUTHOR, fraud.id, "self", since=NOW + 2 * HOUR)
    assert use_case.team == "Refunds"
    assert a_use_case(session, posted_at=NOW - 2 * HOUR).team is None


def test_a_file_knows_the_team_of_its_records_best(session: Session) -> None:
    refunds = add_team(session, WORKSPACE, TeamFields("Refunds"))
    join_team(session, WORKSPACE, AUTHOR, refunds.id, "csv", since=NOW)
    said = [RecordFields("One", team="Elsewhere"), RecordFields("Two")]
    made = [import_use_case(session, WORKSPACE, None, one, author_id=AUTHOR, posted_at=NOW) for one in said]
    assert [one and one.team for one in made] == ["Elsewhere", "Refunds"]


def test_records_and_search_follow_a_new_name(session: Session) -> None:
    team = add_team(session, WORKSPACE, TeamFields("Refunds"))
    join_team(session, WORKSPACE, AUTHOR, team.id, "self", since=NOW)
    use_case = a_use_case(session, posted_at=NOW)
    change_team(session, WORKSPACE, team.id, TeamFields("Zahlungen"))
    assert use_case.team == "Zahlungen"
    hits = search(session, WORKSPACE, "Zahlungen", readable=readable(WORKSPACE, EVERY_MEMBER), limit=5)
    assert [hit.use_case.number for hit in hits] == [use_case.number]


def test_merging_takes_people_records_and_what_the_other_lacks_along(session: Session) -> None:
    refunds = add_team(session, WORKSPACE, TeamFields("Refunds", "Care", "S1", ("U1",)))
    care = add_team(session, WORKSPACE, TeamFields("Customer care", champion_ids=("U2",)))
    join_team(session, WORKSPACE, AUTHOR, refunds.id, "self", since=NOW)
    join_team(session, WORKSPACE, AUTHOR, care.id, "self", since=NOW + HOUR)
    use_case = a_use_case(session, posted_at=NOW)
    merge_teams(session, WORKSPACE, refunds.id, care.id)
    session.expire_all()
    assert [team.name for team in teams(session, WORKSPACE)] == ["Customer care"]
    assert (care.user_group_id, care.area, care.champion_ids) == ("S1", "Care", ["U2", "U1"])
    assert use_case.team == "Customer care"
    assert team_of(session, WORKSPACE, AUTHOR, NOW) is care
    assert team_named(session, WORKSPACE, "refunds") is care
    assert team_with_id(session, WORKSPACE, refunds.id) is care


def test_a_team_that_was_merged_twice_leads_to_the_last(session: Session) -> None:
    first, second, third = (add_team(session, WORKSPACE, TeamFields(name)) for name in ("A", "B", "C"))
    merge_teams(session, WORKSPACE, first.id, second.id)
    merge_teams(session, WORKSPACE, second.id, third.id)
    session.expire_all()
    assert team_named(session, WORKSPACE, "a") is third


def test_a_team_is_not_merged_into_itself_or_into_nothing(session: Session) -> None:
    team = add_team(session, WORKSPACE, TeamFields("Refunds"))
    with pytest.raises(UnknownTeamError):
        merge_teams(session, WORKSPACE, team.id, team.id)
    with pytest.raises(UnknownTeamError):
        merge_teams(session, WORKSPACE, team.id, team.id + 1000)


def test_the_name_of_a_merged_team_is_taken_but_for_the_team_it_became(session: Session) -> None:
    old, new, other = (add_team(session, WORKSPACE, TeamFields(name)) for name in ("Old", "New", "Other"))
    merge_teams(session, WORKSPACE, old.id, new.id)
    with pytest.raises(TeamNameTakenError, match="New"):
        change_team(session, WORKSPACE, other.id, TeamFields("Old"))
    assert change_team(session, WORKSPACE, new.id, TeamFields("Old")).name == "Old"


def members(session: Session, at: dt.datetime, *people: str) -> list[str | None]:
    found = [team_of(session, WORKSPACE, one, at) for one in people]
    return [team.name if team else None for team in found]


def test_a_team_follows_its_group(session: Session) -> None:
    add_team(session, WORKSPACE, TeamFields("Refunds", user_group_id="S1"))
    assert follow_groups(session, WORKSPACE, {"S1": ["U1", "U2"], "S9": ["U3"]}, read_at=NOW) == 2
    assert follow_groups(session, WORKSPACE, {"S1": ["U1", "U2"]}, read_at=NOW + HOUR) == 0
    assert follow_groups(session, WORKSPACE, {"S1": ["U2"]}, read_at=NOW + 2 * HOUR) == 1
    assert members(session, NOW + 2 * HOUR, "U1", "U2", "U3") == [None, "Refunds", None]
    assert members(session, NOW + HOUR, "U1", "U2", "U3") == ["Refunds", "Refunds", None]


def test_a_group_that_is_switched_off_changes_nothing(session: Session) -> None:
    add_team(session, WORKSPACE, TeamFields("Refunds", user_group_id="S1"))
    follow_groups(session, WORKSPACE, {"S1": ["U1"]}, read_at=NOW)
    assert follow_groups(session, WORKSPACE, {}, read_at=NOW + HOUR) == 0
    assert members(session, NOW + HOUR, "U1") == ["Refunds"]


def test_a_group_never_moves_who_chose_or_is_on_the_list(session: Session) -> None:
    add_team(session, WORKSPACE, TeamFields("Refunds", user_group_id="S1"))
    fraud = add_team(session, WORKSPACE, TeamFields("Fraud"))
    join_team(session, WORKSPACE, "U1", fraud.id, "self", since=NOW)
    join_team(session, WORKSPACE, "U2", fraud.id, "csv", since=NOW)
    assert follow_groups(session, WORKSPACE, {"S1": ["U1", "U2"]}, read_at=NOW + HOUR) == 0
    assert follow_groups(session, WORKSPACE, {"S1": []}, read_at=NOW + 2 * HOUR) == 0
    assert members(session, NOW + 2 * HOUR, "U1", "U2") == ["Fraud", "Fraud"]


def test_who_is_in_two_groups_stays_where_they_are(session: Session) -> None:
    add_team(session, WORKSPACE, TeamFields("Refunds", user_group_id="S1"))
    add_team(session, WORKSPACE, TeamFields("Fraud", user_group_id="S2"))
    follow_groups(session, WORKSPACE, {"S1": [], "S2": ["U1"]}, read_at=NOW)
    follow_groups(session, WORKSPACE, {"S1": ["U1", "U2"], "S2": ["U1", "U2"]}, read_at=NOW + HOUR)
    assert members(session, NOW + HOUR, "U1", "U2") == ["Fraud", "Refunds"]
    follow_groups(session, WORKSPACE, {"S1": ["U1"], "S2": []}, read_at=NOW + 2 * HOUR)
    assert members(session, NOW + 2 * HOUR, "U1", "U2") == ["Refunds", None]


def test_an_older_look_at_the_groups_changes_nothing(session: Session) -> None:
    add_team(session, WORKSPACE, TeamFields("Refunds", user_group_id="S1"))
    follow_groups(session, WORKSPACE, {"S1": ["U1"]}, read_at=NOW + HOUR)
    assert follow_groups(session, WORKSPACE, {"S1": []}, read_at=NOW) is None
    assert members(session, NOW + HOUR, "U1") == ["Refunds"]


def test_the_filter_of_a_search_takes_the_name_of_a_merged_team_and_its_user_group(session: Session) -> None:
    refunds = add_team(session, WORKSPACE, TeamFields("Refunds"))
    care = add_team(session, WORKSPACE, TeamFields("Care & Co", user_group_id="S0CARE"))
    other = add_team(session, WORKSPACE, TeamFields("Fraud"))
    join_team(session, WORKSPACE, AUTHOR, refunds.id, "self", since=NOW)
    join_team(session, WORKSPACE, "U0ELSE", other.id, "self", since=NOW)
    use_case = a_use_case(session, posted_at=NOW)
    a_use_case(session, author_id="U0ELSE", posted_at=NOW)
    merge_teams(session, WORKSPACE, refunds.id, care.id)
    for typed in ("team:refunds", 'team:"care & co"', "部署:Refunds", "team:<!subteam^S0CARE|@care>"):
        hits = search(session, WORKSPACE, typed, readable=readable(WORKSPACE, EVERY_MEMBER), limit=5)
        assert [hit.use_case.number for hit in hits] == [use_case.number], typed
    assert search(session, WORKSPACE, "team:Nobody", readable=readable(WORKSPACE, EVERY_MEMBER), limit=5) == []
