import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import card_posted, delete_message, rewrite
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import LedgerEntry, Reaction, UseCase
from aiuse_bot.domain.praise import (
    PairLimit,
    Worth,
    add_reaction,
    differences,
    praise_count,
    praised_use_case,
    remove_reaction,
    settle_all_points,
    settle_points,
)
from makers import AUTHOR, NOW, a_message, a_use_case, a_watched_channel, key_of
from run_length import times

PRAISER = "U0PRAISER"


def at(seconds: int) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def points_of(session: Session, use_case: UseCase) -> int:
    return sum(session.scalars(select(LedgerEntry.points).where(LedgerEntry.use_case_id == use_case.id)))


def react(session: Session, message: MessageKey, user_id: str, emoji: str, when: int, *, present: bool = True) -> None:
    use_case = praised_use_case(session, message)
    change = add_reaction if present else remove_reaction
    if change(session, message, user_id, emoji, at(when)) and use_case is not None:
        settle_points(session, use_case.id, user_id)


def test_a_reaction_gives_the_author_a_point(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    react(session, message, PRAISER, "clap", 1)
    assert points_of(session, use_case) == 1
    assert session.scalars(select(LedgerEntry.user_id)).all() == [AUTHOR]


def test_a_reaction_taken_back_and_given_again_is_worth_exactly_one(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    react(session, message, PRAISER, "clap", 1)
    react(session, message, PRAISER, "clap", 2, present=False)
    assert points_of(session, use_case) == 0
    react(session, message, PRAISER, "clap", 3)
    assert points_of(session, use_case) == 1
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 3


def test_a_repeated_delivery_changes_nothing(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    for _ in range(8):
        react(session, message, PRAISER, "clap", 1)
    assert points_of(session, use_case) == 1
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 1


def test_two_emoji_of_one_person_praise_once_until_both_are_gone(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    react(session, message, PRAISER, "clap", 1)
    react(session, message, PRAISER, "tada", 2)
    assert points_of(session, use_case) == 1
    react(session, message, PRAISER, "clap", 3, present=False)
    assert points_of(session, use_case) == 1
    react(session, message, PRAISER, "tada", 4, present=False)
    assert points_of(session, use_case) == 0


def test_praise_of_the_card_is_praise_of_the_record_and_counts_once_with_that_of_the_post(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    card = MessageKey(message.workspace_id, message.channel_id, "1790000999.000100")
    card_posted(session, use_case.id, card)
    react(session, card, PRAISER, "clap", 1)
    react(session, message, PRAISER, "clap", 2)
    assert points_of(session, use_case) == 1
    assert praise_count(session, use_case) == 1


def test_nobody_praises_themselves(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    react(session, message, AUTHOR, "clap", 1)
    assert points_of(session, use_case) == 0
    assert praise_count(session, use_case) == 0


def test_praise_that_came_before_the_record_counts_once_the_record_is_there(session: Session) -> None:
    message = a_message()
    a_watched_channel(session)
    react(session, message, PRAISER, "clap", 1)
    use_case = a_use_case(session, message)
    settle_all_points(session, use_case)
    assert points_of(session, use_case) == 1


def test_a_withdrawn_record_is_worth_nothing(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    react(session, message, PRAISER, "clap", 1)
    delete_message(session, message, at=at(2))
    settle_all_points(session, use_case)
    assert points_of(session, use_case) == 0


CHANGES = [(1, True), (2, False), (3, True), (4, False)]


@pytest.mark.parametrize("order", list(permutations(CHANGES)))
def test_in_whatever_order_events_arrive_the_latest_decides(session: Session, order: list[tuple[int, bool]]) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    for when, present in order:
        react(session, message, PRAISER, "clap", when, present=present)
    assert points_of(session, use_case) == 0
    react(session, message, PRAISER, "clap", 5)
    assert points_of(session, use_case) == 1


changes = st.lists(
    st.tuples(
        st.sampled_from(["U1", "U2", AUTHOR]), st.sampled_from(["clap", "tada"]), st.integers(1, 12), st.booleans()
    ),
    max_size=30,
    unique_by=lambda change: change[:3],
)


@given(changes=changes)
@settings(max_examples=times(15, 300))
def test_the_ledger_is_always_a_function_of_the_reactions_that_are_there(
    session: Session, changes: list[tuple[str, str, int, bool]]
) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    for user_id, emoji, when, present in changes:
        react(session, message, user_id, emoji, when, present=present)
    latest = {(user_id, emoji): present for user_id, emoji, _, present in sorted(changes, key=lambda change: change[2])}
    praising = {user_id for (user_id, _), present in latest.items() if present} - {AUTHOR}
    assert points_of(session, use_case) == len(praising) == praise_count(session, use_case)
    held = session.scalars(select(Reaction.user_id).where(Reaction.message_ts == message.message_ts, Reaction.present))
    assert len(held.all()) == sum(latest.values())


def test_of_several_emoji_the_dearest_counts_and_those_that_add_up_count_each(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    for emoji, worth in (("clap", Worth(1)), ("fire", Worth(3)), ("star", Worth(2, adds_up=True))):
        add_reaction(session, message, PRAISER, emoji, at(1), worth)
        settle_points(session, use_case.id, PRAISER)
    assert points_of(session, use_case) == 5


def test_all_authors_are_thanked_and_none_of_them_praises_themselves(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    rewrite(session, use_case, {"co_author_ids": ("U0TWO", AUTHOR)}, source="human", by=AUTHOR, at=NOW)
    react(session, message, PRAISER, "clap", 1)
    react(session, message, "U0TWO", "clap", 2)
    given = select(LedgerEntry.giver_id, LedgerEntry.user_id).order_by(LedgerEntry.user_id)
    assert [tuple(row) for row in session.execute(given)] == [(PRAISER, AUTHOR), (PRAISER, "U0TWO")]


def test_sharing_is_thanked_once_and_not_any_more_when_it_is_taken_back(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    use_case.points_for_sharing = 5
    for _ in range(2):
        settle_all_points(session, use_case)
    react(session, message, PRAISER, "clap", 1)
    assert points_of(session, use_case) == 6
    delete_message(session, message, at=at(2))
    assert points_of(session, use_case) == 0
    entries = session.scalars(select(LedgerEntry).where(LedgerEntry.points < 0)).all()
    assert {entry.kind for entry in entries} == {"praise", "sharing"}
    assert all(entry.compensates_id is not None for entry in entries)


def points_for_one_more(session: Session, giver_id: str, use_case: UseCase, limit: int, when: dt.datetime) -> int:
    message = key_of(use_case)
    with session.begin_nested() as attempt:
        add_reaction(session, message, giver_id, "clap", when, limit=PairLimit(limit, AUTHOR, use_case.id))
        settle_points(session, use_case.id, giver_id)
        points = session.get_one(Reaction, (*message, giver_id, "clap"), populate_existing=True).points
        attempt.rollback()
    return points


def test_beyond_the_limit_of_a_week_praise_for_one_person_shows_but_gives_nothing(session: Session) -> None:
    for _ in range(2):
        message = a_message()
        use_case = a_use_case(session, message)
        react(session, message, PRAISER, "clap", 1)
    another = a_use_case(session)
    now = dt.datetime.now(dt.UTC)
    assert points_for_one_more(session, PRAISER, another, 2, now) == 0
    assert points_for_one_more(session, PRAISER, another, 3, now) == 1
    assert points_for_one_more(session, PRAISER, use_case, 2, now) == 1, "praised before, it is no further record"
    assert points_for_one_more(session, PRAISER, another, 0, now) == 1, "no limit"
    assert points_for_one_more(session, "U0ELSE", another, 2, now) == 1
    assert points_for_one_more(session, PRAISER, another, 2, now + dt.timedelta(days=8)) == 1


def test_a_wrong_ledger_is_seen(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    react(session, message, PRAISER, "clap", 1)
    assert differences(session, use_case.workspace_id) == []
    session.execute(update(LedgerEntry).values(points=7))
    assert differences(session, use_case.workspace_id) == [(use_case.id, "praise", PRAISER, AUTHOR, -6)]
