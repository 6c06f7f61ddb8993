import pytest

from aiuse_bot.domain.extraction import WORTH_ASKING, Post, plain_text, read_draft, read_language
from extraction_scorer import overlap


def test_a_story_is_taken_apart_at_the_tool() -> None:
    draft = read_draft(
        Post(
            "U1", "Refund mails took ages to write. I gave Claude our tone guide. Now it takes 5 minutes instead of 20."
        )
    )
    assert draft.is_use_case
    assert draft.issue == "Refund mails took ages to write."
    assert draft.approach == "I gave Claude our tone guide."
    assert draft.result == "Now it takes 5 minutes instead of 20."
    assert (draft.time_saved_minutes, draft.time_saved_period) == (15, "use")


def test_a_japanese_story_is_taken_apart_at_the_tool() -> None:
    draft = read_draft(
        Post(
            "U1",
            "返金メールの作成が大変でした。Claudeに文体ガイドを渡して下書きしてもらっています。20分が5分になりました。",
        )
    )
    assert draft.is_use_case
    assert draft.issue == "返金メールの作成が大変でした。"
    assert draft.result == "20分が5分になりました。"
    assert draft.time_saved_minutes == 15


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        (
            "The parts list takes ten minutes. Gemini compares the exports. Before that I clicked through eight sites.",
            "Before that I clicked through eight sites.",
        ),
        (
            "週報が10分で書けるようになりました。Claudeに作業メモを貼るだけ。以前は毎週1時間かかって大変でした。",
            "以前は毎週1時間かかって",
        ),
    ],
)
def test_a_story_told_backwards_has_its_problem_at_the_end(text: str, issue: str) -> None:
    found = read_draft(Post("U1", text)).issue
    assert found is not None
    assert issue in found


@pytest.mark.parametrize(
    "text",
    [
        "Tried Devin on our flaky tests. It fixed 1 of 9 and broke another, would not recommend.",
        "DevinにテストのFixを任せてみましたが、9件中1件しか直らず、うまくいきませんでした。",
    ],
)
def test_a_failed_trial_is_a_use_case(text: str) -> None:
    assert read_draft(Post("U1", text)).is_use_case


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+1",
        "/usecase list",
        "Which prompt do you use for refunds in ChatGPT?",
        "返金メールのプロンプト、どなたか持ってますか？",
        "We plan to pilot Claude in August and hope to save 2 hours a week.",
        "来月からClaudeを試す予定です。",
        "ChatGPT is down, back at 3pm.",
        "I had two meetings today and lunch was late.",
        "Please approve my Copilot licence, ticket 4711.",
    ],
)
def test_what_nobody_would_look_up_stays_silent(text: str) -> None:
    assert read_draft(Post("U1", text)).probability < WORTH_ASKING


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("keigo チェック for non-native agents, we write ok Japanese but mixes happen", "en"),
        ("dbtのmodelをCursorで書いた", "ja"),
        ("ＣｈａｔＧＰＴ", "en"),
        ("مرحبا", "en"),
    ],
)
def test_japanese_outweighs_product_names(text: str, language: str) -> None:
    assert read_language(text) == language


def test_the_score_of_texts_counts_words_and_japanese_characters() -> None:
    assert overlap("fast mails", "Fast mails!") == 1
    assert overlap("早い", "早く") == 0.5
    assert overlap(None, "x") == 0
    assert overlap(plain_text("<https://e.com|guide>"), "guide") == 1
