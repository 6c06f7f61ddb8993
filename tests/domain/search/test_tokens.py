import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from aiuse_bot.domain.search.question import phrase_query
from aiuse_bot.domain.search.tokens import LONGEST_TOKEN, tokens_of, tokens_to_keep
from aiuse_bot.domain.search.vector import LAST_POSITION, Fields, quoted, vector_of
from run_length import times

ANY_TEXT = st.text(st.characters(exclude_categories=()))
JAPANESE = st.text(st.sampled_from("返金対応税の問い合わせをメールチャットで々ー・、A1 "))


def kept(text: str) -> set[str]:
    return {token for tokens in tokens_to_keep(text) for token in tokens}


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Refunds", ["refund"]),
        ("refund, REFUNDED; refunding", ["refund"]),
        ("返金対応", ["返金", "金対", "対応"]),
        ("ChatGPTで返金", ["chatgpt", "で返", "返金"]),
        ("税", ["税"]),
        ("メール", ["メー", "ール"]),
        ("ﾒｰﾙ", ["メー", "ール"]),
        ("ＳＱＬ", ["sql"]),
        ("データ・分析", ["デー", "ータ", "分析"]),
        ("人々の", ["人々", "々の"]),
        ("don't", ["dont"]),
        ("the customer\u2019s refund", ["custom", "refund"]),
        ("GPT-4o", ["gpt", "4o"]),
        ("Straße", ["strass"]),
        ("!?… → :)", []),
        ("", []),
    ],
)
def test_words_become_tokens(text: str, tokens: list[str]) -> None:
    assert tokens_of(text) == tokens


def test_pairs_of_hiragana_are_left_out_of_a_question_unless_there_is_nothing_else() -> None:
    assert tokens_of("返金をする") == ["返金", "金を"]
    assert tokens_of("まとめ") == ["まと", "とめ"]


def test_english_particles_are_left_out_of_a_question_unless_there_is_nothing_else() -> None:
    assert tokens_of("how to refund the customers") == ["refund", "custom"]
    assert tokens_of("how to") == ["how", "to"]


def test_a_kanji_inside_a_word_can_be_found_alone() -> None:
    assert "税" in kept("消費税の計算")


def test_a_very_long_word_is_cut_the_same_way_for_keeping_and_asking() -> None:
    word = "x" * 10_000
    assert tokens_of(word) == ["x" * LONGEST_TOKEN]
    assert tokens_of(word)[0] in kept(word)


@settings(deadline=None)
@given(ANY_TEXT | JAPANESE)
def test_whatever_is_asked_for_in_the_words_of_a_text_is_kept_of_it(text: str) -> None:
    assert set(tokens_of(text)) <= kept(text)


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_token_holds_nothing_that_a_database_cannot_keep(text: str) -> None:
    for token in kept(text):
        assert token
        assert len(token.encode()) <= 2046
        assert "\x00" not in token


@settings(deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=0x7E, min_codepoint=0x20)))
def test_case_and_width_make_no_difference(text: str) -> None:
    wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert tokens_of(wide) == tokens_of(text.upper()) == tokens_of(text)


def vector(session: Session, *texts: str) -> str:
    found = session.scalar(sql("SELECT cast(:literal AS tsvector)"), {"literal": vector_of(Fields(*texts)).literal})
    assert found is not None
    return str(found)


def answers(session: Session, fields: Fields, query: str) -> bool:
    asked = {"literal": vector_of(fields).literal, "query": query}
    return bool(session.scalar(sql("SELECT cast(:literal AS tsvector) @@ cast(:query AS tsquery)"), asked))


def any_of(tokens: list[str]) -> str:
    return " | ".join(map(quoted, tokens))


def test_a_vector_weighs_title_tools_issue_and_rest(session: Session) -> None:
    assert vector(session, "Refunds", "ChatGPT", "返金", "fast") == (
        "'=chatgpt' '=fast' '=refunds' 'chatgpt':12B 'fast':35 'refund':1A '返':23C '返金':23C '金':24C"
    )


@given(st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT))
@settings(max_examples=times(20, 300), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_kept_and_asked_for(session: Session, texts: tuple[str, str, str, str]) -> None:
    tokens = tokens_of("\n".join(texts))
    if tokens:
        assert answers(session, Fields(*texts), any_of(tokens))
    else:
        vector(session, *texts)


@given(ANY_TEXT | JAPANESE)
@settings(max_examples=times(30, 500), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_holds_itself_as_a_phrase(session: Session, text: str) -> None:
    phrase = phrase_query(text)
    assert phrase == "" or answers(session, Fields(f"before {text} after", "", "", ""), phrase)


@pytest.mark.parametrize(
    "text",
    [
        "返金対応" * 10_000,
        " ".join(f"word{number}" for number in range(40_000)),
        "".join(chr(0x4E00 + number % 20_000) for number in range(40_000)),
        " ".join("𐐨" * 58 + f"{number:06}" for number in range(5_000)),
        " ".join("a" + "'b" * (number % 30) + f"'{number}" for number in range(6_000)),
    ],
    ids=["repetitions", "many words", "every kanji", "wide words", "apostrophes"],
)
def test_a_text_longer_than_any_post_fits(session: Session, text: str) -> None:
    assert vector(session, "refund", "", text, text)
    assert len(text) > LAST_POSITION


def test_no_phrase_goes_from_one_field_into_the_next(session: Session) -> None:
    fields = Fields("refund", "mail", "", "")
    assert answers(session, fields, "'refund' & 'mail'")
    assert not answers(session, fields, phrase_query("refund mail"))


@pytest.mark.parametrize("text", ["it's", "a\\b", "a'b|c&d:*", "'; DROP TABLE use_case; --", "a:1A,2B"])
def test_signs_of_the_query_language_are_ordinary_text(session: Session, text: str) -> None:
    assert answers(session, Fields(text, "", "", ""), any_of(tokens_of(text)))
