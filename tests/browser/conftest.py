"""Chromium, a sandbox with a small app in it, and pages opened as its members."""

import os
import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from browser.demo_app import MANIFEST, WORKSPACE, DemoApp
from browser.page import OpenPage, Workspace
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
_PATIENCE_MS = 8000
_FORGET = "if (!sessionStorage.opened) { localStorage.clear(); sessionStorage.opened = 'yes'; }"
"""What an earlier test chose in this browser is nothing to the next one; a reload keeps it."""


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
        state = process.client.state("maria")
        members = {member["name"]: member["id"] for member in state["members"]}
        channels = {channel["name"]: channel["id"] for channel in state["channels"]}
        app = DemoApp(process.client)
        yield Workspace(process.client, app, members, channels)
        app.stop()


class Contexts:
    """A browser of its own for each page of a test, kept for the next test: the page's modules are fetched once.

    Chromium draws only the foremost tab of a browser at full speed.
    """

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._made: list[BrowserContext] = []

    def numbered(self, number: int) -> BrowserContext:
        while len(self._made) <= number:
            context = self._chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
            context.add_init_script(_FORGET)
            self._made.append(context)
        return self._made[number]


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> Contexts:
    return Contexts(chromium)


@pytest.fixture
def open_page(contexts: Contexts, workspace: Workspace) -> Iterator[OpenPage]:
    pages: list[Page] = []
    errors: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            errors.append(message.text)

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
        page = beside.context.new_page() if beside else contexts.numbered(len(pages)).new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.set_default_timeout(_PATIENCE_MS)
        page.on("console", hear)
        page.on("pageerror", lambda error: errors.append(str(error)))
        place = path or f"/?as={workspace.members[member]}&channel={workspace.channels.get(channel, channel)}"
        page.goto(workspace.client.url + place)
        page.wait_for_selector("#app:not([aria-busy])")
        return page

    yield open_one
    for page in pages:
        page.close()
    assert errors == []
