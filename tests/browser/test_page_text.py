"""How text reads on the page: mrkdwn, dates, emoji."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from browser.page import OpenPage, Workspace, keep_picture, message

_MOMENT = 1767430000  # 2026-01-03 08:46:40 UTC
_MRKDWN = {
    "*bold* _it_ ~no~": "<strong>bold</strong> <em>it</em> <s>no</s>",
    "2*3*4 a_b_c": "2*3*4 a_b_c",
    "これは*太字*ではない": "これは*太字*ではない",
    "これは *太字* です": "これは <strong>太字</strong> です",
    "*_both_*": "<strong><em>both</em></strong>",
    "`*not*`": '<code class="code">*not*</code>',
    "&lt;b&gt; &amp;amp;": "&lt;b&gt; &amp;amp;",
    "<javascript:alert(1)|x>": "&lt;javascript:alert(1)|x&gt;",
    "<!date^0^{nonsense}|long ago>": '<time class="date">long ago</time>',
}
_DATES = {
    "{date_num}": ("01/03/2026", "2026/01/03"),
    "{date}": ("January 3, 2026", "2026年1月3日"),
    "{date_short}": ("Jan 3, 2026", "2026/01/03"),
    "{date_long}": ("Saturday, January 3, 2026", "2026年1月3日土曜日"),
    "{date_pretty}": ("January 3, 2026", "2026年1月3日"),
    "{date_short_pretty}": ("Jan 3, 2026", "2026/01/03"),
    "{date_long_pretty}": ("Saturday, January 3, 2026", "2026年1月3日土曜日"),
    "{time}": ("9:46 AM", "17:46"),
    "{time_secs}": ("9:46:40 AM", "17:46:40"),
    "on {date_short} at {time}": ("on Jan 3, 2026 at 9:46 AM", "on 2026/01/03 at 17:46"),
}


def test_mrkdwn_reads_as_on_slack(open_page: OpenPage) -> None:
    script = """async (texts) => {
        const { mrkdwn } = await import("/page/format/mrkdwn.js");
        return texts.map((text) => {
            const box = document.createElement("div");
            box.append(...mrkdwn(text));
            return box.firstChild.innerHTML;
        });
    }"""
    shown = open_page().evaluate(script, list(_MRKDWN))
    assert dict(zip(_MRKDWN, shown, strict=True)) == _MRKDWN


@pytest.mark.parametrize(("member", "at"), [("maria", 0), ("aya", 1)])
def test_dates_are_written_in_the_readers_language_and_zone(
    open_page: OpenPage, workspace: Workspace, member: str, at: int
) -> None:
    ts = workspace.say("general", text="\n".join(f"<!date^{_MOMENT}^{pattern}|then>" for pattern in _DATES))
    dates = open_page(member).locator(f".message[data-ts='{ts}'] time.date")
    expect(dates).to_have_count(len(_DATES))
    shown = [words.replace("\u202f", " ") for words in dates.all_inner_texts()]
    assert dict(zip(_DATES, shown, strict=True)) == {pattern: words[at] for pattern, words in _DATES.items()}


def test_days_close_by_have_names_and_dates_may_be_links(open_page: OpenPage, workspace: Workspace) -> None:
    noon = datetime.now(ZoneInfo("Europe/Madrid")).replace(hour=12)  # the reader's day, which may differ from UTC's
    moments = [int((noon + timedelta(days=days)).timestamp()) for days in (-1, 0, 1)]
    tokens = [f"<!date^{moment}^{{date_pretty}}|then>" for moment in moments]
    ago = int((datetime.now(UTC) - timedelta(hours=3)).timestamp())
    link = f"<!date^{_MOMENT}^{{date_num}}^https://example.com/|then>"
    ts = workspace.say("general", text="\n".join([*tokens, f"<!date^{ago}^{{ago}}|then>", link]))
    dates = open_page().locator(f".message[data-ts='{ts}'] time.date")
    expect(dates).to_have_text(["Yesterday", "Today", "Tomorrow", "3 hours ago", "01/03/2026"])
    expect(dates.locator("xpath=ancestor::a")).to_have_attribute("href", "https://example.com/")


def test_a_wall_clock_becomes_seconds_and_back_across_the_change_of_clocks(open_page: OpenPage) -> None:
    script = """async (texts) => {
        const { secondsOfWallClock, setZone, wallClock } = await import("/page/time.js");
        setZone("America/New_York");
        return texts.map((text) => [secondsOfWallClock(text), wallClock(secondsOfWallClock(text))]);
    }"""
    shown = open_page().evaluate(script, ["2026-01-15T09:00", "2026-07-15T09:00", "2026-03-08T03:30"])
    assert shown == [
        [1768485600, "2026-01-15T09:00"],
        [1784120400, "2026-07-15T09:00"],
        [1772955000, "2026-03-08T03:30"],
    ]


def test_without_a_font_for_emoji_their_names_are_read(workspace: Workspace, tmp_path: Path, chromium: Browser) -> None:
    ts = workspace.client.post("ben", "general", "well done :tada:")
    workspace.client.react("aya", "general", ts, "clap")
    fonts = tmp_path / "fonts.conf"
    kept = [str(folder) for folder in Path("/usr/share/fonts").glob("*/*") if folder.name in ("dejavu", "liberation")]
    folders = "".join(f"<dir>{folder}</dir>" for folder in kept)
    fonts.write_text(f"<?xml version='1.0'?><fontconfig>{folders}<cachedir>{tmp_path}</cachedir></fontconfig>")
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=["--no-sandbox", "--disable-gpu"],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
    )
    page = browser.new_page()
    page.goto(f"{workspace.client.url}/?as=maria&channel={workspace.channels['general']}")
    row = message(page, "well done")
    expect(row.locator(".emoji-unknown").first).to_have_text(":tada:")
    expect(row.get_by_role("button", name="clap, 1")).to_contain_text(":clap:")
    row.get_by_role("button", name="Add reaction").first.click()
    page.get_by_role("searchbox", name="Search emoji").fill("raised")
    expect(page.get_by_role("option", name=":raised_hands:")).to_have_text(":raised_hands:")
    keep_picture(page, "without-emoji-font")
    browser.close()
