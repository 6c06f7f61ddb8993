"""Messages on the sandbox's page: write, edit, delete, praise and answer them in a real browser."""

import re

from playwright.sync_api import expect

from browser.page import COMPOSER, OpenPage, Workspace, message, say, tool


def test_what_one_person_writes_another_sees_at_once(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("at-once")
    maria, ben = open_page("maria", channel), open_page("ben", channel)
    say(maria, "A quick *win* with `code` :tada:")
    row = message(ben, "A quick win")
    expect(row.locator("strong")).to_have_text("win")
    expect(row.locator("code")).to_have_text("code")
    expect(row.get_by_role("img", name="tada")).to_have_text("🎉")
    expect(row.locator(".author")).to_have_text("Maria Lopez")


def test_markup_in_a_message_stays_text(open_page: OpenPage) -> None:
    page = open_page()
    row = say(page, "<img src=x onerror=alert(1)> & <script>alert(2)</script> [x](javascript:alert(3))")
    expect(row.locator(".message-text")).to_contain_text("<img src=x onerror=alert(1)> & <script>")
    expect(row.locator("img, script, a[href^=javascript]")).to_have_count(0)


def test_shift_enter_begins_a_new_line(open_page: OpenPage) -> None:
    page = open_page()
    area = page.locator(COMPOSER)
    area.press_sequentially("• first line")
    area.press("Shift+Enter")
    area.press_sequentially("second line")
    expect(area).to_have_value("• first line\n• second line")
    area.press("Enter")
    expect(message(page, "second line").get_by_role("listitem")).to_have_text(["first line", "second line"])
    expect(area).to_have_value("")


def test_arrow_up_edits_the_last_message_and_marks_it(open_page: OpenPage) -> None:
    page, other = open_page(), open_page("ben")
    expect(say(page, "a mistkae")).to_be_visible()
    page.locator(COMPOSER).press("ArrowUp")
    editor = page.get_by_role("textbox", name="Edit message")
    expect(editor).to_have_value("a mistkae")
    editor.fill("a mistake no more")
    editor.press("Enter")
    expect(message(page, "a mistake no more").locator(".edited")).to_have_text("(edited)")
    expect(message(other, "a mistake no more")).to_be_visible()


def test_deleting_is_asked_about_and_then_seen_by_everybody(open_page: OpenPage) -> None:
    page, other = open_page(), open_page("ben")
    row = say(page, "soon gone")
    expect(message(other, "soon gone")).to_be_visible()
    tool(row, "More actions").click()
    page.get_by_role("menuitem", name="Delete message").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(message(other, "soon gone")).to_have_count(0)


def test_a_reaction_is_added_by_search_named_on_hover_and_taken_back(open_page: OpenPage) -> None:
    page, other = open_page(), open_page("ben")
    row = say(page, "praise me")
    tool(row, "Add reaction").click()
    search = page.get_by_role("searchbox", name="Search emoji")
    search.fill("拍手")
    search.press("Enter")
    chip = row.get_by_role("button", name="clap, 1")
    expect(chip).to_have_attribute("aria-pressed", "true")
    theirs = message(other, "praise me").get_by_role("button", name="clap, 1")
    theirs.hover()
    expect(other.locator(".tooltip")).to_have_text("Maria Lopez reacted with :clap:")
    theirs.click()
    expect(row.get_by_role("button", name="clap, 2")).to_be_visible()
    row.get_by_role("button", name="clap, 2").click()
    expect(message(other, "praise me").get_by_role("button", name="clap, 1")).to_be_visible()


def test_a_thread_is_answered_beside_the_channel(open_page: OpenPage) -> None:
    page, other = open_page(), open_page("ben")
    tool(say(page, "who tried it?"), "Reply in thread").click()
    expect(page).to_have_url(re.compile("thread="))
    reply = page.locator("#composer-thread")
    reply.fill("I did")
    reply.press("Enter")
    expect(page.locator("#thread .message", has_text="I did")).to_be_visible()
    line = message(other, "who tried it?").get_by_role("button", name="1 reply")
    line.click()
    expect(other.locator("#thread .message", has_text="I did")).to_be_visible()
    other.locator("#thread").get_by_label("Also send to #general").check()
    other.locator("#composer-thread").fill("me too, loudly")
    other.locator("#composer-thread").press("Enter")
    expect(message(page, "me too, loudly")).to_contain_text("replied to a thread")
    expect(message(page, "who tried it?").get_by_role("button", name="2 replies")).to_be_visible()


def test_mentions_are_completed_from_half_a_name(open_page: OpenPage) -> None:
    page = open_page()
    area = page.locator(COMPOSER)
    area.press_sequentially("thanks @be")
    area.press("Enter")
    expect(area).to_have_value("thanks @ben ")
    area.press("Enter")
    expect(message(page, "thanks").locator(".mention")).to_have_text("@Ben Carter")


def test_a_skin_tone_is_chosen_once_and_kept(open_page: OpenPage) -> None:
    page = open_page()
    row = say(page, "thumbs of every colour")
    tool(row, "Add reaction").click()
    page.get_by_role("button", name="Skin tone 4").click()
    page.get_by_role("searchbox", name="Search emoji").fill("+1")
    page.get_by_role("option").first.click()
    chip = row.locator(".reaction[data-reaction]")
    expect(chip).to_have_attribute("data-reaction", re.compile("::skin-tone-4$"))
    expect(chip.locator(".emoji")).to_have_text("👍🏽")


def test_a_link_to_a_message_is_copied(open_page: OpenPage) -> None:
    page = open_page()
    row = say(page, "to be linked")
    tool(row, "More actions").click()
    page.get_by_role("menuitem", name="Copy link").click()
    expect(page.locator(".toast")).to_contain_text("Link copied")
    assert re.search(r"/archives/C\w+/p\d{16}$", page.evaluate("navigator.clipboard.readText()"))
