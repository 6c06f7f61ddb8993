"""The page that a visitor sees first, and the member they see it as."""

import os
import sys
import webbrowser
from urllib.parse import urlencode

from aiuse_bot.cli.demo.filling import HOME
from aiuse_bot.cli.demo.people import People

VISITOR = "priya"
JAPANESE_VISITOR = "misaki"
"""Both are admins, so that a visitor may try everything; a picker on the page switches between members."""


def page_address(people: People) -> str:
    """Return the URL of the use-case channel, seen as a member who speaks the visitor's language."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    name = JAPANESE_VISITOR if spoken.lower().startswith("ja") else VISITOR
    return f"{people.url}/?{urlencode({'as': people.members[name], 'channel': people.channels[HOME]})}"


def open_page(url: str) -> None:
    """Open the browser if there is a display: a text browser would take over the terminal."""
    has_screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_screen:
        webbrowser.open(url)
