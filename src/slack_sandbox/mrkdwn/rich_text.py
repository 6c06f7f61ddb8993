"""The `rich_text` block that Slack's clients make from a typed message, built from its stored text."""

import re

from slack_sandbox.mrkdwn.emoji import emoji_characters, split_tone
from slack_sandbox.mrkdwn.stored import unescape
from slack_sandbox.values import Json, without_nones

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_BULLET = re.compile(r"^(?:•|-|\*) +(?=\S)")
_ORDERED = re.compile(r"^\d+\. +(?=\S)")
_QUOTE = re.compile(r"^&gt; ?")
_KINDS = ((_BULLET, "bullet"), (_ORDERED, "ordered"), (_QUOTE, "quote"))
_INLINE = re.compile(
    r"<(?P<token>[^<>\n]+)>|:(?P<emoji>[^\s:<>]+(?:::skin-tone-[2-6])?):|`(?P<code>[^`\n]+)`"
    r"|(?<!\w)\*(?P<bold>\S(?:[^*\n]*[^\s*])?)\*(?!\w)|(?<!\w)_(?P<italic>\S(?:[^_\n]*[^\s_])?)_(?!\w)"
    r"|(?<!\w)~(?P<strike>\S(?:[^~\n]*[^\s~])?)~(?!\w)"
)
_STYLES = ("bold", "italic", "strike")


def rich_text(stored: str, block_id: str) -> Json:
    """Return the block for a text in stored form."""
    elements: list[Json] = []
    position = 0
    for fence in _FENCE.finditer(stored):
        elements += _lines(stored[position : fence.start()].strip("\n"))
        code = {"type": "text", "text": unescape(fence[1])}
        elements.append({"type": "rich_text_preformatted", "elements": [code], "border": 0})
        position = fence.end()
    elements += _lines(stored[position:].strip("\n") if position else stored)
    return {"type": "rich_text", "block_id": block_id, "elements": elements}


def _lines(text: str) -> list[Json]:
    """Group consecutive lines of the same kind into elements."""
    groups: list[tuple[str, list[str]]] = []
    for line in text.split("\n") if text else []:
        kind, rest = _kind(line)
        if groups and groups[-1][0] == kind:
            groups[-1][1].append(rest)
        else:
            groups.append((kind, [rest]))
    return [_element(kind, lines) for kind, lines in groups]


def _kind(line: str) -> tuple[str, str]:
    for pattern, kind in _KINDS:
        if match := pattern.match(line):
            return kind, line[match.end() :]
    return "section", line


def _element(kind: str, lines: list[str]) -> Json:
    if kind in ("bullet", "ordered"):
        items = [{"type": "rich_text_section", "elements": _inline(line)} for line in lines]
        return {"type": "rich_text_list", "style": kind, "indent": 0, "border": 0, "elements": items}
    return {"type": f"rich_text_{kind}", "elements": _inline("\n".join(lines))}


def _inline(text: str, style: Json | None = None) -> list[Json]:
    parts: list[Json] = []
    position = 0
    for match in _INLINE.finditer(text):
        parts += _text(text[position : match.start()], style)
        parts += _match(match, style or {})
        position = match.end()
    return parts + _text(text[position:], style)


def _text(text: str, style: Json | None) -> list[Json]:
    return [without_nones(type="text", text=unescape(text), style=style or None)] if text else []


def _match(match: re.Match[str], style: Json) -> list[Json]:
    if token := match["token"]:
        return [_token(token, style or None)]
    if name := match["emoji"]:
        return _emoji(name, match[0], style or None)
    if code := match["code"]:
        return _text(code, style | {"code": True})
    for kind in _STYLES:
        if inner := match[kind]:
            return _inline(inner, style | {kind: True})
    raise AssertionError(match[0])


def _emoji(name: str, written: str, style: Json | None) -> list[Json]:
    base, tone = split_tone(name)
    character = emoji_characters().get(base)
    if character is None and not re.fullmatch(r"[a-z0-9_\-+]*[a-z_+][a-z0-9_\-+]*", base):
        return _text(written, style)
    code = "-".join(f"{ord(char):x}" for char in character) if character else None
    return [without_nones(type="emoji", name=base, skin_tone=tone, unicode=code, style=style)]


def _token(token: str, style: Json | None) -> Json:
    body, _, label = token.partition("|")
    if body.startswith("@"):
        return without_nones(type="user", user_id=body[1:], style=style)
    if body.startswith("#"):
        return without_nones(type="channel", channel_id=body[1:], style=style)
    if body.startswith("!subteam^"):
        return without_nones(type="usergroup", usergroup_id=body.removeprefix("!subteam^"), style=style)
    if body.startswith("!"):
        return without_nones(type="broadcast", range=body[1:], style=style)
    return without_nones(type="link", url=unescape(body), text=unescape(label) or None, style=style)
