"""Navigating the page: channels, members, permalinks, narrow screens, lost connections."""

import re

from playwright.sync_api import Route, expect

from browser.page import COMPOSER, OpenPage, Workspace, keep_picture, message, say, tool


def test_another_member_has_another_language_and_clock(open_page: OpenPage, workspace: Workspace) -> None:
    noon = "2026-01-15T12:00:00+00:00"
    workspace.client.post("ben", "general", "at noon in London", at=noon)
    page = open_page("ben")
    expect(message(page, "at noon in London").locator("time")).to_have_text("12:00")
    page.get_by_role("button", name="Act as 田中 綾").click()
    expect(message(page, "at noon in London").locator("time")).to_have_text("21:00")
    expect(page.locator("html")).to_have_attribute("lang", "ja-JP")
    expect(page.get_by_role("heading", name="チャンネル")).to_be_visible()
    assert workspace.members["aya"] in page.url


def test_private_channels_are_seen_by_their_members_only(open_page: OpenPage) -> None:
    maria, ben = open_page("maria"), open_page("ben")
    expect(maria.locator("#sidebar").get_by_role("button", name="secret Private channel")).to_be_visible()
    expect(ben.locator("#sidebar").get_by_role("button", name="secret")).to_have_count(0)


def test_a_channel_that_one_has_not_joined_can_be_read_and_joined(open_page: OpenPage) -> None:
    page = open_page("maria", "empty")
    expect(page.locator(COMPOSER)).to_have_count(0)
    page.get_by_role("button", name="Join channel").click()
    say(page, "here I am")


def test_a_permalink_finds_an_old_message_and_lets_it_light_up(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("permalinks")
    old = workspace.client.post("ben", channel, "the oldest", at="2026-01-02T08:00:00+00:00")
    for number in range(130):
        workspace.client.post("ben", channel, f"filler {number}", at=1767430000 + number)
    path = f"/archives/{channel}/p{old.replace('.', '')}?as={workspace.members['maria']}"
    page = open_page(path=path)
    expect(message(page, "the oldest")).to_be_in_viewport()
    expect(message(page, "the oldest")).to_have_class(re.compile("is-flashing"))


def test_what_happens_to_an_old_message_leaves_no_gap_before_the_newest(
    open_page: OpenPage, workspace: Workspace
) -> None:
    channel, many = workspace.channel("long-ago"), 130
    old = workspace.client.post("ben", channel, "number 0", at=1767430000)
    for number in range(1, many):
        workspace.client.post("ben", channel, f"number {number}", at=1767430000 + number)
    page = open_page("maria", channel)
    message(page, f"number {many - 1}").wait_for()
    workspace.client.react("aya", channel, old, "tada")
    workspace.client.post("ben", channel, "after the reaction")
    message(page, "after the reaction").wait_for()
    expect(page.locator(f".message[data-ts='{old}']")).to_have_count(0)
    page.locator("#stage .message").first.scroll_into_view_if_needed()
    expect(page.locator(f".message[data-ts='{old}']")).to_contain_text("number 0")
    expect(page.locator("#stage .message", has_text=re.compile(r"number \d+"))).to_have_count(many)


def test_a_direct_message_begins_with_a_click_on_a_person(open_page: OpenPage) -> None:
    page = open_page("maria")
    page.locator("#sidebar").get_by_role("button", name="Ben Carter").first.click()
    expect(page.locator(COMPOSER)).to_have_attribute("aria-label", "Message Ben Carter")
    say(page, "just between us")
    other = open_page("ben")
    expect(other.locator("#sidebar").get_by_role("button", name=re.compile("Maria Lopez .* unread"))).to_be_visible()


def test_on_a_narrow_screen_the_channels_are_in_a_drawer(open_page: OpenPage) -> None:
    page = open_page(width=400)
    expect(page.locator("#sidebar")).to_be_hidden()
    page.get_by_role("button", name="Open channel list").click()
    page.locator("#sidebar").get_by_role("button", name="random").click()
    expect(page.locator("#sidebar")).to_be_hidden()
    expect(page.locator("#header h2")).to_have_text("random")
    assert page.evaluate("document.documentElement.scrollWidth") == 400


def test_pins_and_bookmarks_are_seen(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("pinned", app=True)
    link = {"title": "Prompt library", "type": "link", "link": "https://example.com/", "emoji": ":books:"}
    assert workspace.client.web_api("bookmarks.add", channel_id=channel, **link)["ok"]
    page = open_page("maria", channel)
    bookmark = page.get_by_role("navigation", name="Bookmarks").get_by_role("link", name="Prompt library")
    expect(bookmark).to_have_attribute("href", "https://example.com/")
    row = say(page, "worth a pin")
    tool(row, "More actions").click()
    page.get_by_role("menuitem", name="Pin to channel").click()
    expect(row).to_contain_text("Pinned by you")
    tool(row, "More actions").click()
    page.get_by_role("menuitem", name="Unpin from channel").click()
    expect(row).not_to_contain_text("Pinned")


def test_dark_and_light_are_a_choice_that_stays(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Theme: as the system").click()
    page.get_by_role("button", name="Theme: light").click()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_focused()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(27, 28, 30)")


def test_a_channel_that_takes_its_time_shows_that_it_loads(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("slow-to-come")
    workspace.client.post("ben", channel, "here at last")
    page = open_page()
    held: list[Route] = []
    page.route("**/sandbox/messages**", lambda route: held.append(route))  # noqa: PLW0108 - Playwright cannot take a built-in
    page.locator("#sidebar").get_by_role("button", name=re.compile("^slow-to-come")).click()
    expect(page.get_by_role("status", name="Loading…")).to_be_visible()
    keep_picture(page, "loading-1280-light")
    held[0].continue_()
    expect(message(page, "here at last")).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
