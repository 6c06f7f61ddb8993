import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiuse_bot.blocks.parts import (
    Block,
    bold,
    context,
    cut,
    escape,
    header,
    link,
    mention,
    message,
    one_line,
    permalink,
    section,
)
from slack_sandbox.block_kit import Surface, block_problems

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
HOSTILE = st.lists(
    st.sampled_from(
        [
            "<!channel>",
            "<!here>",
            "@here",
            "@everyone",
            "@channel",
            "<@U1>",
            "<#C1>",
            "<!subteam^S1>",
            "&",
            "<",
            ">",
            "|",
            "&amp;",
            "&lt;!channel&gt;",
            "```",
            "*",
            "_",
            "\n",
            "\u2028",
            "\x00",
            "＠here",
            "👩‍👩‍👧",
            "🇯🇵",
            "が",
            "https://x.y",
        ]
    ),
    max_size=40,
).map("".join)
TEXT = ANY_TEXT | HOSTILE

LIVE_CALL = re.compile(r"<[@#!]|[@＠](?:here|channel|everyone|group)", re.IGNORECASE)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def problems(*blocks: Block) -> list[str]:
    return block_problems(list(blocks), Surface.MESSAGE)


@settings(deadline=None)
@given(TEXT)
def test_text_of_a_person_calls_nobody_and_links_nothing(text: str) -> None:
    assert not LIVE_CALL.search(escape(text))
    assert not re.search(r"[<>]|&(?!(?:amp|lt|gt);)", escape(text))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("&amp;", "&amp;amp;"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("ask @here", "ask @\u2060here"),
        ("@Everyoneさん", "@\u2060Everyoneさん"),
        ("bob@example.com", "bob@example.com"),
        ("a\x00b\ud800", "a\ufffdb\ufffd"),
        ("返金\n対応", "返金\n対応"),
    ],
)
def test_escaped_text_reads_the_same(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@settings(deadline=None)
@given(TEXT, st.integers(1, 60))
def test_a_cut_text_is_short_enough_and_a_beginning_of_the_whole(text: str, limit: int) -> None:
    shorter = cut(text, limit)
    assert units(shorter) <= limit
    if units(text) <= limit:
        assert shorter == text
    else:
        assert shorter.endswith("…")
        assert text.startswith(shorter[:-1])


@settings(deadline=None)
@given(TEXT, st.integers(1, 60))
def test_a_cut_never_splits_an_entity(text: str, limit: int) -> None:
    assert not re.search(r"&(?!(?:amp|lt|gt);)", cut(escape(text), limit))


@pytest.mark.parametrize(
    "whole",
    [
        "&amp;",
        "<@U123>",
        "<https://a.b/c?d=1&amp;e=2|label>",
        "e\u0301",
        "👩‍👩‍👧",
        "👍🏽",
        "🇯🇵",
        "か\u3099",
        "✋️",
        "\ud83d\ude00",
        "\r\n",
        "\u1112\u1161\u11ab",
        "🏴\U000e0067\U000e0062\U000e007f",
        "नि",
    ],
)
def test_what_is_one_stays_whole(whole: str) -> None:
    """Whatever stands before and after, a unit is kept whole or dropped."""
    text = f"ab{whole}{whole}cd"
    allowed = {"", "a", "ab", f"ab{whole}", f"ab{whole}{whole}", f"ab{whole}{whole}c"}
    allowed |= {beginning.rstrip() for beginning in allowed}
    for limit in range(1, units(text)):
        assert cut(text, limit).removesuffix("…") in allowed


def test_one_line_is_one_line() -> None:
    assert one_line(" a\n\n b\t```c```\u3000d ", 100) == "a b c d"
    assert one_line("refund " * 100, 20) == "refund refund refun…"


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        (("https://t.slack.com/", "C1", "1790000000.000100"), "https://t.slack.com/archives/C1/p1790000000000100"),
        (("https://t.slack.com", "C1", "1.2", "1.2"), "https://t.slack.com/archives/C1/p12"),
        (("https://t.slack.com/", "C1", "1.2", "1.1"), "https://t.slack.com/archives/C1/p12?thread_ts=1.1&cid=C1"),
        (("http://127.0.0.1:8070", "C1", "1.2"), "http://127.0.0.1:8070/archives/C1/p12"),
        (("http://t.slack.com/", "C1", "1.2"), None),
        (("javascript:alert(1)//", "C1", "1.2"), None),
        (("https://[", "C1", "1.2"), None),
        (("https://t.slack.com/", "C1|x", "1.2"), None),
        (("https://t.slack.com/", "C1", "1.2>"), None),
        ((None, "C1", "1.2"), None),
        (("https://t.slack.com/", None, "1.2"), None),
        (("https://t.slack.com/", "C1", None), None),
    ],
)
def test_a_permalink_is_slacks_or_none(arguments: tuple[Any, ...], address: str | None) -> None:
    assert permalink(*arguments) == address


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://t.slack.com/a?b=1&c=2", "<https://t.slack.com/a?b=1&amp;c=2|label>"),
        ("https://t.slack.com/a|b>c d", "<https://t.slack.com/a%7Cb%3Ec%20d|label>"),
        ("https://t.slack.com/\ud800", "<https://t.slack.com/?|label>"),
        ("http://localhost:1/", "<http://localhost:1/|label>"),
        ("http://t.slack.com/", "label"),
        ("javascript:alert(1)", "label"),
        ("!channel", "label"),
        ("@U1", "label"),
        ("", "label"),
        (None, "label"),
        ("https://t.slack.com/" + "a" * 3000, "label"),
    ],
)
def test_only_a_safe_address_is_linked(url: str | None, shown: str) -> None:
    assert link(url, "label") == shown


@settings(deadline=None)
@given(TEXT, TEXT)
def test_a_link_cannot_be_broken_out_of(url: str, label: str) -> None:
    shown = link(f"https://t.slack.com/{url}", escape(label))
    assert re.fullmatch(r"<https://[^<>|\s]+\|[^<>|]*>", shown, re.DOTALL)


def test_we_mention_members_and_show_anything_else_as_text() -> None:
    assert mention("U123ABC") == "<@U123ABC>"
    assert mention("W123ABC") == "<@W123ABC>"
    assert mention("!channel") == "!channel"
    assert mention("U1><!channel") == "U1&gt;&lt;!channel"


def test_bold_cannot_be_ended_from_inside() -> None:
    assert bold("a*b") == "*a∗b*"


@settings(deadline=None)
@given(st.lists(TEXT | TEXT.map(lambda text: text * 200), max_size=30))
def test_no_text_makes_a_part_that_slack_refuses(texts: list[str]) -> None:
    text = "".join(texts)
    blocks = [
        section(*map(escape, texts)),
        section(escape(text)),
        header(text),
        context(*map(escape, texts)),
    ]
    assert problems(*blocks) == []
    made = message(escape(text), blocks * 20)
    assert len(made["blocks"]) == 50
    assert units(made["text"]) <= 4000


@settings(deadline=None)
@given(TEXT)
def test_slack_looks_for_nothing_in_our_text(text: str) -> None:
    made = str([section(escape(text))["text"], *context(escape(text))["elements"]])
    assert made.count("'type': 'mrkdwn'") == made.count("'verbatim': True") == 2


def test_empty_parts_are_still_parts() -> None:
    assert problems(section(), section("", " "), header(""), header("\n"), context(), context("")) == []
