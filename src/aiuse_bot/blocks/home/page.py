"""What the two pages of Home share: their frame, the state that comes back with a click, and the action ids."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from aiuse_bot.blocks.parts import Block, cut

SEARCH, CLEAR = "home_search", "home_clear"
SHARE, FORGET, PREFERENCES = "home_share", "home_forget", "home_wishes"
ADMINISTRATION, BACK = "home_administration", "home_back"

MOST_BLOCKS = 100
LONGEST_QUERY = 200


class Page(NamedTuple):
    """Which page somebody is on, and what they search for."""

    is_admin: bool = False
    query: str = ""


def view(blocks: Sequence[Block], page: Page) -> dict[str, Any]:
    """Return a Home view. It carries its own state, so that any process can answer a click."""
    kept = json.dumps({"is_admin": page.is_admin, "query": cut(page.query, LONGEST_QUERY)})
    return {"type": "home", "private_metadata": kept, "blocks": list(blocks[:MOST_BLOCKS])}


def read_page(shown: Mapping[str, Any] | None) -> Page:
    """Parse which page a view shows; anything that is not a view of ours is the first page."""
    try:
        kept = json.loads((shown or {}).get("private_metadata") or "{}")
    except ValueError:
        return Page()
    return Page(bool(kept.get("is_admin")), str(kept.get("query") or ""))


def changed_preferences(action: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, bool]:
    """Return the settings that a click changed; what was changed on another device since is left alone."""
    chosen = {option["value"] for option in action.get("selected_options") or []}
    was = {option["value"] for option in _initial(shown, action["block_id"])}
    return {name: name in chosen for name in chosen ^ was}


def _initial(shown: Mapping[str, Any], block_id: str) -> list[dict[str, Any]]:
    block: Block = next((block for block in shown["blocks"] if block.get("block_id") == block_id), {})
    options = (element.get("initial_options") for element in block.get("elements", []))
    return next((one for one in options if one), [])
