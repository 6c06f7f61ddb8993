import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.domain.search.question import MOST_WORDS, Question, read_question
from makers import NOW


def read(text: str) -> Question:
    return read_question(text, NOW, asked_by="U0ME")


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("refund tool:Claude", "tool:claude"),
        ('refund tool:"Claude Code"', "tool:claude code"),
        ("refund TOOL: claude", "tool:claude"),
        ("refund ツール：Ｃｌａｕｄｅ", "tool:claude"),
        ("refund team:Legal", "team:legal"),
        ("refund 部署:法務", "team:法務"),
        ("refund by:<@U0AUTHOR|anna>", "by:u0author"),
        ("refund author:U0AUTHOR", "by:u0author"),
        ("refund by:me", "by:u0me"),
        ("refund in:<#C0CASES|cases>", "in:c0cases"),
        ("refund lang:Japanese", "lang:ja"),
        ("refund 言語:英語", "lang:en"),
        ("refund has:prompt", "has:prompt"),
        ("refund あり:プロンプト", "has:prompt"),
    ],
)
def test_a_filter_is_taken_out_of_the_words(text: str, mark: str) -> None:
    question = read(text)
    assert (question.marks, question.words, question.typed.strip()) == ((mark,), "refund", "refund")


@pytest.mark.parametrize(
    ("value", "since"),
    [
        ("2026-11-01", dt.datetime(2026, 11, 1, tzinfo=dt.UTC)),
        ("2026/11/01", dt.datetime(2026, 11, 1, tzinfo=dt.UTC)),
        ("7d", NOW - dt.timedelta(days=7)),
        ("2週間", NOW - dt.timedelta(days=14)),
        ("1y", NOW - dt.timedelta(days=366)),
    ],
)
def test_since_is_a_day_or_a_span(value: str, since: dt.datetime) -> None:
    assert read(f"refund since:{value}").since == since
    assert read(f"refund 期間:{value}").since == since


@pytest.mark.parametrize("text", ["lang:klingon", "has:cheese", "since:yesteryear", "http://example.com", "a:b"])
def test_what_is_no_filter_stays_a_word(text: str) -> None:
    question = read(text)
    assert not question.marks
    assert question.since is None
    assert question.words


@pytest.mark.parametrize("text", ['"refund mail" tone', "“refund mail” tone", "「refund mail」 tone"])
def test_words_in_quotation_marks_are_a_phrase(text: str) -> None:
    question = read(text)
    assert question.phrases == ("refund mail",)
    assert question.words == "refund mail tone"


def test_of_a_pasted_page_the_first_words_are_read() -> None:
    assert len(read(" ".join(f"w{number}" for number in range(500))).words.split()) == MOST_WORDS


@given(st.text(st.characters(exclude_categories=())) | st.text('tool:by"「」since:0d- あ返 '))
def test_any_text_is_a_question(text: str) -> None:
    question = read(text)
    assert question.is_empty or question.words or question.marks or question.since
