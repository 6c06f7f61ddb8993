import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import merge, withdraw
from aiuse_bot.domain.models import LedgerEntry, Reuse, UseCase
from aiuse_bot.domain.praise import Worth, add_reaction, differences, message_of, praise_count, remove_reaction
from aiuse_bot.domain.reuse import (
    ReuseReport,
    follow_all_emoji,
    follow_emoji,
    record_reuse,
    reuse_count,
    reuse_of,
    take_back_reuse,
)
from aiuse_bot.domain.stale_card import stale_cards
from aiuse_bot.domain.team import TeamFields, add_team, join_team
from makers import AUTHOR, NOW, WORKSPACE, a_message, a_use_case
from run_length import times

REUSER = "U0REUSER"
REUSES = Worth(0, purpose="reuse")


def points(session: Session, use_case: UseCase) -> int:
    entries = select(LedgerEntry.points).where(LedgerEntry.use_case_id == use_case.id, LedgerEntry.kind == "reuse")
    return sum(session.scalars(entries))


def say(session: Session, use_case: UseCase, user_id: str = REUSER, worth: int = 10, note: str | None = None) -> None:
    record_reuse(session, use_case, user_id, ReuseReport("partly", note), points=worth, at=NOW)


def recycle(session: Session, use_case: UseCase, seconds: int, emoji: str = "recycle", *, present: bool = True) -> None:
    message, at = message_of(use_case), NOW + dt.timedelta(seconds=seconds)
    assert message is not None
    if present:
        add_reaction(session, message, REUSER, emoji, at, REUSES)
    else:
        remove_reaction(session, message, REUSER, emoji, at)
    follow_emoji(session, use_case, REUSER, points=10, at=at)


def test_a_reuse_thanks_the_authors_with_what_it_is_worth_when_it_is_said(session: Session) -> None:
    use_case = a_use_case(session)
    say(session, use_case)
    say(session, use_case, worth=99)
    assert points(session, use_case) == 10
    assert reuse_count(session, use_case).people == 1
    assert [card.use_case_id for card in stale_cards(session, 9)] == [use_case.id]
    receivers = session.scalars(select(LedgerEntry.user_id).where(LedgerEntry.kind == "reuse"))
    assert receivers.all() == [AUTHOR]


def test_a_reuse_taken_back_is_worth_nothing_and_its_note_is_gone(session: Session) -> None:
    use_case = a_use_case(session)
    say(session, use_case, note="with Claude")
    assert take_back_reuse(session, use_case, REUSER, at=NOW)
    assert not take_back_reuse(session, use_case, REUSER, at=NOW)
    assert (points(session, use_case), reuse_count(session, use_case).people) == (0, 0)
    assert session.scalars(select(Reuse.note)).all() == [None]
    say(session, use_case, worth=7)
    assert points(session, use_case) == 7


def test_nobody_reuses_their_own_record(session: Session) -> None:
    use_case = a_use_case(session)
    say(session, use_case, AUTHOR)
    assert (points(session, use_case), reuse_count(session, use_case).people) == (0, 0)


def test_what_people_wrote_about_a_withdrawn_record_is_gone_and_so_are_the_points(session: Session) -> None:
    use_case = a_use_case(session)
    say(session, use_case, note="with Claude")
    withdraw(session, use_case, at=NOW)
    assert session.scalars(select(Reuse.note)).all() == [None]
    assert points(session, use_case) == 0
    assert differences(session, WORKSPACE) == []


def test_a_reuse_of_two_records_that_become_one_counts_once_for_the_person(session: Session) -> None:
    part, whole = a_use_case(session, author_id="U0OTHER"), a_use_case(session)
    say(session, part)
    say(session, whole)
    assert merge(session, part, whole, by=AUTHOR, at=NOW)
    assert reuse_count(session, whole).people == 1
    assert differences(session, WORKSPACE) == []


def test_the_emoji_says_that_it_worked_and_takes_that_back(session: Session) -> None:
    use_case = a_use_case(session)
    recycle(session, use_case, 1)
    said = reuse_of(session, use_case, REUSER)
    assert said is not None
    assert (said.outcome, points(session, use_case)) == ("worked", 10)
    assert praise_count(session, use_case) == 0
    recycle(session, use_case, 2, present=False)
    assert (points(session, use_case), reuse_count(session, use_case).people) == (0, 0)


def test_of_two_reuse_emoji_one_is_enough(session: Session) -> None:
    use_case = a_use_case(session)
    recycle(session, use_case, 1)
    recycle(session, use_case, 2, "repeat")
    recycle(session, use_case, 3, present=False)
    assert reuse_count(session, use_case).people == 1
    recycle(session, use_case, 4, "repeat", present=False)
    assert reuse_count(session, use_case).people == 0


def test_what_was_said_in_words_stays_when_the_emoji_goes(session: Session) -> None:
    use_case = a_use_case(session)
    recycle(session, use_case, 1)
    say(session, use_case)
    recycle(session, use_case, 2, present=False)
    assert reuse_count(session, use_case).people == 1


def test_an_emoji_that_is_older_than_the_record_counts_once_the_record_is_there(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    add_reaction(session, message, REUSER, "recycle", NOW, REUSES)
    follow_all_emoji(session, use_case, points=10, at=NOW)
    assert points(session, use_case) == 10


CHANGES = [(1, True), (2, False), (3, True)]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]])
def test_in_whatever_order_emoji_events_arrive_the_latest_decides(session: Session, order: list[int]) -> None:
    use_case = a_use_case(session)
    for index in order:
        when, present = CHANGES[index]
        recycle(session, use_case, when, present=present)
    assert points(session, use_case) == 10
    recycle(session, use_case, 4, present=False)
    assert points(session, use_case) == 0


@given(
    steps=st.lists(st.tuples(st.sampled_from(["U1", "U2", AUTHOR]), st.sampled_from(["say", "take back"])), max_size=12)
)
@settings(max_examples=times(10, 200))
def test_the_ledger_is_always_a_function_of_who_reused(session: Session, steps: list[tuple[str, str]]) -> None:
    use_case = a_use_case(session)
    reusing: set[str] = set()
    for user_id, step in steps:
        if step == "say":
            say(session, use_case, user_id)
            reusing.add(user_id)
        elif step == "take back":
            take_back_reuse(session, use_case, user_id, at=NOW)
            reusing.discard(user_id)
    assert points(session, use_case) == 10 * len(reusing - {AUTHOR})
    assert reuse_count(session, use_case).people == len(reusing - {AUTHOR})
    assert differences(session, WORKSPACE) == []


def test_the_teams_are_those_that_people_were_in_when_they_reused(session: Session) -> None:
    use_case = a_use_case(session)
    legal, sales = (add_team(session, WORKSPACE, TeamFields(name)) for name in ("Legal", "Sales"))
    for user_id, team in (("U1", legal), ("U2", legal), ("U3", sales)):
        join_team(session, WORKSPACE, user_id, team.id, "self", since=NOW - dt.timedelta(days=1))
        say(session, use_case, user_id)
    say(session, use_case, "U4")
    join_team(session, WORKSPACE, "U4", sales.id, "self", since=NOW + dt.timedelta(days=1))
    assert reuse_count(session, use_case) == (4, 2)
