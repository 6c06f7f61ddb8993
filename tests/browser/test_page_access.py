"""Accessibility of the page: axe-core finds nothing serious, and the keyboard reaches everything."""

from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from browser.demo_app import option, plain
from browser.page import COMPOSER, OpenPage, Workspace, card, command_form, message, say, tool

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_SERIOUS = {"serious", "critical"}


def violations(page: Page) -> list[str]:
    """Return the violations that axe-core rates serious or worse, with their places."""
    page.evaluate(_AXE)
    found: Any = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in _SERIOUS
        for node in rule["nodes"]
    ]


def rich(workspace: Workspace) -> None:
    """Fill the page with something of most kinds."""
    ts = workspace.client.post(
        "ben", "general", "> quoted\n`code` *bold* <https://example.com|link> @aya #random :tada:"
    )
    workspace.client.react("aya", "general", ts, "clap")
    workspace.client.post("aya", "general", "返信します", thread_ts=ts)
    workspace.client.call("POST", "pin", {"as": "ben", "channel": "#general", "ts": ts})
    select = {"type": "static_select", "action_id": "s", "options": [option("Refunds")], "placeholder": plain("Area")}
    press = {"type": "button", "action_id": "p", "style": "primary", "text": plain("Looks right")}
    danger = {"type": "button", "action_id": "d", "style": "danger", "text": plain("Withdraw")}
    day = {"type": "datepicker", "action_id": "day"}
    wide = "|".join(["", *(["a word that is rather long"] * 12), ""])
    table = {"type": "markdown", "text": f"{wide}\n{'|---' * 12}|\n{wide}"}
    fold = {"type": "container", "title": plain("More"), "is_collapsible": True, "child_blocks": [{"type": "divider"}]}
    card(
        workspace,
        {"type": "header", "text": plain("UC-42")},
        {"type": "section", "text": plain("Refund replies"), "accessory": select},
        {"type": "context", "elements": [plain("three weeks ago")]},
        {"type": "actions", "elements": [press, danger, day]},
        {"type": "alert", "level": "error", "text": plain("Names were wrong")},
        {"type": "alert", "level": "success", "text": plain("Names are right")},
        table,
        fold,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_page: OpenPage, workspace: Workspace, scheme: Literal["light", "dark"]) -> None:
    rich(workspace)
    page = open_page(scheme=scheme)
    page.locator("#stage .message", has_text="UC-42").last.wait_for()
    assert violations(page) == []
    message(page, "quoted").get_by_role("button", name="1 reply").click()
    page.get_by_role("button", name="Wire").click()
    page.locator(".wire-entry").first.wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Close").last.click()
    tool(message(page, "quoted"), "Add reaction").first.click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    dialog = command_form(page, "pickers", "When")
    dialog.get_by_role("button", name="Keep").click()
    dialog.locator("[data-block=day] .select-open").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Cancel").click()


def test_axe_finds_nothing_serious_on_a_narrow_screen(open_page: OpenPage) -> None:
    page = open_page("aya", width=400, height=800, scheme="dark")
    page.get_by_role("button", name="チャンネル一覧を開く").click()
    assert violations(page) == []
    page.locator("#sidebar").get_by_role("button", name="Demo").click()
    page.get_by_role("heading", name="Welcome home").wait_for()
    assert violations(page) == []


def test_messages_are_reached_and_answered_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    say(page, "first of two")
    say(page, "second of two").wait_for()
    page.keyboard.press("Shift+F6")
    expect(message(page, "second of two")).to_be_focused()
    page.keyboard.press("ArrowUp")
    first = message(page, "first of two")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(first.locator(".tool").first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(first.get_by_role("button", name="More actions")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem").last).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(first.get_by_role("button", name="More actions")).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).to_be_focused()


def test_one_key_does_what_the_toolbar_does(open_page: OpenPage) -> None:
    page = open_page()
    row = say(page, "one key each")
    row.wait_for()
    page.keyboard.press("Shift+F6")
    expect(row).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.type("tada")
    page.keyboard.press("Enter")
    expect(row.get_by_role("button", name="tada, 1")).to_be_visible()
    row.focus()
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row).to_be_focused()
    page.keyboard.press("t")
    expect(page.locator("#composer-thread")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#thread")).to_be_hidden()


def test_f6_walks_through_the_parts_of_the_page(open_page: OpenPage) -> None:
    page = open_page()
    say(page, "something to stop at").wait_for()
    expect(page.locator(COMPOSER)).to_be_focused()
    page.keyboard.press("F6")
    expect(page.locator("#sidebar .place.is-open")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("F6")
    expect(page.locator("#stage .message[tabindex='0']")).to_be_focused()
    page.keyboard.press("F6")
    expect(page.locator(COMPOSER)).to_be_focused()


def test_a_channel_is_found_by_its_name(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("Control+k")
    page.keyboard.type("rand")
    page.keyboard.press("Enter")
    expect(page.locator("#header h2")).to_have_text("random")
