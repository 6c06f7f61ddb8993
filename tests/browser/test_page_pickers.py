"""Dates, times, numbers and files in a form, in the member's own language."""

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from browser.page import OpenPage, Workspace, command_form, keep_picture, png


def picker(dialog: Locator, block: str) -> Locator:
    return dialog.locator(f"[data-block={block}] .select-open")


def choose_time(page: Page, words: str) -> None:
    page.get_by_role("combobox", name="Type to search").fill(words)
    page.get_by_role("option").first.click()


def test_a_day_is_walked_to_with_the_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    dialog = command_form(page, "pickers", "When")
    picker(dialog, "day").press("Enter")
    calendar = page.locator(".calendar")
    expect(calendar.locator(".calendar-month")).to_have_text("February 2026")
    expect(calendar.get_by_role("button", name="Saturday, February 28, 2026")).to_be_focused()
    for key in ("ArrowRight", "PageDown", "ArrowUp", "End"):
        page.keyboard.press(key)
    expect(calendar.get_by_role("button", name="Saturday, March 28, 2026")).to_be_focused()
    keep_picture(page, "calendar-1280-light")
    page.keyboard.press("Enter")
    expect(calendar).to_have_count(0)
    expect(picker(dialog, "day")).to_be_focused()
    expect(picker(dialog, "day")).to_have_text("Mar 28, 2026")
    dialog.get_by_role("button", name="Cancel").click()


def test_days_and_times_read_as_the_member_writes_them(open_page: OpenPage) -> None:
    page = open_page("aya", width=400, height=800, scheme="dark")
    dialog = command_form(page, "pickers", "When")
    expect(picker(dialog, "day")).to_have_text("2026/02/28")
    expect(picker(dialog, "moment").nth(0)).to_have_text("2026/01/15")
    expect(picker(dialog, "moment").nth(1)).to_have_text("18:00")
    picker(dialog, "day").click()
    expect(page.locator(".calendar-month")).to_have_text("2026年2月")
    expect(page.locator(".calendar-days th").first).to_have_text("日")
    expect(page.locator(".calendar")).to_be_in_viewport(ratio=1)
    keep_picture(page, "calendar-400-dark")
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="キャンセル").click()


def test_the_app_hears_days_times_numbers_and_files(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page()
    dialog = command_form(page, "pickers", "When")
    picker(dialog, "time").click()
    choose_time(page, "2:15 pm")
    expect(picker(dialog, "time")).to_have_text(re.compile("^2:15.PM$"))
    picker(dialog, "moment").nth(1).click()
    choose_time(page, "0830")
    dialog.get_by_label("Minutes").fill("90")
    dialog.get_by_label("Fraud").check()
    picture: FilePayload = {"name": "比較.png", "mimeType": "image/png", "buffer": png(40, 20)}
    dialog.locator("input[type=file]").set_input_files(picture)
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog.locator("[data-block=minutes] .field-error")).to_have_text("Please write a number of at most 60.")
    dialog.get_by_label("Minutes").fill("9")
    expect(dialog.locator(".tray-file .is-working")).to_have_count(0)
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_have_count(0)
    values = workspace.app.last("picked", "minutes")["view"]["state"]["values"]
    assert values["day"]["value"]["selected_date"] == "2026-02-28"
    assert values["time"]["value"]["selected_time"] == "14:15"
    assert values["moment"]["value"]["selected_date_time"] == 1768462200
    assert values["minutes"]["value"]["value"] == "9"
    assert [file["name"] for file in values["files"]["value"]["files"]] == ["比較.png"]
    assert [area["value"] for area in values["areas"]["value"]["selected_options"]] == ["fraud"]
