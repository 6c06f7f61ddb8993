"""Merging two records of the same thing: both authors, all praise, and nothing that cannot be undone."""

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import delete_message, history, merge, numbered, unmerge
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import LedgerEntry, UseCase
from aiuse_bot.domain.praise import (
    add_reaction,
    differences,
    praise_count,
    praised_use_case,
    remove_reaction,
    settle_points,
)
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search import find, mine, search
from makers import AUTHOR, NOW, WORKSPACE, a_message, a_use_case, a_watched_channel
from run_length import times

OTHER = "U0OTHER"
EVERYBODY = readable(WORKSPACE, EVERY_MEMBER)


def praise(session: Session, message: MessageKey, user_id: str, *, present: bool = True, at: int = 1) -> None:
    change = add_reaction if present else remove_reaction
    use_case = praised_use_case(session, message)
    change(session, message, user_id, "clap", NOW + dt.timedelta(seconds=at))
    if use_case is not None:
        settle_points(session, use_case.id, user_id)


def key_of(use_case: UseCase) -> MessageKey:
    return MessageKey(use_case.workspace_id, use_case.channel_id or "", use_case.message_ts or "")


def points(session: Session) -> dict[str, int]:
    rows = session.execute(select(LedgerEntry.user_id, LedgerEntry.points)).all()
    return {user: total for user in {row[0] for row in rows} if (total := sum(p for u, p in rows if u == user))}


def test_merged_records_are_found_as_one_under_both_numbers_with_both_authors(session: Session) -> None:
    one, other = a_use_case(session, author_id=OTHER), a_use_case(session)
    assert merge(session, one, other, by=OTHER, at=NOW)
    assert [hit.use_case.id for hit in search(session, WORKSPACE, "refund", readable=EVERYBODY)] == [other.id]
    for number in (one.number, other.number):
        hit = find(session, WORKSPACE, number, EVERYBODY)
        assert hit is not None
        assert hit.use_case.id == other.id
    assert other.co_author_ids == [OTHER]
    assert [hit.use_case.id for hit in mine(session, WORKSPACE, OTHER)] == [other.id]
    assert history(session, other)[0].fields == ["co_author_ids"]


def test_all_praise_is_kept_and_a_person_who_praised_both_counts_once(session: Session) -> None:
    one, other = a_use_case(session, author_id=OTHER), a_use_case(session)
    for message in (key_of(one), key_of(other)):
        praise(session, message, "U1")
    praise(session, key_of(one), "U2")
    merge(session, one, other, by=OTHER, at=NOW)
    assert praise_count(session, other) == 2
    assert points(session) == {AUTHOR: 1, OTHER: 2}
    praise(session, key_of(one), "U3")
    assert praise_count(session, other) == 3


def test_whoever_posted_the_same_twice_is_thanked_once_by_each_person(session: Session) -> None:
    one, other = a_use_case(session), a_use_case(session)
    for message in (key_of(one), key_of(other)):
        praise(session, message, "U1")
    assert points(session) == {AUTHOR: 2}
    merge(session, one, other, by=AUTHOR, at=NOW)
    assert points(session) == {AUTHOR: 1}
    unmerge(session, one, by=AUTHOR, at=NOW)
    assert points(session) == {AUTHOR: 2}


def test_authors_of_a_merged_record_do_not_praise_themselves(session: Session) -> None:
    one, other = a_use_case(session, author_id=OTHER), a_use_case(session)
    praise(session, key_of(other), OTHER)
    assert points(session) == {AUTHOR: 1}
    merge(session, one, other, by=OTHER, at=NOW)
    assert points(session) == {}
    assert praise_count(session, other) == 0


def test_records_that_were_merged_can_be_kept_apart_again(session: Session) -> None:
    one, other = a_use_case(session, author_id=OTHER), a_use_case(session)
    praise(session, key_of(one), "U1")
    merge(session, one, other, by=OTHER, at=NOW)
    assert unmerge(session, one, by=OTHER, at=NOW) is other
    assert other.co_author_ids == []
    assert (praise_count(session, one), praise_count(session, other)) == (1, 0)
    assert len(search(session, WORKSPACE, "refund", readable=EVERYBODY)) == 2


def test_what_was_merged_stands_for_itself_again_when_the_other_post_is_deleted(session: Session) -> None:
    one, other = a_use_case(session, author_id=OTHER), a_use_case(session)
    praise(session, key_of(one), "U1")
    praise(session, key_of(other), "U1")
    merge(session, one, other, by=OTHER, at=NOW)
    delete_message(session, key_of(other), at=NOW)
    assert [hit.use_case.id for hit in search(session, WORKSPACE, "refund", readable=EVERYBODY)] == [one.id]
    assert points(session) == {OTHER: 1}


def test_whoever_deletes_a_merged_post_is_no_author_any_more(session: Session) -> None:
    one, other = a_use_case(session, author_id=OTHER), a_use_case(session)
    merge(session, one, other, by=OTHER, at=NOW)
    delete_message(session, key_of(one), at=NOW)
    assert other.co_author_ids == []


def test_a_third_record_takes_over_what_was_merged_before(session: Session) -> None:
    first, second, third = a_use_case(session, author_id="U1"), a_use_case(session, author_id="U2"), a_use_case(session)
    merge(session, first, second, by="U1", at=NOW)
    merge(session, second, third, by="U2", at=NOW)
    assert {first.merged_into_id, second.merged_into_id} == {third.id}
    assert sorted(third.co_author_ids) == ["U1", "U2"]
    assert second.co_author_ids == []


def test_only_records_that_the_same_people_may_read_become_one(session: Session) -> None:
    secret, public = a_use_case(session, a_message("C0SECRET")), a_use_case(session)
    a_watched_channel(session, "C0SECRET", is_private=True)
    assert not merge(session, secret, public, by=AUTHOR, at=NOW)
    assert not merge(session, public, secret, by=AUTHOR, at=NOW)
    assert not merge(session, public, public, by=AUTHOR, at=NOW)


def test_a_record_is_merged_into_one_other_at_most(session: Session) -> None:
    one, other, third = (a_use_case(session) for _ in range(3))
    assert merge(session, one, other, by=AUTHOR, at=NOW)
    assert not merge(session, one, third, by=AUTHOR, at=NOW)
    assert not merge(session, third, one, by=AUTHOR, at=NOW)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("praise"), st.integers(0, 2), st.sampled_from(["U1", "U2", AUTHOR, OTHER]), st.booleans()),
        st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 2)),
        st.tuples(st.just("apart"), st.integers(0, 2)),
        st.tuples(st.just("delete"), st.integers(0, 2)),
    ),
    max_size=25,
)


@given(steps=steps)
@settings(max_examples=times(12, 300))
def test_whatever_is_merged_praised_kept_apart_and_deleted_the_ledger_is_what_the_reactions_are_worth(
    session: Session, steps: list[tuple[Any, ...]]
) -> None:
    records = [a_use_case(session, author_id=author) for author in (AUTHOR, OTHER, AUTHOR)]
    for at, (what, which, *rest) in enumerate(steps):
        use_case = numbered(session, WORKSPACE, records[which].number)
        assert use_case is not None
        if what == "praise":
            praise(session, key_of(use_case), str(rest[0]), present=bool(rest[1]), at=at)
        elif what == "merge":
            merge(session, use_case, records[int(rest[0])], by=AUTHOR, at=NOW)
        elif what == "apart":
            unmerge(session, use_case, by=AUTHOR, at=NOW)
        else:
            delete_message(session, key_of(use_case), at=NOW)
    session.flush()
    assert differences(session, WORKSPACE) == []
