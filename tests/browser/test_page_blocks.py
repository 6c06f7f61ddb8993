"""How text and Block Kit look on the page: every kind drawn, and pictures of it kept under `build/`."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.demo_app import entry, form, option, plain
from browser.page import OpenPage, Workspace, card

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
Json = dict[str, Any]
MRKDWN = {
    "*bold* _it_ ~no~": "<strong>bold</strong> <em>it</em> <s>no</s>",
    "2*3*4 a_b_c": "2*3*4 a_b_c",
    "これは*太字*ではない": "これは*太字*ではない",
    "これは *太字* です": "これは <strong>太字</strong> です",
    "*_both_*": "<strong><em>both</em></strong>",
    "`*not*`": '<code class="code">*not*</code>',
    "&lt;b&gt; &amp;amp;": "&lt;b&gt; &amp;amp;",
    "<javascript:alert(1)|x>": "&lt;javascript:alert(1)|x&gt;",
    "<!date^0^{nonsense}|long ago>": '<time class="date">long ago</time>',
}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def cells(*texts: str) -> list[Json]:
    return [{"type": "raw_text", "text": text} for text in texts]


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


RICH_TEXT = {
    "type": "rich_text",
    "elements": [
        section(words("Thanks "), words("everybody", bold=True), {"type": "emoji", "name": "seedling"}),
        {"type": "rich_text_list", "style": "ordered", "elements": [section(words("一つ目")), section(words("two"))]},
        {"type": "rich_text_quote", "elements": [words("quoted")]},
        {"type": "rich_text_preformatted", "elements": [words("code()")]},
    ],
}
BLOCKS: list[Json] = [
    {"type": "header", "text": plain("UC-42 Refund replies in the right tone :tada:")},
    {
        "type": "section",
        "text": mrkdwn("*12 min → 4 min* a mail, `Claude`\n> 返金の問い合わせに、丁寧な文面で"),
        "accessory": {"type": "overflow", "action_id": "more", "options": [option("Related"), option("Withdraw")]},
    },
    {"type": "section", "fields": [mrkdwn("*Issue*\nSlow"), mrkdwn("*Result*\nFast")]},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn(":bulb: <!date^1767430000^{date_long}|then>")]},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "a", "text": plain("Looks right"), "style": "primary"},
            {"type": "button", "action_id": "b", "text": plain("Withdraw"), "style": "danger"},
            {"type": "static_select", "action_id": "c", "options": [option("返金")], "placeholder": plain("Area")},
            {"type": "datepicker", "action_id": "d", "initial_date": "2026-11-23"},
            {"type": "timepicker", "action_id": "e", "initial_time": "09:30"},
            {"type": "checkboxes", "action_id": "f", "options": [option("Checked")]},
            {"type": "users_select", "action_id": "g", "placeholder": plain("Who")},
        ],
    },
    RICH_TEXT,
    {"type": "table", "rows": [cells("Case", "Saved"), cells("UC-42", "8 min")]},
    {"type": "markdown", "text": "## Notes\n\n1. one\n   - **nested**\n\n| a | b |\n|---|--:|\n| 返金 | 12 |\n"},
    entry("note", "Note", {"type": "plain_text_input", "multiline": True}, hint=plain("Optional"), optional=True),
]


def test_mrkdwn_reads_as_on_slack(open_page: OpenPage) -> None:
    script = """async (texts) => {
        const { mrkdwn } = await import("/page/format/mrkdwn.js");
        return texts.map((text) => {
            const box = document.createElement("div");
            box.append(...mrkdwn(text));
            return box.firstChild.innerHTML;
        });
    }"""
    shown = open_page().evaluate(script, list(MRKDWN))
    assert dict(zip(MRKDWN, shown, strict=True)) == MRKDWN


def test_a_wall_clock_becomes_seconds_and_back_across_the_change_of_clocks(open_page: OpenPage) -> None:
    script = """async (texts) => {
        const { secondsOfWallClock, setZone, wallClock } = await import("/page/time.js");
        setZone("America/New_York");
        return texts.map((text) => [secondsOfWallClock(text), wallClock(secondsOfWallClock(text))]);
    }"""
    shown = open_page().evaluate(script, ["2026-01-15T09:00", "2026-07-15T09:00", "2026-03-08T03:30"])
    assert shown == [
        [1768485600, "2026-01-15T09:00"],
        [1784120400, "2026-07-15T09:00"],
        [1772955000, "2026-03-08T03:30"],
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (400, "light")])
def test_every_kind_of_block_is_drawn(open_page: OpenPage, workspace: Workspace, width: int, scheme: Any) -> None:
    page = open_page("aya", width=width, height=1700, scheme=scheme)
    ts = card(workspace, *BLOCKS)
    row = page.locator(f".message[data-ts='{ts}']")
    expect(row.locator(".block")).to_have_count(len(BLOCKS))
    expect(row).not_to_contain_text("サンドボックスでは表示されません")
    expect(row.locator("table")).to_have_count(2)
    expect(row.locator("time.date")).to_have_text("2026年1月3日土曜日")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"blocks-{width}-{scheme}.png")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_a_form_fits_the_screen(open_page: OpenPage, workspace: Workspace, width: int, scheme: Any) -> None:
    page = open_page(width=width, scheme=scheme)
    card(workspace, {"type": "actions", "elements": [{"type": "button", "action_id": "open", "text": plain("Share")}]})
    page.get_by_role("button", name="Share", exact=True).last.click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator(".field")).to_have_count(len(form()["blocks"]))
    expect(dialog.get_by_role("button", name="Send it")).to_be_in_viewport()
    page.screenshot(path=SCREENSHOTS / f"form-{width}-{scheme}.png")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
