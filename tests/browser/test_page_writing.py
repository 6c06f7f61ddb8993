"""The composer: completion, formatting, drafts and files."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from browser.page import COMPOSER, OpenPage, Workspace, keep_picture, message, png, say

_DROP = """([name, type, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type }));
    const area = document.querySelector("#composer-channel");
    const how = { dataTransfer: data, bubbles: true, cancelable: true };
    for (const kind of ["dragover", "drop"]) area.dispatchEvent(new DragEvent(kind, how));
}"""
_PASTE = """([name, type]) => {
    const data = new DataTransfer();
    data.items.add(new File(["x"], name, { type }));
    const pasted = new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
    document.querySelector("#composer-channel").dispatchEvent(pasted);
}"""


def attach(page: Page, *files: tuple[str, str, bytes]) -> None:
    chosen: list[FilePayload] = [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files]
    page.locator("#stage input[type=file]").set_input_files(chosen)


def test_channels_and_emoji_are_completed_too(open_page: OpenPage) -> None:
    page = open_page()
    area = page.locator(COMPOSER)
    area.press_sequentially("see #ran")
    area.press("Enter")
    area.press_sequentially("for :clap")
    expect(page.get_by_role("option", name=":clap:")).to_be_visible()
    keep_picture(page, "completion-1280-light")
    area.press("Tab")
    expect(area).to_have_value("see #random for :clap: ")
    area.press("Enter")
    row = message(page, "see")
    expect(row.locator("a.mention")).to_have_text("#random")
    row.locator("a.mention").click()
    expect(page.locator("#header h2")).to_have_text("random")


@pytest.mark.parametrize(
    ("key", "label", "text"),
    [
        ("Control+b", "Bold", "*word*"),
        ("Control+i", "Italic", "_word_"),
        ("Control+Shift+x", "Strikethrough", "~word~"),
        ("Control+e", "Code", "`word`"),
        ("Control+Shift+c", "Code block", "```word```"),
        ("Control+Shift+Digit9", "Quote", "> word"),
        ("Control+Shift+Digit8", "List", "• word"),
    ],
)
def test_a_key_and_a_button_format_what_is_chosen(open_page: OpenPage, key: str, label: str, text: str) -> None:
    page = open_page()
    area = page.locator(COMPOSER)
    area.fill("word")
    for expected in (text, "word"):
        area.select_text()
        area.press(key)
        expect(area).to_have_value(expected)
    for expected in (text, "word"):
        area.select_text()
        page.get_by_role("button", name=label, exact=True).click()
        expect(area).to_have_value(expected)
    area.fill("")


def test_formatting_goes_around_what_will_be_written_and_can_be_undone(open_page: OpenPage) -> None:
    page = open_page()
    area = page.locator(COMPOSER)
    area.press_sequentially("so ")
    area.press("Control+b")
    area.press_sequentially("bold")
    expect(area).to_have_value("so *bold*")
    area.fill("two words")
    area.select_text()
    area.press("Control+i")
    expect(area).to_have_value("_two words_")
    area.press("Control+z")
    expect(area).to_have_value("two words")
    area.fill("")


def test_a_list_goes_on_by_itself(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page("maria", workspace.channel("lists"))
    area = page.locator(COMPOSER)
    for words in ("1. first", "second", "third"):
        area.press_sequentially(words)
        area.press("Shift+Enter")
    expect(area).to_have_value("1. first\n2. second\n3. third\n4. ")
    area.press("Shift+Enter")
    area.press_sequentially("after it")
    area.press("Enter")
    row = message(page, "after it")
    expect(row.get_by_role("listitem")).to_have_text(["first", "second", "third"])


def test_what_one_began_to_write_waits_in_its_channel(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(COMPOSER).fill("half a thought")
    page.locator("#sidebar").get_by_role("button", name=re.compile("^random")).click()
    expect(page.locator(COMPOSER)).to_have_value("")
    page.go_back()
    expect(page.locator(COMPOSER)).to_have_value("half a thought")
    page.locator(COMPOSER).fill("")


def test_files_are_sent_with_a_message_and_shown_to_others(open_page: OpenPage, workspace: Workspace) -> None:
    channel = workspace.channel("files")
    page, other = open_page("maria", channel), open_page("aya", channel)
    attach(page, ("比較.png", "image/png", png(320, 160)), ("cases.csv", "text/csv", b"a,b\n" * 500))
    attach(page, ("mistake.txt", "text/plain", b"not this one"))
    page.get_by_role("button", name="Remove mistake.txt").click()
    page.locator(COMPOSER).fill("before and after")
    expect(page.locator(".tray-file")).to_have_count(2)
    expect(page.locator(".tray-file img")).to_have_js_property("naturalWidth", 320)
    keep_picture(page, "files-1280-light")
    page.locator(COMPOSER).press("Enter")
    row = message(other, "before and after")
    expect(row.locator("img.image")).to_be_visible()
    expect(row.locator("img.image")).to_have_js_property("naturalWidth", 320)
    expect(row.locator(".file")).to_contain_text("cases.csv")
    expect(row.locator(".file")).to_contain_text("2 KB")
    keep_picture(other, "files-ja-1280-light")
    with other.expect_download() as download:
        row.get_by_role("link", name="cases.csv をダウンロード").click()
    assert download.value.path().read_bytes() == b"a,b\n" * 500
    expect(page.locator(".tray-file")).to_have_count(0)


def test_files_come_by_drop_and_from_the_clipboard(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page("maria", workspace.channel("dropped"))
    page.evaluate(_DROP, ["dropped.txt", "text/plain", "hello"])
    page.evaluate(_PASTE, ["pasted.png", "image/png"])
    expect(page.locator(".tray-file .file-name")).to_have_text(["dropped.txt", "pasted.png"])
    expect(page.locator(".tray-file img")).to_have_count(0)  # not a picture, despite its name
    page.get_by_role("button", name="Remove pasted.png").click()
    page.locator(COMPOSER).press("Enter")
    expect(page.locator("#stage .message .file")).to_contain_text("dropped.txt")


def test_a_command_in_a_thread_is_answered_in_the_thread(open_page: OpenPage) -> None:
    page = open_page()
    row = say(page, "ask the app about this")
    row.hover()
    row.get_by_role("button", name="Reply in thread").click()
    area = page.locator("#composer-thread")
    area.fill("/demo from the thread")
    area.press("Enter")
    answer = page.locator("#thread .message", has_text="You said from the thread")
    expect(answer).to_contain_text("Only visible to you")
    expect(message(page, "You said from the thread")).to_have_count(0)


def test_what_is_sent_quickly_arrives_whole_and_in_order(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page(channel=workspace.channel("quick"))
    written = [f"line {number}" for number in range(6)]
    for line in written:
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    message(page, written[-1]).wait_for()
    said = [row.locator(".message-text, .body, p").first.inner_text() for row in page.locator("#stage .message").all()]
    assert [line for line in said if line.startswith("line")] == written
