import pytest

from aiuse_bot.domain.extraction import Draft, Post, read_draft


def read(text: str) -> Draft:
    return read_draft(Post("U1", text))


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("Claude Codeで書いた", ("Claude Code",)),
        ("we use notebok lm and chatgtp", ("NotebookLM", "ChatGPT")),
        ("チャッピーとノートブックLMに聞いた", ("ChatGPT", "NotebookLM")),
        ("ＣｈａｔＧＰＴで要約", ("ChatGPT",)),
        ("put the rules into CLAUDE.mdに", ()),
        ("I make a cursor move and read the fathom line", ()),
        ("Make sure to write it in Cursor", ("Cursor",)),
        ("used cursor for it", ("Cursor",)),
        ("Excel formulas with Copilot", ("Microsoft Copilot",)),
        ("Copilot reviews our PRs", ("GitHub Copilot",)),
        ("Teams meetings with GitHub Copilot, then Copilot again", ("GitHub Copilot",)),
        ("OpenAI API (gpt-4o-mini) sorts the tickets", ("OpenAI API",)),
        ("GPT-5.2 sorts the tickets", ("ChatGPT",)),
        ("we filed it in Zendesk and Slack", ()),
        ("Tools: Zendesk, Slack, スプシ", ("Zendesk", "Slack", "Google Sheets")),
        ("Tools: Foobarizer 3, our own script, none", ("Foobarizer 3",)),
        ("ツール：生成AIポータル（社内）、Notta", ("生成AIポータル", "Notta")),
        ("*Tools:* Foobarizer :tada:", ("Foobarizer",)),
        ("Tool: GitHub Copilot in VS Code", ("GitHub Copilot",)),
        ("our internal bot ReplyMate drafts it", ("ReplyMate",)),
        ("Kuma, the chatbot the finance folks cooked up, answers", ("Kuma",)),
        ("Yesterday the bot that answers was slow", ()),
        ("社内で作った審査アシスタント「もなか」に聞いた", ("もなか",)),
        ("the scoring assistant from our actuaries, Fraudwatch, reads the story first", ("Fraudwatch",)),
        ("We let Kevin, our lawyer, read it", ()),
        ("Kevlar, the review bot the infra people run, comments first", ("Kevlar",)),
        ("a small bot we call it Pip, answers", ("Pip",)),
        ("同僚が趣味で作った分類ボット「モグラ」に読ませた", ("モグラ",)),
        ("「ほたる」という社内AIに聞いた", ("ほたる",)),
        ("Slack's AI recap and Zendeskの要約AI", ("Slack AI", "Zendesk AI")),
        ("suno made the jingle", ("Suno",)),
        ("HiYoちゃん（社内Bot）に聞いた", ("HiYoちゃん",)),
        ("<https://claude.ai/x|the thread> says so", ()),
    ],
)
def test_tools_are_known_by_any_spelling(text: str, tools: tuple[str, ...]) -> None:
    assert read(text).tools == tools


def test_the_spelling_with_a_version_is_kept_beside_the_family() -> None:
    draft = read("Gemini 2.5 Pro and claude sonnet 4, later Claude Sonnet 4 again, on n8n and v0")
    assert draft.tools == ("Gemini", "Claude", "n8n", "v0")
    assert draft.tool_versions == ("Gemini 2.5 Pro", "claude sonnet 4")


def test_a_tool_that_only_somebody_else_names_does_not_count() -> None:
    post = read_draft(Post("U1", "We sort tickets by AI now"))
    assert post.tools == ()
