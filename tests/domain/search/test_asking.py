"""Filters, phrases, spelling, synonyms, tools: what a query finds beyond the words it contains."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields, edit_use_case, withdraw
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.privacy import Audience, readable
from aiuse_bot.domain.search import Answer, ask
from aiuse_bot.domain.search.statistics import fold_all
from aiuse_bot.domain.search.synonyms import add_synonyms, remove_synonyms
from aiuse_bot.domain.tools import add_tool
from aiuse_bot.domain.watch import set_privacy
from makers import NOW, WORKSPACE, a_message, a_use_case

PRIVATE = "C0PRIVATE"


@pytest.fixture(params=[False, True], ids=["waiting", "folded"])
def folded(request: pytest.FixtureRequest) -> bool:
    """What holds for a record holds immediately, and still does once the counts are folded."""
    return bool(request.param)


def answer(session: Session, query: str, *own: str, folded: bool = False) -> Answer:
    if folded:
        fold_all(session)
    everything = readable(WORKSPACE, Audience(reads_public=True, channels=frozenset(own)))
    return ask(session, WORKSPACE, query, readable=everything, now=NOW, asked_by="U0AUTHOR")


def found(session: Session, query: str, *own: str, folded: bool = False) -> list[str]:
    return [hit.use_case.title for hit in answer(session, query, *own, folded=folded).hits]


def a_case(session: Session, title: str, *, author_id: str = "U0AUTHOR", days_ago: int = 0, **says: Any) -> UseCase:
    posted_at = NOW - dt.timedelta(days=days_ago)
    return a_use_case(session, author_id=author_id, posted_at=posted_at, fields=RecordFields(title, **says))


@pytest.mark.parametrize(
    "filtered",
    ["tool:claude", "tool:クロード", "team:legal", "by:<@U0ONE|one>", "lang:ja", "has:prompt", "since:3d", "has:time"],
)
def test_a_filter_leaves_the_records_that_answer_it(session: Session, filtered: str, folded: bool) -> None:
    a_case(session, "Refund mails by others", days_ago=9, tools=("ChatGPT",), team="Sales", author_id="U0TWO")
    says: dict[str, Any] = {"tools": ("Claude",), "team": "Legal", "language": "ja", "prompt": "Be kind"}
    a_case(session, "Refund mails", author_id="U0ONE", time_saved_minutes=5, **says)
    assert found(session, f"refund {filtered}", folded=folded) == ["Refund mails"]
    assert found(session, filtered) == ["Refund mails"]


def test_filters_are_joined(session: Session, folded: bool) -> None:
    a_case(session, "Refund mails", tools=("Claude",), team="Legal")
    assert found(session, "refund tool:claude team:legal", folded=folded) == ["Refund mails"]
    assert found(session, "refund tool:claude team:sales") == []


def test_a_phrase_must_stand_as_it_was_typed(session: Session, folded: bool) -> None:
    a_case(session, "A mail about a refund")
    a_case(session, "The refund mail")
    a_case(session, "返金対応の返信文")
    a_case(session, "対応した返金")
    assert found(session, '"refund mail"', folded=folded) == ["The refund mail"]
    assert found(session, "「返金対応」") == ["返金対応の返信文"]


@pytest.mark.parametrize("typed", ["transaltion", "tranlation", "translatoin", "translattion", "tramslation"])
def test_a_slip_of_the_finger_is_repaired_and_said(session: Session, typed: str) -> None:
    a_case(session, "Translation of mails")
    found_now = answer(session, f"{typed} mails", folded=True)
    assert [hit.use_case.title for hit in found_now.hits] == ["Translation of mails"]
    assert found_now.repairs == {typed: ["translation"]}


def test_a_word_that_is_still_being_typed_is_completed(session: Session) -> None:
    a_case(session, "Presentation slides")
    assert answer(session, "slides presen", folded=True).repairs == {"presen": ["presentation"]}


def test_a_word_that_somebody_wrote_is_not_repaired(session: Session) -> None:
    a_case(session, "The form of a mail")
    a_case(session, "From a mail")
    assert answer(session, "form", folded=True).repairs == {}


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("money back", "Refund mails"),
        ("払い戻し", "返金メールの下書き"),
        ("refund", "返金メールの下書き"),
        ("偽ブランド", "Counterfeit checks"),
        ("問合せの仕分け", "お問い合わせの振り分け"),
        ("hijacked accounts", "アカウント乗っ取りの一次調査"),
    ],
)
def test_another_word_of_the_same_meaning_finds_it_in_either_language(
    session: Session, query: str, title: str, folded: bool
) -> None:
    a_case(session, title)
    a_case(session, "Weekly numbers")
    assert found(session, query, folded=folded) == [title]


def test_the_word_itself_comes_before_its_synonyms(session: Session) -> None:
    a_case(session, "Reimbursement mails")
    a_case(session, "Refund mails", days_ago=1)
    assert found(session, "refund", folded=True) == ["Refund mails", "Reimbursement mails"]


def test_admins_add_words_and_take_them_back(session: Session) -> None:
    a_case(session, "ぽちぽちの対応")
    assert found(session, "gift voucher", folded=True) == []
    added = add_synonyms(session, WORKSPACE, ["gift voucher", " ぽちぽち ", "Gift Voucher"], by="U0ADMIN")
    assert added is not None
    assert added.words == ["Gift Voucher", "ぽちぽち"]
    assert found(session, "gift vouchers") == ["ぽちぽちの対応"]
    assert found(session, "gift") == []
    assert remove_synonyms(session, WORKSPACE, added.id)
    assert not remove_synonyms(session, WORKSPACE, added.id)
    assert found(session, "gift voucher") == []


@pytest.mark.parametrize("words", [[], ["one"], ["one", "ONE", "  "], ["one", "!?"]])
def test_one_word_alone_has_no_other(session: Session, words: list[str]) -> None:
    a_case(session, "Weekly numbers")
    assert add_synonyms(session, WORKSPACE, words, by=None) is None


@pytest.mark.parametrize("query", ["チャッピー", "chat gpt", "GPT-4o", "チャットGPTの使い方"])
def test_a_tool_is_found_by_any_of_its_names(session: Session, query: str, folded: bool) -> None:
    a_case(session, "Weekly numbers", tools=("ChatGPT",), tool_versions=("GPT-4o",))
    a_case(session, "Monthly numbers", tools=("Claude",))
    assert found(session, query, folded=folded)[:1] == ["Weekly numbers"]


def test_a_tool_of_the_house_is_found_by_the_spelling_that_an_admin_added(session: Session) -> None:
    a_case(session, "Weekly numbers", tools=("Kumabot",))
    add_tool(session, WORKSPACE, "Kumabot", ["finance bear"], by="U0ADMIN")
    assert found(session, "finance bear", folded=True) == ["Weekly numbers"]


def test_the_sentence_that_answers_is_shown_where_title_issue_and_result_do_not(session: Session) -> None:
    a_case(session, "Weekly numbers", approach="First we export. Then the zebra is asked politely. Done.")
    (hit,) = answer(session, "zebra", folded=True).hits
    assert hit.excerpt == "Then the zebra is asked politely."
    (again,) = answer(session, "numbers").hits
    assert again.excerpt == ""


def test_a_word_of_a_hidden_record_is_neither_found_nor_offered(session: Session, folded: bool) -> None:
    a_use_case(session, a_message(PRIVATE), fields=RecordFields("The narwhal project"))
    set_privacy(session, WORKSPACE, PRIVATE, is_private=True)
    a_case(session, "Weekly numbers")
    for typed in ("narwhal", "narwahl", "narwh"):
        assert answer(session, typed, folded=folded) == Answer([], {})
    assert found(session, "narwhal", PRIVATE) == ["The narwhal project"]
    assert answer(session, "narwahl", PRIVATE, folded=True).repairs == {"narwahl": ["narwhal"]}


def test_a_word_that_was_taken_back_is_no_longer_offered(session: Session, folded: bool) -> None:
    withdrawn, edited = a_case(session, "The narwhal project"), a_case(session, "The walrus project")
    if folded:
        fold_all(session)
    withdraw(session, withdrawn, at=NOW)
    edit_use_case(session, edited, RecordFields("The project"), text="new", at=NOW)
    assert answer(session, "narwahl", folded=folded) == answer(session, "walrsu") == Answer([], {})
