"""Speed of the sandbox's page with very many messages, in headless Chromium."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import urllib3
from benchmarks.processes import sandbox
from playwright.sync_api import Page, expect, sync_playwright

MESSAGES, REACTIONS = 2000, 200
PATIENCE_MS = 120_000
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
OPENED = """([channel, ts]) => new Promise((done) => {
    const started = performance.now();
    document.querySelector(`#sidebar [data-place="${channel}"]`).click();
    const look = () => {
        if (document.querySelector(`#stage .message[data-ts="${ts}"]`)) done(performance.now() - started);
        else requestAnimationFrame(look);
    };
    look();
})"""
WATCH_FRAMES = """() => {
    let before = performance.now();
    window.longestFrame = 0;
    const frame = (now) => {
        window.longestFrame = Math.max(window.longestFrame, now - before);
        before = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}"""


def run(_database_url: str) -> dict[str, float]:
    """Return milliseconds: to open a busy channel, its longest frame, and until a new message appears."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("  skipped: no Chromium here")
        return {}
    with sandbox("--rate-limits", "off", "--events-per-hour", "0") as url, _page(chromium) as page:
        workspace = BusyWorkspace(url)
        page.goto(f"{url}/?as={workspace.reader}&channel={workspace.elsewhere}")
        page.wait_for_selector("#app:not([aria-busy])")
        opened = float(page.evaluate(OPENED, [workspace.channel, workspace.messages(limit=1)[-1]["ts"]]))
        frame = _longest_frame(page, workspace)
        said = _time_of_a_message(page)
    print(f"  a channel of {MESSAGES} messages opens in {opened:.0f} ms, and a message is in it after {said:.0f} ms")
    print(f"  {REACTIONS} reactions hold up a frame for {frame:.0f} ms at most")
    return {"page_open_ms": round(opened), "page_longest_frame_ms": round(frame), "page_say_ms": round(said)}


class BusyWorkspace:
    """A sandbox with a channel of `MESSAGES` messages and two members."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._pool = urllib3.PoolManager(maxsize=1)
        state = self._get("state", {"as": "aya"})
        members, self.elsewhere = state["members"], state["channels"][0]["id"]
        self.writer, self.reader = (member["id"] for member in members if member["name"] in {"aya", "ben"})
        made = self._post("channels", {"name": "busy", "members": [self.writer, self.reader]})
        self.channel: str = made["channel"]["id"]
        for number in range(MESSAGES):
            words, at = f"busy *message* {number} :tada:", 1_767_500_000 + number * 7
            self._post("post", {"as": self.writer, "channel": self.channel, "text": words, "at": at})

    def messages(self, **more: object) -> list[dict[str, Any]]:
        """Return messages of the channel, oldest first."""
        found: list[dict[str, Any]] = self._get("messages", {"as": self.reader, "channel": self.channel, **more})[
            "messages"
        ]
        return found

    def react(self) -> None:
        """Add two emoji to each of the latest messages, `REACTIONS` in all."""
        for person, name in ((self.writer, "clap"), (self.reader, "tada")):
            for row in self.messages(limit=REACTIONS // 2):
                self._post("react", {"as": person, "channel": self.channel, "ts": row["ts"], "name": name})

    def _get(self, what: str, query: dict[str, object]) -> dict[str, Any]:
        fields = {name: str(value) for name, value in query.items()}
        answer: dict[str, Any] = self._pool.request("GET", f"{self.url}/sandbox/{what}", fields=fields).json()
        return answer

    def _post(self, what: str, body: dict[str, object]) -> dict[str, Any]:
        answer: dict[str, Any] = self._pool.request("POST", f"{self.url}/sandbox/{what}", json=body).json()
        return answer


def _longest_frame(page: Page, workspace: BusyWorkspace) -> float:
    """Return the longest frame in milliseconds while reactions arrive on a page that shows all messages."""
    first = workspace.messages(limit=1000)[0]
    oldest = workspace.messages(limit=1000, before=first["ts"])[0]["ts"].replace(".", "")
    page.goto(f"{workspace.url}/archives/{workspace.channel}/p{oldest}?as={workspace.reader}")
    expect(page.locator("#stage .message[data-ts]").nth(MESSAGES - 1)).to_be_attached(timeout=PATIENCE_MS)
    page.evaluate(WATCH_FRAMES)
    workspace.react()
    expect(page.locator(".reaction[data-reaction]")).to_have_count(REACTIONS, timeout=PATIENCE_MS)
    return float(page.evaluate("window.longestFrame"))


def _time_of_a_message(page: Page) -> float:
    begun = time.perf_counter()
    page.locator("#composer-channel").fill("still quick")
    page.locator("#composer-channel").press("Enter")
    page.locator(".message", has_text="still quick").first.wait_for(timeout=PATIENCE_MS)
    return (time.perf_counter() - begun) * 1000


@contextmanager
def _page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser.new_page()
        browser.close()
