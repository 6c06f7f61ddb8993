"""Chromium, a sandbox with a small app in it, and pages opened as its members."""

import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if _CHROMIUM is None:
        pytest.skip("the page is not tested: no Chromium here (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
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


@pytest.fixture
def open_page(chromium: Browser, workspace: Workspace) -> Iterator[OpenPage]:
    contexts = []
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
        height: int = 800,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.on("console", hear)
        page.on("pageerror", lambda error: errors.append(str(error)))
        place = path or f"/?as={workspace.members[member]}&channel={workspace.channels.get(channel, channel)}"
        page.goto(workspace.client.url + place)
        page.wait_for_selector("#app:not([aria-busy])")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []
