import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.blocks.capture import use_case_card
from aiuse_bot.domain.card import CardContents
from aiuse_bot.domain.models import UseCase
from aiuse_bot.i18n import language
from house import shown
from slack_sandbox.block_kit import Surface, block_problems


def a_record(**fields: Any) -> UseCase:
    known = {
        "number": 42,
        "title": "Refund mails",
        "issue": "They took long",
        "result": "Five minutes now",
        "tools": ["ChatGPT"],
        "message_ts": "1.1",
        "author_id": "U1",
        "posted_at": dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
    }
    return UseCase(**{**known, **fields})


def test_a_card_says_number_title_issue_result_and_tools() -> None:
    card = shown(use_case_card(CardContents(a_record(), 0), language("en")))
    for words in ("UC-42", "Refund mails", "They took long", "Five minutes now", "ChatGPT"):
        assert words in card


def test_an_issue_that_became_the_title_is_not_said_twice() -> None:
    card = shown(
        use_case_card(CardContents(a_record(title="They took long", issue="They  took long."), 0), language("en"))
    )
    assert card.count("took long") == 1


@pytest.mark.parametrize(("praise", "words"), [(0, ""), (1, "1 person says thanks"), (3, "3 people say thanks")])
def test_thanks_are_counted_in_words(praise: int, words: str) -> None:
    card = shown(use_case_card(CardContents(a_record(), praise), language("en")))
    assert words in card
    assert ("thanks" in card) == bool(praise)


def test_thanks_are_counted_in_japanese() -> None:
    assert "3人がありがとう" in shown(use_case_card(CardContents(a_record(), 3), language("ja")))


def test_the_card_of_the_modal_names_its_author() -> None:
    assert "<@U1>" in shown(use_case_card(CardContents(a_record(message_ts=None), 0), language("en")))


@given(
    st.text(max_size=5000), st.text(max_size=5000), st.lists(st.text(max_size=200), max_size=40), st.integers(0, 10**6)
)
def test_any_words_give_a_card_that_slack_accepts(title: str, issue: str, tools: list[str], praise: int) -> None:
    for locale in ("en", "ja"):
        record = a_record(title=title, issue=issue, result=issue, tools=tools)
        card = use_case_card(CardContents(record, praise, [record], record), language(locale))
        assert block_problems(card["blocks"], Surface.MESSAGE) == []
        assert 0 < len(card["text"]) <= 4000
