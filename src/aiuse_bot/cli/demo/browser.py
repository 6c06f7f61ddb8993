"""The page that a visitor sees first, and as whom."""

import os
import sys
import webbrowser
from urllib.parse import urlencode

from aiuse_bot.cli.demo.filling import HOME
from aiuse_bot.cli.demo.people import People

VISITOR = "priya"
JAPANESE_VISITOR = "misaki"
"""Admins both, so that a visitor may try everything; the picker of the page changes who one is."""


def page_address(people: People) -> str:
    """Return the address of the channel of the use cases, seen as a member who speaks the visitor's language."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    name = JAPANESE_VISITOR if spoken.lower().startswith("ja") else VISITOR
    return f"{people.url}/?{urlencode({'as': people.members[name], 'channel': people.channels[HOME]})}"


def open_page(url: str) -> None:
    """Open the browser, where there is a screen: a browser of the terminal would take the terminal over."""
    has_screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_screen:
        webbrowser.open(url)
