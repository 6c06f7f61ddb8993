"""Text as people type it, as Slack stores it, and as rich text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slack_sandbox.clock import Clock
from slack_sandbox.manifest import broad_manifest
from slack_sandbox.mrkdwn.emoji import emoji_characters, is_emoji_name, split_tone, to_colons
from slack_sandbox.mrkdwn.rich_text import rich_text
from slack_sandbox.mrkdwn.stored import Parsing, store_plain, store_sent, store_typed, unescape
from slack_sandbox.seed import WorkspaceSeed, new_workspace
from slack_sandbox.workspace.workspace import Workspace

_WORKSPACE = new_workspace(WorkspaceSeed(), broad_manifest(), Clock(), with_optional_scopes=True)


def _id(workspace: Workspace, name: str) -> str:
    member = workspace.member_named(name)
    assert member is not None
    return member.id


_AYA = f"<@{_id(_WORKSPACE, 'aya')}>"
_CHANNEL = _WORKSPACE.channel_named("general")
assert _CHANNEL is not None
_GENERAL = f"<#{_CHANNEL.id}|general>"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("R&D <3", "R&amp;D &lt;3"),
        ("@aya see #general", f"{_AYA} see {_GENERAL}"),
        ("@ayaさん、おはよう", f"{_AYA}さん、おはよう"),
        ("@nobody #nowhere", "@nobody #nowhere"),
        ("mail aya@example.com", "mail aya@example.com"),
        (f"{_AYA} <@U0NOBODY>", f"{_AYA} &lt;@U0NOBODY&gt;"),
        ("@here <!channel>", "<!here> &lt;!channel&gt;"),
        ("https://a.example/?x=1&y=2.", "<https://a.example/?x=1&amp;y=2>."),
        ("詳細はhttps://a.example/を見て", "詳細は<https://a.example/>を見て"),
        ("👍🏽🎉 ❤️", ":+1::skin-tone-4::tada: :heart:"),
        ("`a < b @aya`", "`a &lt; b @aya`"),
    ],
)
def test_what_people_type_becomes_what_slack_keeps(typed: str, stored: str) -> None:
    assert store_typed(_WORKSPACE, typed) == stored


@pytest.mark.parametrize(
    ("sent", "parsing", "stored"),
    [
        ("a & b &amp; c", Parsing.LINKS, "a &amp; b &amp; c"),
        (f"{_AYA} <!here> <!date^1^{{date}}|x>", Parsing.LINKS, f"{_AYA} <!here> <!date^1^{{date}}|x>"),
        ("<https://a.example|A> <b>", Parsing.LINKS, "<https://a.example|A> &lt;b&gt;"),
        ("see https://a.example", Parsing.LINKS, "see <https://a.example>"),
        ("see https://a.example", Parsing.NOTHING, "see https://a.example"),
        ("@here #general", Parsing.LINKS, "@here #general"),
        ("@here #general", Parsing.NAMES, f"<!here> {_GENERAL}"),
    ],
)
def test_what_apps_send_becomes_what_slack_keeps(sent: str, parsing: Parsing, stored: str) -> None:
    assert store_sent(_WORKSPACE, sent, parsing) == stored


@given(st.text())
def test_storing_twice_is_storing_once(text: str) -> None:
    once = store_sent(_WORKSPACE, text)
    assert store_sent(_WORKSPACE, once) == once
    assert store_plain(store_plain(text)) == store_plain(text)


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60).filter(lambda text: "@" not in text))
def test_typed_text_without_tokens_can_be_read_back(text: str) -> None:
    stored = store_typed(_WORKSPACE, text)
    if "://" not in text and "#" not in text and "<" not in text:
        assert unescape(stored) == text


def test_emoji_names_are_those_of_slack() -> None:
    assert to_colons("🙏") == ":pray:"
    assert to_colons("日本語、です。") == "日本語、です。"
    assert emoji_characters()["thumbsup"] == emoji_characters()["+1"] == "👍"
    assert split_tone("wave::skin-tone-3") == ("wave", 3)
    assert is_emoji_name("wave::skin-tone-6", {})
    assert not is_emoji_name("wave::skin-tone-9", {})
    assert is_emoji_name("party", {"party": "alias:tada"})


def test_rich_text_holds_lists_quotes_code_and_styles() -> None:
    stored = store_typed(_WORKSPACE, "*bold* _it_ ~no~ `x<y` @aya\n• one\n• two\n1. first\n> said\n```\ncode\n```\nend")
    elements = rich_text(stored, "b")["elements"]
    kinds = [(element["type"], element.get("style")) for element in elements]
    assert kinds == [
        ("rich_text_section", None),
        ("rich_text_list", "bullet"),
        ("rich_text_list", "ordered"),
        ("rich_text_quote", None),
        ("rich_text_preformatted", None),
        ("rich_text_section", None),
    ]
    first = elements[0]["elements"]
    assert first[0] == {"type": "text", "text": "bold", "style": {"bold": True}}
    assert {"type": "text", "text": "x<y", "style": {"code": True}} in first
    assert first[-1] == {"type": "user", "user_id": _AYA[2:-1]}
    assert elements[4]["elements"][0]["text"] == "code"


@given(st.text(max_size=200))
def test_rich_text_loses_no_visible_character(text: str) -> None:
    block = rich_text(store_typed(_WORKSPACE, text), "b")
    assert block["type"] == "rich_text"
    for element in block["elements"]:
        assert element["type"].startswith("rich_text_")
