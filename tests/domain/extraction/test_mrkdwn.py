import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiuse_bot.domain.extraction import plain_text
from aiuse_bot.domain.extraction.mrkdwn import passage, read_source


@pytest.mark.parametrize(
    ("mrkdwn", "words"),
    [
        ("see <https://example.com/a|the guide> &amp; try", "see the guide & try"),
        ("see <https://example.com/a> now", "see  now"),
        ("<@U0ABC> and <@U0ABC|mina> asked", "and  asked"),
        ("in <#C0ABC|ask-hr> or <#C0ABC>", "in ask-hr or"),
        ("<!here> lunch", "lunch"),
        ("<!date^1392734382^{date}|Feb 18> at noon", "Feb 18 at noon"),
        ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3"),
        ("*bold* _soft_ ~gone~ `code`", "bold soft gone code"),
        ("*_both_*", "both"),
        ("これは*大事*です", "これは大事です"),
        ("3 * 4 * 5 and snake_case_name", "3 * 4 * 5 and snake_case_name"),
        (":tada: :bulb: *Result* done :joy:", "Result done :joy:"),
        ("&gt; quoted\n&gt; twice", "quoted\ntwice"),
        ("<div> is left alone", "<div> is left alone"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("half \ud83d a pair", "half \ufffd a pair"),
        ("", ""),
    ],
)
def test_mrkdwn_becomes_the_words_a_person_sees(mrkdwn: str, words: str) -> None:
    assert plain_text(mrkdwn) == words


@given(st.text())
def test_any_text_becomes_storable_words(text: str) -> None:
    words = plain_text(text + "\ud800\x00")
    assert words.encode("utf-8")
    assert "\x00" not in words


@given(
    st.lists(
        st.sampled_from(
            ["<https://e.com|a. b>", "&amp;", "ﾌﾟﾛ", "ＡＢ", ":tada:", "```x```", "`", "\ud800", "İ", "㍿", " "]
        )
    )
)
def test_the_shadows_are_as_long_as_the_text(parts: list[str]) -> None:
    source = read_source("text", "".join(parts))
    assert len(source.raw) == len(source.shown) == len(source.folded)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["<https://e.com/x|a b>", "<@U1>", "&amp;", " word", "*b*", "。"])),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_a_passage_never_cuts_a_token(parts: list[str], start: int, length: int) -> None:
    source = read_source("text", "".join(parts))
    piece = passage(source, min(start, len(source.raw)), min(start + length, len(source.raw)))
    if piece:
        assert not any(first < edge < last for first, last in source.tokens for edge in (piece.start, piece.end))
