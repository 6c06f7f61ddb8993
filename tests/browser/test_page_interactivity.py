"""The page and an app interact: commands, buttons, forms, shortcuts, Home."""

import re
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from browser.demo_app import option, plain
from browser.page import COMPOSER, OpenPage, Workspace, card_row, keep_picture, message, say, tool

WIDTHS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (400, "dark"))


def test_a_command_is_completed_works_and_answers_only_its_person(open_page: OpenPage) -> None:
    page, other = open_page(), open_page("ben")
    area = page.locator(COMPOSER)
    area.press_sequentially("/de")
    expect(page.get_by_role("option", name="/demo")).to_be_visible()
    area.press("Tab")
    area.press_sequentially("hello")
    area.press("Enter")
    answer = message(page, "You said hello")
    expect(answer).to_contain_text("Only visible to you")
    say(other, "after the command")
    expect(message(other, "You said hello")).to_have_count(0)
    answer.get_by_role("button", name="Dismiss").click()
    expect(message(page, "You said hello")).to_have_count(0)


def test_an_unknown_command_is_not_lost(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(COMPOSER).fill("/nobody knows")
    page.locator(COMPOSER).press("Escape")
    page.locator(COMPOSER).press("Enter")
    expect(page.locator(".toast")).to_contain_text("/nobody is not a command")
    expect(page.locator(COMPOSER)).to_have_value("/nobody knows")


def test_a_button_asks_first_where_the_app_wants_it(open_page: OpenPage, workspace: Workspace) -> None:
    confirm = {"title": plain("Sure?"), "text": plain("It goes away."), "confirm": plain("Do it"), "deny": plain("No")}
    button = {"type": "button", "action_id": "away", "value": "42", "text": plain("Withdraw"), "confirm": confirm}
    page = open_page()
    row = card_row(page, workspace, {"type": "actions", "elements": [button]})
    press = row.get_by_role("button", name="Withdraw")
    press.click()
    page.get_by_role("dialog").get_by_role("button", name="No").click()
    press.click()
    page.get_by_role("dialog").get_by_role("button", name="Do it").click()
    heard = workspace.app.last("action", "away")
    assert heard["actions"][0]["value"] == "42"
    assert sum(body["actions"][0]["action_id"] == "away" for _, body in workspace.app.heard if "actions" in body) == 1


def test_a_select_in_a_message_tells_the_app_its_choice(open_page: OpenPage, workspace: Workspace) -> None:
    select = {"type": "static_select", "action_id": "area", "options": [option("Refunds"), option("配送")]}
    page = open_page()
    row = card_row(page, workspace, {"type": "section", "text": plain("Where?"), "accessory": select})
    row.get_by_role("button", name="Choose an option").click()
    page.get_by_role("combobox", name="Type to search").fill("配")
    page.get_by_role("option", name="配送").click()
    assert workspace.app.last("action", "area")["actions"][0]["selected_option"]["value"] == "配送"


def open_form(page: Page) -> Locator:
    page.locator(COMPOSER).fill("/demo form")
    page.locator(COMPOSER).press("Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", name="Share")).to_be_visible()
    return dialog


def fill_in(page: Page, dialog: Locator, title: str) -> None:
    dialog.get_by_label("Title").fill(title)
    if dialog.locator(".chip").count() == 0:
        dialog.locator("[data-block=tools] .select-open").click()
        page.get_by_role("option", name="Claude").click()
        page.keyboard.press("Escape")
    dialog.get_by_label("Yes").check()


def test_a_form_keeps_its_person_until_it_is_complete(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page()
    dialog = open_form(page)
    dialog.get_by_role("button", name="Send it").click()
    expect(dialog.locator("[data-block=title] .field-error")).to_have_text("Please fill in this field.")
    expect(dialog.locator("[data-block=task] .field-error")).to_be_hidden()
    fill_in(page, dialog, "taken")
    dialog.get_by_role("button", name="Send it").click()
    expect(dialog.locator("[data-block=title] .field-error")).to_have_text("There is one of that name.")
    expect(dialog.locator(".chip")).to_have_text("Claude")
    dialog.get_by_label("Title").fill("Refund tone")
    dialog.locator("[data-block=task] .select-open").click()
    page.get_by_role("combobox", name="Type to search").fill("ref")
    page.get_by_role("option", name="ref two").click()
    dialog.locator("[data-block=day] .select-open").click()
    page.get_by_role("button", name="Today").click()
    dialog.get_by_role("button", name="Send it").click()
    expect(dialog).to_have_count(0)
    values = workspace.app.last("submitted", "Refund tone")["view"]["state"]["values"]
    assert values["title"]["value"]["value"] == "Refund tone"
    assert [tool["value"] for tool in values["tools"]["value"]["selected_options"]] == ["claude"]
    assert values["task"]["value"]["selected_option"]["value"] == "ref two"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", values["day"]["value"]["selected_date"])
    assert values["sure"]["value"]["selected_option"]["value"] == "yes"
    assert values["who"]["value"]["selected_user"] is None


def test_a_form_that_the_app_does_not_acknowledge_stays_with_its_entries(
    open_page: OpenPage, workspace: Workspace
) -> None:
    page = open_page()
    dialog = open_form(page)
    fill_in(page, dialog, "silence")
    with workspace.client.impatience():
        dialog.get_by_role("button", name="Send it").click()
        expect(dialog.locator(".dialog-problem")).to_contain_text("did not respond in time")
    expect(dialog.get_by_label("Title")).to_have_value("silence")
    dialog.get_by_role("button", name="Not now").click()
    expect(dialog).to_have_count(0)


def test_a_message_shortcut_hands_the_message_to_the_app(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page()
    row = say(page, "worth keeping")
    tool(row, "More actions").click()
    page.get_by_role("menuitem", name="Keep this").click()
    assert workspace.app.last("keep", "worth keeping")["message"]["user"] == workspace.members["maria"]


def test_home_is_the_apps_and_its_buttons_work(open_page: OpenPage) -> None:
    page = open_page("ben")
    page.locator("#sidebar").get_by_role("button", name="Demo").click()
    expect(page.get_by_role("heading", name="Welcome home")).to_be_visible()
    page.get_by_role("button", name="Rename it").click()
    expect(page.get_by_role("heading", name="Renamed home")).to_be_visible()
    keep_picture(page, "home-1280-light")
    page.get_by_role("button", name="Share one").click()
    expect(page.locator("dialog[open]").get_by_role("heading", name="Share")).to_be_visible()
    page.locator("dialog[open]").get_by_role("button", name="Not now").click()
    page.go_back()
    expect(page.locator("#header h2")).to_have_text("general")


def test_modals_lie_on_each_other(open_page: OpenPage) -> None:
    page = open_page()
    dialog = open_form(page)
    dialog.get_by_label("Title").fill("kept below")
    dialog.get_by_role("button", name="See another").click()
    expect(dialog.get_by_role("heading", name="Second")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog.get_by_role("heading", name="Share")).to_be_visible()
    expect(dialog.get_by_label("Title")).to_have_value("kept below")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_silent_app_is_told_about_in_a_toast(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page()
    button = {"type": "button", "action_id": "silent", "text": plain("Nobody answers")}
    row = card_row(page, workspace, {"type": "actions", "elements": [button]})
    press = row.get_by_role("button", name="Nobody answers")
    with workspace.client.impatience():
        press.click()
        expect(page.locator(".toast")).to_contain_text("did not respond in time")
    expect(press).not_to_have_class(re.compile("is-working"))
    keep_picture(page, "toast-1280-light")
    page.locator(".toast").click()
    expect(page.locator(".toast")).to_have_count(0)


def test_the_wire_shows_what_the_app_said_and_what_it_got(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page()
    page.get_by_role("button", name="Wire").click()
    page.get_by_role("tab", name="Calls by the app").click()
    workspace.say("general", text="a call of its own")
    page.get_by_role("searchbox", name="Filter").fill("a call of its own")
    entry = page.locator(".wire-entry").first
    expect(entry.locator(".wire-name")).to_have_text("chat.postMessage")
    entry.locator("summary").click()
    expect(entry.locator(".code-block").first).to_contain_text('"text": "a call of its own"')
    expect(entry).to_contain_text('"ok": true')


def test_the_wire_shows_what_the_app_was_told(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Wire").click()
    say(page, "over the wire")
    page.get_by_role("searchbox", name="Filter").fill("over the wire")
    page.locator(".wire-entry summary").first.click()
    expect(page.locator(".wire-entry .code-block").first).to_contain_text('"text": "over the wire"')
    for width, scheme in WIDTHS:
        page.set_viewport_size({"width": width, "height": 860})
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_role("searchbox", name="Filter")).to_be_in_viewport(ratio=1)
        keep_picture(page, f"wire-{width}-{scheme}")
