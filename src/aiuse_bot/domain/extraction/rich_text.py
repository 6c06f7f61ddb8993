"""Converting rich text blocks back to mrkdwn, so that one set of rules reads both."""

from __future__ import annotations

from typing import Any

_MARKS = (("code", "`"), ("strike", "~"), ("italic", "_"), ("bold", "*"))


def mrkdwn_of(blocks: object) -> str:
    """Render the `rich_text` blocks of a message as Slack would write them in `text`; "" if there are none.

    Anything that does not look like rich text (an unknown element, a missing key) is skipped.
    """
    found = [block for block in _dicts(blocks) if block.get("type") == "rich_text"]
    parts = [_part(element) for block in found for element in _dicts(block.get("elements"))]
    return "\n".join(part.strip("\n") for part in parts if part.strip())


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _part(element: dict[str, Any]) -> str:
    kind = element.get("type")
    if kind == "rich_text_list":
        return "\n".join(_items(element))
    inside = "".join(_inline(item) for item in _dicts(element.get("elements")))
    if kind == "rich_text_preformatted":
        return f"```\n{inside}\n```"
    if kind == "rich_text_quote":
        return "\n".join(f"&gt; {line}" for line in inside.split("\n"))
    return inside


def _items(element: dict[str, Any]) -> list[str]:
    ordered = element.get("style") == "ordered"
    return [
        (f"{number}. " if ordered else "• ") + _part(item)
        for number, item in enumerate(_dicts(element.get("elements")), start=1)
    ]


def _inline(item: dict[str, Any]) -> str:
    text = _escaped(_string(item, "text"))
    written = {
        "text": _marked(text, item.get("style")),
        "link": f"<{_string(item, 'url')}|{text}>" if text else f"<{_string(item, 'url')}>",
        "user": f"<@{_string(item, 'user_id')}>",
        "channel": f"<#{_string(item, 'channel_id')}>",
        "emoji": f":{_string(item, 'name')}:",
        "date": _escaped(_string(item, "fallback")),
    }
    return written.get(_string(item, "type"), "")


def _string(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _marked(text: str, style: object) -> str:
    """Put the marks directly around the words of each line: a mark next to a space has no effect in mrkdwn."""
    if not isinstance(style, dict):
        return text
    lines = text.split("\n")
    for name, mark in _MARKS:
        if style.get(name):
            lines = [_wrapped(line, mark) for line in lines]
    return "\n".join(lines)


def _wrapped(line: str, mark: str) -> str:
    words = line.strip()
    if not words:
        return line
    return line.replace(words, f"{mark}{words}{mark}", 1)
