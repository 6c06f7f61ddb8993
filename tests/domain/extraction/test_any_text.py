"""Any text gives a draft, without an exception and with quotes that are in the post."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aiuse_bot.domain.extraction import Draft, Post, Reply, read_draft
from aiuse_bot.domain.extraction.mrkdwn import LONGEST_POST, plain_text, unescaped
from run_length import times

PIECES = st.sampled_from(
    [
        "*Issue:* ",
        "Result: ",
        "【課題】",
        "＜結果＞",
        "Tools: ",
        "ツール：",
        "```",
        "`",
        "*",
        "<https://e.com|a>",
        "<@U1>",
        "<!here>",
        "&amp;",
        "&lt;",
        ":tada:",
        "ChatGPT",
        "Claude Code",
        "から",
        "→",
        "30分",
        "2 hours ",
        "saved ",
        "every week",
        "\n",
        " / ",
        "。",
        ". ",
        "? ",
        "ので、",
        "\ud800",
        "\x00",
        "\u202e",
        "مرحبا",
        "👩‍👩‍👧",
        "ﾌﾟﾛﾝﾌﾟﾄ",
        "㍿",
        "İ",
        "Q. ",
        "① ",
        "■",
        "- ",
    ]
)
TEXTS = st.one_of(st.text(st.characters(), max_size=400), st.lists(PIECES, max_size=60).map("".join))
TORTURE = [
    "a ",
    "<",
    "<a",
    "*a ",
    "_a ",
    "`",
    "```",
    "&amp;",
    ":a",
    "1 ",
    "5 min ",
    "→5分",
    "5分の",
    "Issue: x\n",
    "*Issue:* x / ",
    "【課題】x",
    "/ a: ",
    "gpt-4o ",
    "ので、",
    "。",
    "we asked ",
    "(",
    "[",
    "<@U1> ",
    "a.",
    "\n",
    "・ ",
    "社内",
    "the internal bot ",
    "saved me the ",
    "30%",
    "cut 30 ",
    "AI ",
    "half a ",
    "5 5 5 ",
    "of a ",
    "「",
    "\ud800",
    "\u202e",
]


def assert_is_sound(post: Post, draft: Draft) -> None:
    raw = {"text": post.text} | {f"replies[{number}]": reply.text for number, reply in enumerate(post.replies)}
    for field in ("issue", "approach", "result", "prompt", "risk"):
        quotes = [raw[span.where][span.start : span.end] for span in draft.spans if span.field == field]
        has_code = any("```" in words for words in raw.values())
        read = unescaped if field == "prompt" and has_code else plain_text
        said = getattr(draft, field)
        assert said is None or said in {"\n".join(map(read, quotes)), "\n".join(map(plain_text, quotes))}
    assert 0 <= draft.probability <= 1
    assert len(draft.title) <= 80
    assert draft.title or not draft.is_use_case
    words = [
        draft.title,
        *draft.tools,
        *draft.tool_versions,
        *(draft.issue or "", draft.result or "", draft.prompt or ""),
    ]
    assert all(word.encode("utf-8").decode("utf-8") == word and "\x00" not in word for word in words)


@settings(max_examples=times(50, 1500))
@given(TEXTS, st.lists(st.tuples(st.sampled_from(["U1", "U2"]), TEXTS), max_size=2))
@example("", [])
@example("*", [("U1", "*")])
@example("", [("U1", "```0000000000000000000000:*0*```")])
def test_any_text_gives_a_sound_draft(text: str, replies: list[tuple[str, str]]) -> None:
    post = Post("U1", text, tuple(Reply(user, said) for user, said in replies))
    draft = read_draft(post)
    assert_is_sound(post, draft)
    assert read_draft(post) == draft


@settings(max_examples=times(25, 500))
@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["type", "elements", "text", "style", "name"]), inner)
        ),
    )
)
def test_any_blocks_give_a_draft(blocks: object) -> None:
    assert read_draft(Post("U1", "hello", blocks=blocks)).probability < 0.5  # type: ignore[arg-type]


@pytest.mark.parametrize("piece", TORTURE)
def test_a_megabyte_is_read_as_far_as_the_longest_post_reaches(piece: str) -> None:
    draft = read_draft(Post("U1", piece * (1_000_000 // len(piece))))
    assert all(span.end <= LONGEST_POST for span in draft.spans)
