import pytest

from aiuse_bot.domain.extraction import Draft, Post, Reply, read_draft


def read(text: str) -> Draft:
    return read_draft(Post("U1", text))


@pytest.mark.parametrize(
    "text",
    [
        "*Issue:* slow mails\n*Result:* quick mails\n*Tools:* Claude",
        "*Issue* slow mails\n*Result* quick mails\n*Tools* Claude",
        "*Issue*\nslow mails\n*Result*\nquick mails\n*Tools*\nClaude",
        ":bulb: *Issue:* slow mails\n:tada: *Result:* quick mails\n:toolbox: *Tools:* Claude",
        "Issue: slow mails\nResult : quick mails\nTools: Claude",
        "Problem - slow mails\nOutcome - quick mails\nTool - Claude",
        "1. *Problem:* slow mails\n2. *Result:* quick mails\n3. *Tool:* Claude",
        "Issue: slow mails / Tool: Claude / Result: quick mails",
        "*Task:* slow mails | *Tool:* Claude | *Result:* quick mails",
        "Issue: slow mails; Tool: Claude; Result: quick mails",
        "[Before] slow mails\n[After] quick mails\n[Tools] Claude",
        "Before: slow mails / After: quick mails / Tool: Claude",
        "【課題】slow mails 【結果】quick mails 【ツール】Claude",
        "＜課題＞slow mails\n＜結果＞quick mails\n＜使用ツール＞Claude",
        "■課題\nslow mails\n■効果\nquick mails\n■ツール\nClaude",
        "◆課題　slow mails\n◆成果　quick mails\n◆ツール　Claude",
        "▼困りごと：slow mails\n▼どうなったか：quick mails\n▼使ったもの：Claude",
        "① 課題：slow mails ② 結果：quick mails ③ ツール：Claude",
        "課題｜slow mails\n結果｜quick mails\nツール｜Claude",
        "Q. 何に困ってた？ → slow mails\nQ. どうなった？ → quick mails\nQ. 何を使った？ → Claude",
        "解決したかった課題：slow mails\n得られた効果：quick mails\n使ってるツール：Claude",
        "&gt; *Issue:* slow mails\n&gt; *Result:* quick mails\n&gt; *Tools:* Claude",
        "• Issue: slow mails\n• Result: quick mails\n• Tools: Claude",
        "## Issue\nslow mails\n## Result\nquick mails\n## Tools\nClaude",
        "*Issue: slow mails*\n*Result: quick mails*\n*Tools: Claude*",
    ],
)
def test_every_form_of_label_is_understood(text: str) -> None:
    draft = read(text)
    assert (draft.issue, draft.result, draft.tools) == ("slow mails", "quick mails", ("Claude",))
    assert draft.is_use_case


def test_labels_may_follow_one_another_as_sentences() -> None:
    draft = read("Issue: slow mails. Tool: Claude. Result: quick mails")
    assert (draft.issue, draft.result, draft.tools) == ("slow mails.", "quick mails", ("Claude",))


def test_a_use_case_label_is_the_title_beside_an_issue_and_the_issue_alone() -> None:
    beside = read("*Use case:* Late parcels\n*Issue:* seven macros\n*Result:* one macro\n*Tool:* Claude")
    alone = read("*Use case:* Late parcels\n*Result:* one macro\n*Tool:* Claude")
    assert (beside.title, beside.issue) == ("Late parcels", "seven macros")
    assert alone.issue == "Late parcels"


def test_lines_go_on_under_a_result_and_return_to_the_body_after_tools() -> None:
    draft = read("*Tools:* Claude\nIssue: slow mails\nResult: quick mails\nand fewer of them")
    assert draft.result == "quick mails\nand fewer of them"
    assert draft.tools == ("Claude",)


@pytest.mark.parametrize(
    "text",
    [
        "Issue:\nApproach:\nResult:\nTools:",
        "*Issue:* what was the problem?\n*Result:* time saved, e.g. minutes\n*Tools:* (optional)",
        "【課題】\n【やったこと】\n【結果】\n【使用ツール】",
        "Issue: checkout is down\nImpact: 4% of sessions\nResult: rolled back",
    ],
)
def test_a_form_and_an_incident_are_no_use_case(text: str) -> None:
    assert not read(text).is_use_case


def test_a_code_block_under_a_prompt_label_is_the_prompt_and_nothing_else() -> None:
    block = "Rewrite *this* mail; keep every number &amp; date."
    draft = read(f"*課題* 返信が遅い\n*プロンプト*\n```\n{block}\n```\n*結果* 30分→5分\n*ツール* Claude")
    assert draft.prompt == "Rewrite *this* mail; keep every number & date."
    assert draft.result == "30分→5分"
    assert draft.time_saved_minutes == 25


def test_own_replies_belong_to_the_post_and_those_of_others_do_not() -> None:
    replies = (Reply("U2", "Result: stolen"), Reply("U1", "Result: ours\nTools: Claude"))
    draft = read_draft(Post("U1", "Issue: slow mails", replies))
    assert (draft.result, draft.tools) == ("ours", ("Claude",))
    assert {span.where for span in draft.spans} == {"text", "replies[1]"}


def test_rich_text_blocks_are_read_before_the_text() -> None:
    bold = {"type": "text", "text": "Issue: ", "style": {"bold": True}}
    section = {
        "type": "rich_text_section",
        "elements": [bold, {"type": "text", "text": "slow & late\n"}, {"type": "emoji", "name": "tada"}],
    }
    items = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        for text in ("Result: quick", "Tools: Claude")
    ]
    code = {
        "type": "rich_text_preformatted",
        "elements": [{"type": "text", "text": "You are a patient clerk; answer."}],
    }
    listed = {"type": "rich_text_list", "style": "bullet", "elements": items}
    blocks = [{"type": "rich_text", "elements": [section, listed, code]}]
    draft = read_draft(Post("U1", "ignored", blocks=blocks))
    assert (draft.issue, draft.result, draft.tools) == ("slow & late", "quick", ("Claude",))
    assert draft.prompt == "You are a patient clerk; answer."
    assert {span.where for span in draft.spans} == {"blocks"}


@pytest.mark.parametrize(
    "blocks", [[], [{}], [{"type": "rich_text", "elements": 3}], [{"type": "rich_text", "elements": [{}]}]]
)
def test_blocks_without_words_leave_the_text_in_charge(blocks: list[dict[str, object]]) -> None:
    assert read_draft(Post("U1", "Issue: slow\nResult: quick\nTool: Claude", blocks=blocks)).issue == "slow"
