"""Several tabs, unread marks and lost connections: every tab shows the current state, whatever the others do."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from browser.page import OpenPage, Workspace, keep_picture, message, say
from sandbox_fixtures import SandboxFactory

_MANY = 7  # a browser opens six connections to one server


def test_many_tabs_of_one_browser_all_hear_what_is_new(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("many-tabs")
    pages = [open_page("maria", channel)]
    for member in ("aya", "ben", "maria", "aya", "ben", "maria"):
        pages.append(open_page(member, channel, beside=pages[0]))
    assert len(pages) == _MANY
    say(pages[-1], "heard in every tab")
    for page in pages:
        expect(message(page, "heard in every tab")).to_be_visible()
    ts = workspace.client.messages("ben", channel)[-1]["ts"]
    workspace.client.delete("maria", channel, ts)
    for page in pages:
        expect(message(page, "heard in every tab")).to_have_count(0)


def test_unread_messages_are_marked_until_the_channel_is_opened(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("unread-marks")
    workspace.client.post("maria", channel, "who writes has read what was there")
    page, other = open_page("maria"), open_page("maria")
    parent = workspace.client.post("ben", channel, "unread one")
    workspace.client.post("aya", channel, "unread two")
    workspace.client.post("aya", channel, "a reply is no news of the channel", thread_ts=parent)
    row = page.locator("#sidebar").get_by_role("button", name="unread-marks 2 unread")
    expect(row).to_have_class(re.compile("is-unread"))
    expect(row.locator(".badge")).to_have_text("2")
    expect(page).to_have_title(re.compile(r"^\(\d+\) "))
    keep_picture(page, "unread-1280-light")
    row.click()
    expect(page.locator(".divider.is-new")).to_have_count(1)
    expect(page.locator(".divider.is-new + .message")).to_contain_text("unread one")
    for tab in (page, other):
        expect(tab.locator("#sidebar").get_by_role("button", name="unread-marks", exact=True)).to_be_visible()


def test_a_lost_connection_is_made_good(chromium: Browser, sandbox_factory: SandboxFactory, tmp_path: Path) -> None:
    first = sandbox_factory("--data-dir", tmp_path)
    page = chromium.new_page()
    page.goto(f"{first.url}/?as=ben")
    say(page, "before the fall")
    first.stop()
    expect(page.locator(".toast")).to_contain_text("Connection lost")
    second = sandbox_factory("--data-dir", tmp_path, "--port", first.url.rpartition(":")[2])
    second.client.post("aya", "general", "while you were away")
    expect(message(page, "while you were away")).to_be_visible()
    expect(message(page, "before the fall")).to_be_visible()
    page.close()
