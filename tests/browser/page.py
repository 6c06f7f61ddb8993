"""Helpers for the page's tests: people, channels, and actions that many tests share."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from playwright.sync_api import Locator, Page, expect

from browser.demo_app import DemoApp
from sandbox_client import SandboxClient

COMPOSER = "#composer-channel"
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"


@dataclass
class Workspace:
    """The running sandbox, its app, and the ids of its members and channels by name."""

    client: SandboxClient
    app: DemoApp
    members: dict[str, str]
    channels: dict[str, str]

    def say(self, channel: str, **content: Any) -> str:
        """Post as the app; return the timestamp."""
        answer = self.client.web_api("chat.postMessage", channel=self.channels.get(channel, channel), **content)
        assert answer["ok"], answer
        return str(answer["ts"])

    def channel(self, name: str, *, app: bool = False) -> str:
        """Create a channel with everybody for one test; return its id."""
        people = [self.members[person] for person in ("maria", "aya", "ben")]
        bot = [self.client.app()["bot_user_id"]] if app else []
        return str(self.client.add_channel(name, members=people + bot)["id"])


class OpenPage(Protocol):
    """Opens the page as a member in a channel (or at `path`), in its own browser or as a tab beside another page.

    A test fails if its page logs errors to the console.
    """

    def __call__(
        self,
        member: str = "maria",
        channel: str = "general",
        *,
        path: str | None = None,
        width: int = 1280,
        height: int = 860,
        scheme: Literal["light", "dark"] = "light",
        beside: Page | None = None,
    ) -> Page: ...


def message(page: Page, text: str) -> Locator:
    return page.locator("#stage .message", has_text=text).last


def say(page: Page, text: str) -> Locator:
    page.locator(COMPOSER).fill(text)
    page.locator(COMPOSER).press("Escape")  # so that no suggestion takes the Enter
    page.locator(COMPOSER).press("Enter")
    return message(page, text)


def tool(row: Locator, label: str) -> Locator:
    row.hover()
    return row.get_by_role("button", name=label)


def card(workspace: Workspace, *blocks: dict[str, Any]) -> str:
    return workspace.say("general", text="card", blocks=list(blocks))


def card_row(page: Page, workspace: Workspace, *blocks: dict[str, Any]) -> Locator:
    """Post a card as the app; return its row on the page."""
    return page.locator(f".message[data-ts='{card(workspace, *blocks)}']")


def keep_picture(page: Page, name: str) -> None:
    """Save a screenshot to `build/screenshots/`, once all animations have ended."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")


def command_form(page: Page, words: str, heading: str) -> Locator:
    """Run `/demo words`, which opens a modal with this heading."""
    page.locator(COMPOSER).fill(f"/demo {words}")
    page.locator(COMPOSER).press("Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", name=heading)).to_be_visible()
    return dialog


def png(width: int, height: int) -> bytes:
    """Return a single-colour picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x7a\xb4\xa0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
