"""How text and Block Kit look on the page: every kind is rendered, with screenshots under `build/`."""

from typing import Any

import pytest
import urllib3
from playwright.sync_api import expect

from browser.demo_app import entry, form, option, plain
from browser.page import OpenPage, Workspace, card, card_row, keep_picture, png

Json = dict[str, Any]


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


def task(task_id: str, title: str, status: str, **more: Any) -> Json:
    return {"type": "task_card", "task_id": task_id, "title": title, "status": status, **more}


def newest(file_id: str) -> list[Json]:
    """Slack's newest blocks."""
    cards = [
        {
            "type": "card",
            "title": plain(f"UC-{number}"),
            "subtitle": plain("返金"),
            "body": plain("12 → 4 min"),
            "actions": [{"type": "button", "action_id": f"card{number}", "text": plain("Open")}],
        }
        for number in (1, 2, 3)
    ]
    thumbs = {
        "positive_button": {"text": plain("Good"), "value": "yes"},
        "negative_button": {"text": plain("Bad"), "value": "no"},
    }
    tasks = [
        task("1", "Collect cases", "complete", details={"type": "rich_text", "elements": [section(words("12 of 12"))]}),
        task("2", "Write the draft", "in_progress"),
        task("3", "Post it", "pending", sources=[{"type": "url", "url": "https://example.com/", "text": "Log"}]),
        task("4", "Mirror it", "error"),
    ]
    return [
        {"type": "image", "slack_file": {"id": file_id}, "alt_text": "Before and after", "title": plain("比較")},
        {"type": "alert", "level": "warning", "text": mrkdwn("Check *names* first")},
        {"type": "plan", "title": "Roundup", "tasks": tasks},
        task("5", "A task of its own", "complete"),
        {
            "type": "container",
            "title": plain("Details"),
            "is_collapsible": True,
            "child_blocks": [section_block("inside")],
        },
        {"type": "carousel", "elements": cards},
        {
            "type": "context_actions",
            "elements": [
                {"type": "feedback_buttons", "action_id": "feedback", **thumbs},
                {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Remove")},
            ],
        },
        {"type": "table", "rows": [cells("n"), [{"type": "raw_number", "value": 1234.5, "text": "1,234.5"}]]},
    ]


def section_block(text: str) -> Json:
    return {"type": "section", "text": plain(text)}


def uploaded(workspace: Workspace) -> str:
    """Share a picture as Ben; return the file's id."""
    address = f"{workspace.client.url}/sandbox/upload?as=ben&filename=picture.png"
    answer: Json = urllib3.request("POST", address, body=png(320, 120)).json()
    file_id = str(answer["file"]["id"])
    workspace.client.post("ben", "general", "a picture", files=[file_id])
    return file_id


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (400, "light")])
def test_the_newest_blocks_are_drawn_and_work(
    open_page: OpenPage, workspace: Workspace, width: int, scheme: Any
) -> None:
    page = open_page(width=width, height=1500, scheme=scheme)
    blocks = newest(uploaded(workspace))
    row = page.locator(f".message[data-ts='{card(workspace, *blocks)}']")
    expect(row.locator(".message-text > .blocks > .block")).to_have_count(len(blocks))
    expect(row).not_to_contain_text("is not shown in the sandbox")
    expect(row.locator(".block-image img")).to_have_js_property("naturalWidth", 320)
    expect(row.locator(".plan .task")).to_have_count(4)
    expect(row.locator(".task-in_progress .spinner")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    keep_picture(page, f"newest-{width}-{scheme}")
    row.get_by_text("Details").click()
    expect(row.get_by_text("inside")).to_be_hidden()
    row.get_by_role("button", name="Good").click()
    assert workspace.app.last("action", "feedback")["actions"][0]["value"] == "yes"


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
    keep_picture(page, f"blocks-{width}-{scheme}")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_a_form_fits_the_screen(open_page: OpenPage, workspace: Workspace, width: int, scheme: Any) -> None:
    page = open_page(width=width, scheme=scheme)
    button = {"type": "button", "action_id": "open", "text": plain("Share")}
    row = card_row(page, workspace, {"type": "actions", "elements": [button]})
    row.get_by_role("button", name="Share").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator(".field")).to_have_count(len(form()["blocks"]) - 1)
    expect(dialog.get_by_role("button", name="Send it")).to_be_in_viewport()
    keep_picture(page, f"form-{width}-{scheme}")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
