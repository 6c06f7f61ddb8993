"""Words for the page's tests: who is there, and gestures that many tests make."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from playwright.sync_api import Locator, Page

from browser.demo_app import DemoApp
from sandbox_client import SandboxClient

COMPOSER = "#composer-channel"


@dataclass
class Workspace:
    """The running sandbox, its app, and the ids of its members and channels by name."""

    client: SandboxClient
    app: DemoApp
    members: dict[str, str]
    channels: dict[str, str]

    def say(self, channel: str, **content: Any) -> str:
        """Let the app post; return the timestamp."""
        answer = self.client.web_api("chat.postMessage", channel=self.channels[channel], **content)
        assert answer["ok"], answer
        return str(answer["ts"])


class OpenPage(Protocol):
    """Opens the page as a member in a channel (or at `path`); it may not write errors to the console."""

    def __call__(
        self,
        member: str = "maria",
        channel: str = "general",
        *,
        path: str | None = None,
        width: int = 1280,
        height: int = 800,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page: ...


def message(page: Page, text: str) -> Locator:
    return page.locator("#stage .message", has_text=text).last


def say(page: Page, text: str) -> Locator:
    page.locator(COMPOSER).fill(text)
    page.locator(COMPOSER).press("Enter")
    return message(page, text)


def tool(row: Locator, label: str) -> Locator:
    row.hover()
    return row.get_by_role("button", name=label)


def card(workspace: Workspace, *blocks: dict[str, Any]) -> str:
    return workspace.say("general", text="card", blocks=list(blocks))
