"""The sandbox's page: what people see and do in it, in a real browser."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.demo_app import option, plain
from browser.page import COMPOSER, OpenPage, Workspace, card, message, say, tool


def test_what_one_person_writes_another_sees_at_once(open_page: OpenPage) -> None:
    maria, ben = open_page("maria"), open_page("ben")
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
    say(page, "a mistkae")
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


def test_mentions_are_completed_from_half_a_name(open_page: OpenPage) -> None:
    page = open_page()
    area = page.locator(COMPOSER)
    area.press_sequentially("thanks @be")
    area.press("Enter")
    expect(area).to_have_value("thanks @ben ")
    area.press("Enter")
    expect(message(page, "thanks").locator(".mention")).to_have_text("@Ben Carter")


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
    card(workspace, {"type": "actions", "elements": [button]})
    press = page.get_by_role("button", name="Withdraw").last
    press.click()
    page.get_by_role("dialog").get_by_role("button", name="No").click()
    press.click()
    page.get_by_role("dialog").get_by_role("button", name="Do it").click()
    heard = workspace.app.last("action")
    assert heard["actions"][0]["value"] == "42"
    assert sum(body["actions"][0]["action_id"] == "away" for _, body in workspace.app.heard if "actions" in body) == 1


def test_a_select_in_a_message_tells_the_app_its_choice(open_page: OpenPage, workspace: Workspace) -> None:
    select = {"type": "static_select", "action_id": "area", "options": [option("Refunds"), option("配送")]}
    page = open_page()
    card(workspace, {"type": "section", "text": plain("Where?"), "accessory": select})
    page.get_by_role("button", name="Choose an option").last.click()
    page.get_by_role("combobox", name="Type to search").fill("配")
    page.get_by_role("option", name="配送").click()
    assert workspace.app.last("action")["actions"][0]["selected_option"]["value"] == "配送"


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
    dialog.get_by_label("Day").fill("2026-11-23")
    dialog.get_by_role("button", name="Send it").click()
    expect(dialog).to_have_count(0)
    values = workspace.app.last("submitted")["view"]["state"]["values"]
    assert values["title"]["value"]["value"] == "Refund tone"
    assert [tool["value"] for tool in values["tools"]["value"]["selected_options"]] == ["claude"]
    assert values["task"]["value"]["selected_option"]["value"] == "ref two"
    assert values["day"]["value"]["selected_date"] == "2026-11-23"
    assert values["sure"]["value"]["selected_option"]["value"] == "yes"
    assert values["who"]["value"]["selected_user"] is None


def test_a_form_that_the_app_does_not_acknowledge_stays_with_its_entries(open_page: OpenPage) -> None:
    page = open_page()
    dialog = open_form(page)
    fill_in(page, dialog, "silence")
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
    assert workspace.app.last("keep")["message"]["text"] == "worth keeping"


def test_home_is_the_apps_and_its_buttons_work(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#sidebar").get_by_role("button", name="Demo").click()
    expect(page.get_by_role("heading", name="Welcome home")).to_be_visible()
    page.get_by_role("button", name="Share one").click()
    expect(page.locator("dialog[open]").get_by_role("heading", name="Share")).to_be_visible()
    page.locator("dialog[open]").get_by_role("button", name="Not now").click()


def test_another_member_has_another_language_and_clock(open_page: OpenPage, workspace: Workspace) -> None:
    noon = "2026-01-15T12:00:00+00:00"
    workspace.client.post("ben", "general", "at noon in London", at=noon)
    page = open_page("ben")
    expect(message(page, "at noon in London").locator("time")).to_have_text("12:00")
    page.get_by_role("button", name="Acting as Ben Carter").click()
    page.get_by_role("menuitem", name="田中 綾").click()
    expect(message(page, "at noon in London").locator("time")).to_have_text("21:00")
    expect(page.locator("html")).to_have_attribute("lang", "ja-JP")
    expect(page.get_by_role("heading", name="チャンネル")).to_be_visible()
    assert workspace.members["aya"] in page.url


def test_private_channels_are_seen_by_their_members_only(open_page: OpenPage) -> None:
    maria, ben = open_page("maria"), open_page("ben")
    expect(maria.locator("#sidebar").get_by_role("button", name="secret, Private channel")).to_be_visible()
    expect(ben.locator("#sidebar").get_by_role("button", name="secret")).to_have_count(0)


def test_a_channel_that_one_has_not_joined_can_be_read_and_joined(open_page: OpenPage) -> None:
    page = open_page("maria", "empty")
    expect(page.locator(COMPOSER)).to_have_count(0)
    page.get_by_role("button", name="Join channel").click()
    say(page, "here I am")


def test_unread_messages_are_marked_until_the_channel_is_opened(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page("maria", "general")
    workspace.client.post("ben", "random", "unread one")
    row = page.locator("#sidebar").get_by_role("button", name=re.compile("random, 1 unread"))
    row.click()
    expect(page.locator(".divider.is-new")).to_be_visible()
    expect(page.locator("#sidebar").get_by_role("button", name="random", exact=True)).to_be_visible()


def test_a_permalink_finds_an_old_message_and_lets_it_light_up(open_page: OpenPage, workspace: Workspace) -> None:
    old = workspace.client.post("ben", "random", "the oldest", at="2026-01-02T08:00:00+00:00")
    for number in range(130):
        workspace.client.post("ben", "random", f"filler {number}", at=1767430000 + number)
    path = f"/archives/{workspace.channels['random']}/p{old.replace('.', '')}?as={workspace.members['maria']}"
    page = open_page(path=path)
    expect(message(page, "the oldest")).to_be_in_viewport()
    expect(message(page, "the oldest")).to_have_class(re.compile("is-flashing"))


def test_a_direct_message_begins_with_a_click_on_a_person(open_page: OpenPage) -> None:
    page = open_page("maria")
    page.locator("#sidebar").get_by_role("button", name="Ben Carter").click()
    expect(page.locator(COMPOSER)).to_have_attribute("aria-label", "Message Ben Carter")
    say(page, "just between us")
    other = open_page("ben")
    expect(other.locator("#sidebar").get_by_role("button", name="Maria Lopez, 1 unread")).to_be_visible()


def test_on_a_narrow_screen_the_channels_are_in_a_drawer(open_page: OpenPage) -> None:
    page = open_page(width=400)
    expect(page.locator("#sidebar")).to_be_hidden()
    page.get_by_role("button", name="Open channel list").click()
    page.locator("#sidebar").get_by_role("button", name="random").click()
    expect(page.locator("#sidebar")).to_be_hidden()
    expect(page.locator("#header h2")).to_have_text("random")
    assert page.evaluate("document.documentElement.scrollWidth") == 400


def test_messages_are_reached_and_answered_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    say(page, "first of two")
    row = say(page, "second of two")
    page.locator("#stage .message[tabindex='0']").focus()
    row.focus()
    page.keyboard.press("ArrowUp")
    expect(message(page, "first of two")).to_be_focused()
    page.keyboard.press("Tab")
    expect(message(page, "first of two").locator(".tool").first).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("rand")
    page.keyboard.press("Enter")
    expect(page.locator("#header h2")).to_have_text("random")


def test_the_wire_shows_what_the_app_was_told(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Wire").click()
    say(page, "over the wire")
    page.get_by_role("searchbox", name="Filter").fill("over the wire")
    page.locator(".wire-entry summary").first.click()
    expect(page.locator(".wire-entry .code-block").first).to_contain_text('"text": "over the wire"')


def test_a_channel_of_2000_messages_opens_in_half_a_second(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.client.add_channel("busy", members=[workspace.members["maria"]])["id"]
    for number in range(2000):
        workspace.client.post("maria", channel, f"busy *message* {number} :tada:", at=1767500000 + number * 7)
    page = open_page("maria", "random")
    row = page.locator("#sidebar").get_by_role("button", name=re.compile("busy"))
    started = time.perf_counter()
    row.click()
    message(page, "busy message 1999").wait_for()
    took = time.perf_counter() - started
    print(f"a channel of 2,000 messages opened in {took * 1000:.0f} ms")  # noqa: T201 - the measure is wanted
    assert took < 0.5


def test_a_lost_connection_is_made_good(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page("maria", "general")
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.context.set_offline(offline=True)
    workspace.client.post("ben", "general", "while you were away")
    page.context.set_offline(offline=False)
    expect(message(page, "while you were away")).to_be_visible(timeout=15_000)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("*bold* _it_ ~no~", "<strong>bold</strong> <em>it</em> <s>no</s>"),
        ("2*3*4 a_b_c", "2*3*4 a_b_c"),
        ("これは*太字*ではない", "これは*太字*ではない"),
        ("これは *太字* です", "これは <strong>太字</strong> です"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("`*not*`", '<code class="code">*not*</code>'),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
    ],
)
def test_mrkdwn_reads_as_on_slack(open_page: OpenPage, stored: str, shown: str) -> None:
    script = """async (text) => {
        const { mrkdwn } = await import("/page/format/mrkdwn.js");
        const box = document.createElement("div");
        box.append(...mrkdwn(text));
        return box.firstChild.innerHTML;
    }"""
    assert open_page().evaluate(script, stored) == shown
