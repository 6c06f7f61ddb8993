"""Totals follow from reactions and teams, whatever happened in which order: a recount finds the same."""

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import delete_message, merge, unmerge
from aiuse_bot.domain.models import PraiseTotal, UseCase
from aiuse_bot.domain.rules import change_rules
from aiuse_bot.domain.stale_card import settle_card, stale_cards
from aiuse_bot.domain.team import TeamFields, add_team, join_team
from aiuse_bot.domain.totals import recount, recount_all, workspaces_of_other_zones
from makers import AUTHOR, NOW, WORKSPACE, a_use_case, key_of, praise
from run_length import times

OTHER = "U0OTHER"
PEOPLE = ["U1", "U2", "U3", AUTHOR, OTHER]


def catch_up(session: Session) -> None:
    for card in stale_cards(session, 50):
        recount(session, WORKSPACE, [session.get_one(UseCase, card.use_case_id)])
        settle_card(session, card)


def totals(session: Session, use_case: UseCase) -> dict[tuple[str, str], tuple[int, int]]:
    rows = session.scalars(select(PraiseTotal).where(PraiseTotal.use_case_id == use_case.id))
    return {(row.period, row.starts_on.isoformat()): (row.people, row.teams) for row in rows}


def test_people_and_their_teams_are_counted_by_week_month_quarter_and_in_all(session: Session) -> None:
    use_case = a_use_case(session)
    sales, legal = (add_team(session, WORKSPACE, TeamFields(name)).id for name in ("Sales", "Legal"))
    for user_id, team_id in (("U1", sales), ("U2", sales), ("U3", legal)):
        join_team(session, WORKSPACE, user_id, team_id, "self", since=NOW - dt.timedelta(days=90))
    for user_id in ("U1", "U2", AUTHOR):
        praise(session, use_case, user_id, NOW)
    praise(session, use_case, "U3", NOW + dt.timedelta(days=9))
    catch_up(session)
    assert totals(session, use_case) == {
        ("week", "2026-11-23"): (2, 1),
        ("week", "2026-11-30"): (1, 1),
        ("month", "2026-11-01"): (2, 1),
        ("month", "2026-12-01"): (1, 1),
        ("quarter", "2026-10-01"): (3, 2),
        ("all", "0001-01-01"): (3, 2),
    }


def test_the_week_begins_on_monday_where_the_workspace_is(session: Session) -> None:
    use_case = a_use_case(session)
    praise(session, use_case, "U1", dt.datetime(2026, 11, 22, 16, 0, tzinfo=dt.UTC))
    catch_up(session)
    assert ("week", "2026-11-16") in totals(session, use_case)
    change_rules(session, WORKSPACE, {"timezone": "Asia/Tokyo"})
    assert workspaces_of_other_zones(session) == [WORKSPACE]
    list(recount_all(session, WORKSPACE))
    assert ("week", "2026-11-23") in totals(session, use_case)
    assert workspaces_of_other_zones(session) == []


def test_praise_that_is_taken_back_leaves_no_total(session: Session) -> None:
    use_case = a_use_case(session)
    praise(session, use_case, "U1", NOW)
    catch_up(session)
    praise(session, use_case, "U1", NOW + dt.timedelta(seconds=1), present=False)
    catch_up(session)
    assert totals(session, use_case) == {}


def test_a_count_from_scratch_finds_what_is_wrong_and_mends_it(session: Session) -> None:
    use_case = a_use_case(session)
    praise(session, use_case, "U1", NOW)
    catch_up(session)
    session.execute(update(PraiseTotal).where(PraiseTotal.period == "week").values(people=7))
    assert list(recount_all(session, WORKSPACE))[-1].wrong == 1
    assert list(recount_all(session, WORKSPACE))[-1].wrong == 0


steps = st.lists(
    st.tuples(
        st.sampled_from(["praise", "praise", "praise", "unpraise", "merge", "apart", "delete", "team", "tick"]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from(PEOPLE),
        st.integers(0, 200),
    ),
    max_size=25,
)


@given(steps=steps)
@settings(max_examples=times(8, 200))
def test_whatever_happens_the_increments_are_what_a_count_from_scratch_finds(
    session: Session, steps: list[tuple[Any, ...]]
) -> None:
    records = [a_use_case(session, author_id=author) for author in (AUTHOR, OTHER, AUTHOR)]
    team_ids = [add_team(session, WORKSPACE, TeamFields(f"Team {n} {records[0].id}")).id for n in range(2)]
    for order, (what, one, other, person, day) in enumerate(steps):
        at = NOW + dt.timedelta(days=day, seconds=order)
        if what in ("praise", "unpraise"):
            praise(session, records[one], person, at, present=what == "praise")
        elif what == "merge":
            merge(session, records[one], records[other], by=AUTHOR, at=NOW)
        elif what == "apart":
            unmerge(session, records[one], by=AUTHOR, at=NOW)
        elif what == "delete":
            delete_message(session, key_of(records[one]), at=NOW)
        elif what == "team":
            join_team(session, WORKSPACE, person, team_ids[other % 2], "self", since=NOW + dt.timedelta(days=300))
        else:
            catch_up(session)
    catch_up(session)
    assert list(recount_all(session, WORKSPACE))[-1].wrong == 0
