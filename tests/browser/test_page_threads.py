"""Threads and the order of messages: actions in threads, groups, days, deleted parents."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.page import COMPOSER, OpenPage, Workspace, keep_picture, message, png, say, tool

_REPLY = "#composer-thread"


def opened_thread(page: Page, text: str) -> Locator:
    """Post a message and start a thread below it; return its pane."""
    tool(say(page, text), "Reply in thread").click()
    pane = page.locator("#thread")
    expect(page.locator(_REPLY)).to_be_focused()
    return pane


def reply(pane: Locator, text: str) -> Locator:
    pane.locator(_REPLY).fill(text)
    pane.locator(_REPLY).press("Enter")
    return pane.locator(".message", has_text=text).last


def test_a_reply_is_edited_in_its_thread(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("thread-edits")
    page = open_page("maria", channel)
    pane = opened_thread(page, "edited below")
    tool(reply(pane, "a frist answer"), "Edit message").click()
    editor = pane.get_by_role("textbox", name="Edit message")
    expect(editor).to_have_value("a frist answer")
    editor.fill("a first answer")
    pane.get_by_role("button", name="Save").click()
    row = pane.locator(".message", has_text="a first answer")
    expect(row.locator(".edited")).to_have_text("(edited)")
    expect(row).to_be_focused()
    thread = workspace.client.thread("ben", channel, workspace.client.messages("ben", channel)[-1]["ts"])
    assert [said["text"] for said in thread] == ["edited below", "a first answer"]


def test_arrow_up_in_a_thread_edits_the_last_reply_and_escape_leaves_it(
    open_page: OpenPage, workspace: Workspace
) -> None:
    channel = workspace.channel("thread-arrow-up")
    page = open_page("maria", channel)
    pane = opened_thread(page, "the parent")
    reply(pane, "as it was").wait_for()
    pane.locator(_REPLY).press("ArrowUp")
    editor = pane.get_by_role("textbox", name="Edit message")
    expect(editor).to_have_value("as it was")
    editor.fill("as it never was")
    editor.press("Escape")
    expect(editor).to_have_count(0)
    expect(pane.locator(".message", has_text="as it was").last).to_be_focused()
    expect(pane).to_be_visible()


def test_a_reply_is_deleted_in_its_thread(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("thread-deletions")
    page, other = open_page("maria", channel), open_page("ben", channel)
    pane = opened_thread(page, "deleted below")
    reply(pane, "stays").wait_for()
    row = reply(pane, "goes away")
    expect(message(other, "deleted below").get_by_role("button", name="2 replies")).to_be_visible()
    tool(row, "More actions").click()
    page.get_by_role("menuitem", name="Delete message").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(pane.locator(".message", has_text="goes away")).to_have_count(0)
    expect(pane.locator(".message", has_text="stays")).to_be_visible()
    expect(message(other, "deleted below").get_by_role("button", name="1 reply")).to_be_visible()


def test_a_deleted_parent_leaves_a_mark_and_its_replies(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("tombstones")
    page = open_page("maria", channel)
    pane = opened_thread(page, "the parent")
    reply(pane, "the reply").wait_for()
    tool(message(page, "the parent"), "More actions").click()
    page.get_by_role("menuitem", name="Delete message").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    row = message(page, "This message was deleted.")
    expect(row.get_by_role("button", name="1 reply")).to_be_visible()
    expect(pane.locator(".message", has_text="This message was deleted.")).to_be_visible()
    expect(pane.locator(".message", has_text="the reply")).to_be_visible()
    row.hover()
    expect(row.locator(".toolbar")).to_have_count(0)


def test_messages_of_one_person_stand_together_by_days(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("grouped")
    for at, member, text in (
        ("2026-01-13T12:00:00Z", "ben", "Tuesday noon"),
        ("2026-01-14T12:00:00Z", "ben", "Wednesday noon"),
        ("2026-01-14T12:02:00Z", "ben", "two minutes later"),
        ("2026-01-14T12:03:00Z", "aya", "somebody else"),
        ("2026-01-14T12:20:00Z", "aya", "a while later"),
    ):
        workspace.client.post(member, channel, text, at=at)
    page = open_page("maria", channel)
    days = page.locator("#stage .divider .day")
    expect(days.nth(0)).to_have_text(re.compile("January 13"))
    expect(days.nth(1)).to_have_text(re.compile("January 14"))
    expect(page.locator("#stage .message.is-grouped")).to_have_count(1)
    expect(message(page, "two minutes later")).to_have_class(re.compile("is-grouped"))
    expect(message(page, "two minutes later").locator(".author")).to_have_count(0)
    expect(message(page, "Tuesday noon").locator(".avatar")).to_have_attribute("data-initials", "BC")
    expect(message(page, "somebody else").locator(".avatar")).to_have_attribute("data-initials", "田")
    expect(message(page, "a while later").locator(".author")).to_have_text("田中 綾")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (400, "dark")])
def test_a_thread_has_room_for_what_is_in_it(
    open_page: OpenPage, workspace: Workspace, width: int, scheme: Literal["light", "dark"]
) -> None:
    channel = workspace.channel(f"roomy-{width}-{scheme}")
    client = workspace.client
    parent = client.post("ben", channel, "*Refund replies*: who has a prompt that works? :raised_hands:")
    file = client.upload("aya", "before-and-after.png", png(640, 240))
    client.post("aya", channel, "これです。`Claude` で12分→4分", thread_ts=parent, files=[file["id"]])
    ts = client.post("maria", channel, "> 丁寧な文面で\nWorks for me:\n• tone\n• length", thread_ts=parent)
    for member, name in (("ben", "clap"), ("aya", "clap"), ("maria", "tada")):
        client.react(member, channel, ts, name)
    path = f"/?as={workspace.members['maria']}&channel={channel}&thread={parent}"
    page = open_page(path=path, width=width, scheme=scheme)
    pane = page.locator("#thread")
    expect(pane.locator("img.image")).to_have_js_property("naturalWidth", 640)
    expect(pane.locator(_REPLY)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    pane.locator(".message").last.hover()
    keep_picture(page, f"thread-{width}-{scheme}")
    pane.get_by_role("button", name="Close").click()
    expect(page.locator(COMPOSER)).to_be_in_viewport(ratio=1)
