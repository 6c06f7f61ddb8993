"""Normalizes accepted blocks as Slack does: missing ids, defaults, and stored text."""

import secrets
from typing import Any

from slack_sandbox.mrkdwn.names import Names
from slack_sandbox.mrkdwn.stored import Parsing, store_plain, store_sent
from slack_sandbox.values import Json

_ID_BYTES = 4
_ACTING = ("actions", "section", "input", "context_actions", "card")
_HOLDING = {"container": "child_blocks", "carousel": "elements"}
_PASSIVE = ("image", "plain_text", "mrkdwn")


def normal_blocks(known: Names, blocks: list[Json]) -> list[Json]:
    """Return normalized copies; as on Slack, a `markdown` block loses the `block_id` it came with."""
    return [_normal_block(known, block) for block in blocks]


def _normal_block(known: Names, block: Json) -> Json:
    kind = block["type"]
    return _with_ids(dict(block) if kind in ("rich_text", "markdown", "table") else _walk(known, block))


def _with_ids(block: Json) -> Json:
    """Return the block with missing ids added, also in the blocks and cards inside it."""
    kind, copy = block["type"], dict(block)
    if kind == "markdown" or not copy.get("block_id"):
        copy["block_id"] = _random_id()
    if kind in _ACTING:
        _give_action_ids(copy)
    if (inside := _HOLDING.get(kind)) is not None:
        copy[inside] = [_with_ids(inner) for inner in copy[inside]]
    return copy


def _give_action_ids(block: Json) -> None:
    elements = [block.get("accessory"), block.get("element"), *block.get("elements", []), *block.get("actions", [])]
    for element in elements:
        if element is not None and element["type"] not in _PASSIVE and not element.get("action_id"):
            element["action_id"] = _random_id()


def _walk(known: Names, value: Any) -> Any:  # noqa: ANN401 - any JSON goes in and comes out
    if isinstance(value, list):
        return [_walk(known, item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    if kind == "plain_text":
        return {"type": kind, "text": store_plain(value["text"]), "emoji": value.get("emoji", True)}
    if kind == "mrkdwn":
        verbatim = value.get("verbatim", False)
        parsing = Parsing.NOTHING if verbatim else Parsing.NAMES
        return {"type": kind, "text": store_sent(known, value["text"], parsing), "verbatim": verbatim}
    if kind == "rich_text":
        return value
    return {name: _walk(known, inner) for name, inner in value.items() if inner is not None}


def _random_id() -> str:
    return secrets.token_urlsafe(_ID_BYTES)
