"""Chromium, a sandbox with a small app, and pages opened as its members."""

import os
import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright

from browser.demo_app import MANIFEST, WORKSPACE, DemoApp
from browser.page import OpenPage, Workspace, png
from patience import PATIENCE
from sandbox_client import SandboxProcess

_CHROMIUM = shutil.which("chromium")
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PATIENCE_MS = PATIENCE * 1000
expect.set_options(timeout=_PATIENCE_MS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if _CHROMIUM is None:
        missing = "the page is not tested: no Chromium here (apt-get install chromium)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("sandbox")
    (folder / "manifest.yml").write_text(MANIFEST)
    (folder / "workspace.yml").write_text(WORKSPACE)
    files = ("--manifest", folder / "manifest.yml", "--workspace", folder / "workspace.yml")
    with SandboxProcess("--rate-limits", "off", *files) as process:
        process.client.set_patience(PATIENCE)
        state = process.client.state("maria")
        members = {member["name"]: member["id"] for member in state["members"]}
        channels = {channel["name"]: channel["id"] for channel in state["channels"]}
        app = DemoApp(process.client)
        yield Workspace(process.client, app, members, channels)
        app.stop()


class Tabs:
    """Pages in separate browsers, reused across tests: opening one takes three times as long as loading it.

    Chromium renders only the foremost tab of a browser at full speed. Pictures at external addresses load at once.
    """

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._kept: list[Page] = []
        self._beside: list[Page] = []
        self._taken = 0
        self.errors: list[str] = []

    def take(self) -> Page:
        """Return a page in a browser of its own."""
        if self._taken == len(self._kept):
            context = self._chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
            context.route("https://example.com/**", _a_picture)
            self._kept.append(self._listened_to(context.new_page()))
        self._taken += 1
        return self._kept[self._taken - 1]

    def take_beside(self, page: Page) -> Page:
        """Return another tab of a page's browser."""
        self._beside.append(self._listened_to(page.context.new_page()))
        return self._beside[-1]

    def give_back(self) -> None:
        """Reset the pages after a test: stored choices, and console messages."""
        for page in self._beside:
            page.close()
        for number, page in enumerate(self._kept[: self._taken]):
            if page.is_closed():
                self._kept[number] = self._listened_to(page.context.new_page())
            else:
                page.unroute_all()
                page.evaluate("localStorage.clear(); sessionStorage.clear()")
                page.goto("about:blank")
        self._beside, self._taken, self.errors = [], 0, []

    def _listened_to(self, page: Page) -> Page:
        page.set_default_timeout(_PATIENCE_MS)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)


def _a_picture(route: Route) -> None:
    route.fulfill(body=png(8, 8), content_type="image/png")


@pytest.fixture(scope="session")
def tabs(chromium: Browser) -> Tabs:
    return Tabs(chromium)


@pytest.fixture
def open_page(tabs: Tabs, workspace: Workspace) -> Iterator[OpenPage]:
    def open_one(
        member: str = "maria",
        channel: str = "general",
        *,
        path: str | None = None,
        width: int = 1280,
        height: int = 860,
        scheme: Literal["light", "dark"] = "light",
        beside: Page | None = None,
    ) -> Page:
        page = tabs.take_beside(beside) if beside else tabs.take()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        place = path or f"/?as={workspace.members[member]}&channel={workspace.channels.get(channel, channel)}"
        page.goto(workspace.client.url + place)
        page.wait_for_selector("#app:not([aria-busy])")
        return page

    yield open_one
    errors = tabs.errors
    tabs.give_back()
    assert errors == []
