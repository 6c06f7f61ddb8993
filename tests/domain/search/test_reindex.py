"""Switching to a new tokenizer while people search."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields, edit_use_case
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search import indexing, reindex, search, tokenizers
from aiuse_bot.domain.search.statistics import fold_all
from aiuse_bot.domain.search.tokens import TOKENIZER_VERSION
from makers import NOW, WORKSPACE, a_use_case

EVERYBODY = readable(WORKSPACE, EVERY_MEMBER)


def earlier_tokens_of(text: str) -> list[str]:
    """Stand in for a tokenizer of an earlier version without stemming or Japanese."""
    return [f"old{word}" for word in text.casefold().split()]


@pytest.fixture
def old_records(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Records as an earlier version left them; its tokenizer is registered."""
    monkeypatch.setitem(tokenizers.EARLIER, TOKENIZER_VERSION - 1, earlier_tokens_of)
    ids = [a_use_case(session, fields=RecordFields(f"Refunds number {number}")).id for number in range(7)]
    kept = {"tokens": "'oldrefunds':1A 'oldnumber':2A", "tokenizer_version": TOKENIZER_VERSION - 1}
    session.execute(update(UseCase).values(kept))
    return ids


def found(session: Session, query: str) -> set[int]:
    return {hit.use_case.id for hit in search(session, WORKSPACE, query, readable=EVERYBODY, limit=20)}


def test_a_search_finds_old_and_new_records_at_every_step(session: Session, old_records: list[int]) -> None:
    step = reindex.Step(0, 0)
    while step.last is not None:
        assert found(session, "refunds") == set(old_records)
        step = reindex.reindex(session, WORKSPACE, after=step.last, limit=3)
    assert found(session, "refund") == set(old_records)
    fold_all(session)
    assert found(session, "refund") == set(old_records)


def test_an_interrupted_run_goes_on_where_it_was(session: Session, old_records: list[int]) -> None:
    assert reindex.reindex(session, WORKSPACE, after=0, limit=3) == (3, old_records[2])
    assert reindex.reindex(session, WORKSPACE, after=0, limit=9) == (4, old_records[6])
    assert reindex.reindex(session, WORKSPACE, after=0, limit=9) == (0, None)
    assert reindex.reindex(session, WORKSPACE, after=0, limit=9, everything=True) == (7, old_records[6])


def test_a_record_that_is_edited_meanwhile_is_up_to_date_by_that(session: Session, old_records: list[int]) -> None:
    use_case = session.get_one(UseCase, old_records[0])
    edit_use_case(session, use_case, RecordFields("Chargebacks"), text="new", at=NOW)
    versions = session.scalars(select(UseCase.tokenizer_version).order_by(UseCase.id)).all()
    assert versions == [TOKENIZER_VERSION, *[TOKENIZER_VERSION - 1] * 6]
    assert found(session, "chargeback") == {old_records[0]}


def test_records_are_indexed_together_as_they_are_one_by_one(session: Session) -> None:
    cases = [a_use_case(session, fields=RecordFields(f"Refund {n}", issue="返金が遅い")) for n in range(3)]
    kept = select(UseCase.tokens).order_by(UseCase.id)
    before = session.scalars(kept).all()
    indexing.index_all(session, WORKSPACE, cases)
    assert session.scalars(kept).all() == before
