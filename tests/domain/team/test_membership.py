import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from aiuse_bot.db import driver_url
from aiuse_bot.domain.models import Team, TeamMembership
from aiuse_bot.domain.team import (
    SOURCES,
    Source,
    TeamFields,
    add_team,
    choose_no_team,
    erase_person,
    join_team,
    leave_to_others,
    members_of_teams,
    period_of,
    team_of,
    teams_of,
)
from aiuse_bot.domain.workspace import ensure_workspace
from makers import NOW, WORKSPACE
from patience import PATIENCE
from run_length import times

BEN = "U0BEN"
HOUR = dt.timedelta(hours=1)


def a_team(session: Session, name: str, workspace_id: str = WORKSPACE) -> Team:
    ensure_workspace(session, workspace_id)
    return add_team(session, workspace_id, TeamFields(name))


def named(session: Session, at: dt.datetime, user_id: str = BEN) -> str | None:
    team = team_of(session, WORKSPACE, user_id, at)
    return team.name if team else None


def test_who_moves_was_where_they_were(session: Session) -> None:
    refunds, fraud = a_team(session, "Refunds"), a_team(session, "Fraud")
    join_team(session, WORKSPACE, BEN, refunds.id, "self", since=NOW)
    join_team(session, WORKSPACE, BEN, fraud.id, "self", since=NOW + HOUR)
    just_before = NOW + HOUR - dt.timedelta(microseconds=1)
    assert [named(session, at) for at in (NOW - HOUR, NOW, just_before, NOW + HOUR, NOW + 900 * HOUR)] == [
        None, "Refunds", "Refunds", "Fraud", "Fraud",
    ]  # fmt: skip


def test_joining_twice_changes_nothing(session: Session) -> None:
    refunds = a_team(session, "Refunds")
    assert join_team(session, WORKSPACE, BEN, refunds.id, "csv", since=NOW)
    assert not join_team(session, WORKSPACE, BEN, refunds.id, "csv", since=NOW + HOUR)


@pytest.mark.parametrize(("weaker", "stronger"), [("group", "csv"), ("group", "self"), ("csv", "self")])
def test_a_weaker_source_changes_nothing(session: Session, weaker: Source, stronger: Source) -> None:
    refunds, fraud = a_team(session, "Refunds"), a_team(session, "Fraud")
    join_team(session, WORKSPACE, BEN, refunds.id, stronger, since=NOW)
    assert not join_team(session, WORKSPACE, BEN, fraud.id, weaker, since=NOW + HOUR)
    assert named(session, NOW + 2 * HOUR) == "Refunds"


def test_who_chose_no_team_stays_in_none_until_they_leave_it_to_others(session: Session) -> None:
    refunds = a_team(session, "Refunds")
    choose_no_team(session, WORKSPACE, BEN, since=NOW)
    assert not join_team(session, WORKSPACE, BEN, refunds.id, "csv", since=NOW + HOUR)
    assert named(session, NOW + HOUR) is None
    assert leave_to_others(session, WORKSPACE, BEN, "self", since=NOW + 2 * HOUR)
    assert join_team(session, WORKSPACE, BEN, refunds.id, "csv", since=NOW + 3 * HOUR)
    assert named(session, NOW + 3 * HOUR) == "Refunds"


def test_it_is_known_who_said_it(session: Session) -> None:
    refunds = a_team(session, "Refunds")
    join_team(session, WORKSPACE, BEN, refunds.id, "csv", since=NOW)
    period = period_of(session, WORKSPACE, BEN, NOW)
    assert period is not None
    assert (period.team_id, period.source, period.ended_at) == (refunds.id, "csv", None)
    assert period_of(session, WORKSPACE, "U0NOBODY", NOW) is None


def test_many_people_are_asked_about_at_once(session: Session) -> None:
    refunds, fraud = a_team(session, "Refunds"), a_team(session, "Fraud")
    join_team(session, WORKSPACE, "U1", refunds.id, "csv", since=NOW)
    join_team(session, WORKSPACE, "U2", fraud.id, "csv", since=NOW)
    choose_no_team(session, WORKSPACE, "U3", since=NOW)
    known = teams_of(session, WORKSPACE, ["U1", "U2", "U3", "U4"], NOW)
    assert {user_id: team.name for user_id, team in known.items()} == {"U1": "Refunds", "U2": "Fraud"}
    assert members_of_teams(session, WORKSPACE, NOW) == {refunds.id: ["U1"], fraud.id: ["U2"]}


def test_another_workspace_has_other_teams(session: Session) -> None:
    refunds = a_team(session, "Refunds")
    join_team(session, WORKSPACE, BEN, refunds.id, "self", since=NOW)
    a_team(session, "Refunds", "T0OTHER")
    assert team_of(session, "T0OTHER", BEN, NOW) is None


def test_an_erased_person_leaves_no_trace(session: Session) -> None:
    ensure_workspace(session, WORKSPACE)
    refunds = add_team(session, WORKSPACE, TeamFields("Refunds", champion_ids=(BEN, "U0AYA")))
    join_team(session, WORKSPACE, BEN, refunds.id, "self", since=NOW)
    join_team(session, WORKSPACE, "U0AYA", refunds.id, "self", since=NOW)
    erase_person(session, WORKSPACE, BEN)
    session.expire_all()
    assert session.scalars(select(TeamMembership.user_id)).all() == ["U0AYA"]
    assert refunds.champion_ids == ["U0AYA"]


def test_the_table_itself_refuses_two_teams_at_once(session: Session) -> None:
    refunds, fraud = a_team(session, "Refunds"), a_team(session, "Fraud")
    row = {"workspace_id": WORKSPACE, "user_id": BEN, "source": "csv"}
    session.execute(insert(TeamMembership).values(**row, team_id=refunds.id, began_at=NOW, ended_at=NOW + 2 * HOUR))
    session.execute(insert(TeamMembership).values(**row, team_id=fraud.id, began_at=NOW + 2 * HOUR))
    with pytest.raises(IntegrityError, match="ex_team_membership_no_overlap"), session.begin_nested():
        session.execute(insert(TeamMembership).values(**row, team_id=fraud.id, began_at=NOW + HOUR))


moves = st.lists(
    st.tuples(st.sampled_from(["U1", "U2"]), st.integers(0, 2), st.sampled_from(SOURCES), st.integers(0, 20)),
    max_size=15,
)


@settings(max_examples=times(12, 200))
@given(moves)
def test_whatever_is_said_nobody_is_ever_in_two_teams(
    session: Session, said: list[tuple[str, int, Source, int]]
) -> None:
    with session.begin_nested() as savepoint:
        ids = [a_team(session, name).id for name in ("Refunds", "Fraud", "Care")]
        for user_id, team, source, hour in said:
            join_team(session, WORKSPACE, user_id, ids[team], source, since=NOW + hour * HOUR)
        for hour in range(22):
            at = NOW + hour * HOUR
            people = [one for members in members_of_teams(session, WORKSPACE, at).values() for one in members]
            assert len(people) == len(set(people))
            spoken = {user_id for user_id, _team, _source, since in said if since <= hour}
            assert set(people) == spoken
        savepoint.rollback()


def test_sixteen_moves_at_once_leave_one_team_and_no_overlap(database_url: str) -> None:
    engine = create_engine(driver_url(database_url), pool_size=16)
    with Session(engine) as session, session.begin():
        ids = [a_team(session, f"Team {number}").id for number in range(16)]
    ready = Barrier(16)

    def move(number: int) -> bool:
        with Session(engine) as session, session.begin():
            ready.wait(PATIENCE)
            return join_team(session, WORKSPACE, BEN, ids[number], "self", since=NOW + number * HOUR)

    with ThreadPoolExecutor(16) as pool:
        assert any(pool.map(move, range(16)))
    with Session(engine) as session:
        rows = session.scalars(select(TeamMembership).order_by(TeamMembership.began_at)).all()
        assert [row.ended_at for row in rows[:-1]] == [row.began_at for row in rows[1:]]
        assert rows[-1].ended_at is None
        assert rows[0].began_at == NOW
    engine.dispose()
