"""Counts are right at every moment, whatever is written and folded concurrently."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session as OpenSession

from aiuse_bot.cli.database import engine
from aiuse_bot.db import Session
from aiuse_bot.domain.capture import RecordFields, edit_use_case, withdraw
from aiuse_bot.domain.models import SearchChange, SearchTerm, SearchWord, UseCase
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search.indexing import is_counted
from aiuse_bot.domain.search.statistics import fold, fold_all, frequencies, library_of, rebuild, remains_of
from makers import CHANNEL, NOW, WORKSPACE, a_message, a_use_case, a_watched_channel
from run_length import times

EVERYBODY = readable(WORKSPACE, EVERY_MEMBER)
WORDS = ("refund", "mail", "返金", "対応", "zebra")


def truth(session: OpenSession) -> Counter[str]:
    """Count what the records themselves hold."""
    held = session.scalars(select(func.tsvector_to_array(UseCase.tokens)))
    return Counter(term for terms in held for term in terms if is_counted(term))


def counted(session: OpenSession) -> Counter[str]:
    scopes = library_of(session, WORKSPACE, EVERYBODY).scopes
    return Counter(frequencies(session, WORKSPACE, [*truth(session), "gone"], scopes))


def stored(session: OpenSession) -> Counter[str]:
    rows = session.execute(select(SearchTerm.term, func.sum(SearchTerm.records)).group_by(SearchTerm.term))
    return Counter({term: int(records) for term, records in rows})


steps = st.lists(
    st.tuples(st.sampled_from(["add", "edit", "withdraw", "fold"]), st.sets(st.sampled_from(WORDS)), st.integers(0, 9)),
    max_size=15,
)


@settings(max_examples=times(10, 200))
@given(steps)
def test_a_count_is_what_the_records_hold_after_any_changes(
    session: OpenSession, steps: list[tuple[str, set[str], int]]
) -> None:
    with session.begin_nested() as everything:
        cases: list[UseCase] = []
        for step, words, which in steps:
            change(session, cases, step, RecordFields("Case " + " ".join(sorted(words))), which)
            assert counted(session) == truth(session)
        fold_all(session)
        assert stored(session) == truth(session)
        everything.rollback()


def change(session: OpenSession, cases: list[UseCase], step: str, fields: RecordFields, which: int) -> None:
    if step == "add":
        cases.append(a_use_case(session, fields=fields))
    elif step == "fold":
        fold(session)
    elif cases and step == "edit":
        edit_use_case(session, cases[which % len(cases)], fields, text=fields.title, at=NOW)
    elif cases:
        withdraw(session, cases[which % len(cases)], at=NOW)


def test_a_library_knows_its_records_and_their_mean_length(session: OpenSession) -> None:
    a_use_case(session, fields=RecordFields("one two three"))
    a_use_case(session, fields=RecordFields("one"))
    fold(session)
    a_use_case(session, fields=RecordFields("one two"))
    library = library_of(session, WORKSPACE, EVERYBODY)
    assert (library.scopes, library.records, library.mean_length, library.is_whole) == ((CHANNEL,), 3, 2.0, True)


def test_nobody_who_records_waits_for_the_count_of_a_common_word(database_url: str) -> None:
    """Records are written while a fold of the same words is still uncommitted."""
    with engine(database_url):
        with Session.begin() as session:
            write_refund_mails(session)
        with Session.begin() as folding:
            assert fold(folding) > 0
            with Session.begin() as session:
                write_refund_mails(session)
        assert_counts_are_right(refunds=2)


def test_counts_are_right_after_many_write_and_fold_the_same_words_at_once(database_url: str) -> None:
    writers, each = 12, 8
    begin = Barrier(writers + 2)

    def write() -> None:
        begin.wait()
        for _ in range(each):
            with Session.begin() as session:
                # They do wait for each other: the numbers of a workspace's records are given one after the other.
                session.execute(text("SET LOCAL lock_timeout = 0"))
                write_refund_mails(session)

    def fold_on() -> int:
        begin.wait()
        return sum(folded() for _ in range(60))

    with engine(database_url):
        with Session.begin() as session:
            a_watched_channel(session)
        with ThreadPoolExecutor(writers + 2) as pool:
            done = [pool.submit(write) for _ in range(writers)]
            folds = [pool.submit(fold_on) for _ in range(2)]
            for one in done:
                one.result()
            assert sum(one.result() for one in folds) > 0
        assert_counts_are_right(refunds=writers * each)


def write_refund_mails(session: OpenSession) -> None:
    a_use_case(session, a_message(), fields=RecordFields("Refund mails for everybody"))


def assert_counts_are_right(*, refunds: int) -> None:
    while folded():
        pass
    with Session.begin() as session:
        assert stored(session) == truth(session)
        assert stored(session)["refund"] == refunds


def folded() -> int:
    with Session.begin() as session:
        return fold(session)


def test_words_that_were_taken_back_stand_nowhere_after_the_commit(session: OpenSession) -> None:
    use_case = a_use_case(session, fields=RecordFields("The narwhal project"))
    withdraw(session, use_case, at=NOW)
    for model in (SearchChange, SearchTerm, SearchWord):
        assert session.scalar(select(func.count()).select_from(model)) == 0


def test_counting_anew_mends_counts_and_leaves_out_nothing_that_waits(session: OpenSession) -> None:
    a_use_case(session, fields=RecordFields("Refund mails"))
    fold(session)
    a_use_case(session, fields=RecordFields("Refund calls"))
    session.execute(text("UPDATE search_term SET records = 99"))
    session.execute(text("INSERT INTO search_term VALUES (:w, 'ghost', :c, 3)"), {"w": WORKSPACE, "c": CHANNEL})
    session.execute(text("DELETE FROM search_word"))
    rebuild(session, WORKSPACE)
    assert stored(session) == truth(session)
    assert set(session.scalars(select(SearchWord.word))) == {"refund", "mails", "calls"}
    a_use_case(session, fields=RecordFields("Refund letters"))
    assert counted(session) == truth(session)


@pytest.mark.parametrize("word", ["refund", "presentation"])
def test_two_spellings_with_one_slip_between_them_share_a_remainder(word: str) -> None:
    for at in range(len(word) - 1):
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for slip in (
            word[:at] + word[at + 1 :],
            word[:at] + "x" + word[at:],
            word[:at] + "x" + word[at + 1 :],
            swapped,
        ):
            assert set(remains_of(slip)) & set(remains_of(word)), slip
