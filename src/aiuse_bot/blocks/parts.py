"""The small parts of every message. Whatever text comes in, the output is within Slack's limits and pings nobody.

Lengths are counted in UTF-16 units, the larger of the two ways in which a limit can be meant.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlsplit

Block = dict[str, Any]

# Limits of Block Kit (docs.slack.dev/reference/block-kit; slack_sdk.models enforces the same).
LONGEST_SECTION = 3000
LONGEST_HEADER = 150
LONGEST_CONTEXT = 2000
LONGEST_URL = 3000
LONGEST_BUTTON = 75
LONGEST_OPTION = 75
LONGEST_VALUE = 2000
MOST_BLOCKS = 50
MOST_CONTEXT_ELEMENTS = 10

LONGEST_FALLBACK = 3000
"""Slack advises at most 4,000 characters of `text`; screen readers read it aloud, so less is more."""

_ENTITY_OR_TOKEN = re.compile(r"&(?:amp|lt|gt);|<[^<>\n]+>")
_CALL_TO_ALL = re.compile(r"([@＠])(?=here|channel|everyone|group)", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_ZERO_WIDTH_JOINER = "\u200d"
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_USER_ID = re.compile(r"[UW][A-Z0-9]{1,40}")
_CHANNEL_ID = re.compile(r"[A-Z0-9]{1,40}")
_TS = re.compile(r"[0-9]{1,20}\.[0-9]{1,9}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def escape(text: str) -> str:
    """Return plain text as mrkdwn that reads the same: it contains no mention, no link and no call to everybody."""
    readable = _UNREADABLE.sub("\ufffd", text)
    harmless = readable.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _CALL_TO_ALL.sub(rf"\1{_WORD_JOINER}", harmless)


def one_line(text: str, limit: int) -> str:
    """Return plain text as one line of mrkdwn of at most `limit` units, in which no code block starts."""
    return cut(escape(" ".join(text.replace("```", " ").split())), limit)


def cut(text: str, limit: int) -> str:
    """Return at most `limit` UTF-16 units of a text, with `…` where something is missing.

    What a reader or Slack sees as one unit is never split: an entity (`&amp;`), a token (`<@U1>`), a character with
    its accents, a flag, a family of emoji.
    """
    if _units(text) <= limit:
        return text
    end = _index_of_unit(text, limit - 1)
    while end > 0 and not _can_be_cut_at(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _index_of_unit(text: str, units: int) -> int:
    for index, character in enumerate(text):
        units -= 2 if character > "\uffff" else 1
        if units < 0:
            return index
    return len(text)


def _can_be_cut_at(text: str, end: int) -> bool:
    before, after = text[end - 1], text[end]
    is_pair = "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"
    is_joined = before == _ZERO_WIDTH_JOINER or _extends(after) or before + after == "\r\n"
    return not (is_pair or is_joined or _splits_token(text, end) or _splits_flag(text, end))


def _extends(character: str) -> bool:
    """Whether a character extends the one before it: accents, variants, skin tones, joiners, tags, vowel signs."""
    if unicodedata.category(character).startswith("M") or character in "\u200c\u200d\uff9e\uff9f":
        return True
    return any(first <= character <= last for first, last in ("🏻🏿", "\U000e0020\U000e007f", "\u1160\u11ff"))


def _splits_token(text: str, end: int) -> bool:
    starts = (text.rfind(mark, 0, end) for mark in "&<")
    tokens = (_ENTITY_OR_TOKEN.match(text, start) for start in starts if start >= 0)
    return any(token is not None and token.end() > end for token in tokens)


def _splits_flag(text: str, end: int) -> bool:
    """Whether a cut splits a flag, a pair of regional letters: an odd number of them precedes a further one."""
    if not _is_regional(text[end]):
        return False
    letters = end - len(text[:end].rstrip(_REGIONAL))
    return letters % 2 == 1


_REGIONAL = "".join(map(chr, range(0x1F1E6, 0x1F200)))


def _is_regional(character: str) -> bool:
    return character in _REGIONAL


def bold(mrkdwn: str) -> str:
    """Make a line bold; an asterisk in it would end that, so it is replaced by a lookalike."""
    return f"*{mrkdwn.replace('*', '∗')}*"


def mention(user_id: str) -> str:
    """Mention a member on purpose; anything that is not a member's id is shown as text."""
    return f"<@{user_id}>" if _USER_ID.fullmatch(user_id) else escape(user_id)


def link(url: str | None, label: str) -> str:
    """Link a label (mrkdwn without tokens) to a URL; if the URL is not safe to open, return the label alone."""
    address = quote(url or "", safe=":/?#[]@!$&'()+,;=%~-._", errors="replace").replace("&", "&amp;")
    if not _is_safe(address) or len(address) > LONGEST_URL:
        return label
    return f"<{address}|{label.replace('|', '｜')}>"


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (parts.scheme == "https" and bool(parts.netloc)) or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def permalink(
    workspace_url: str | None, channel_id: str | None, message_ts: str | None, thread_ts: str | None = None
) -> str | None:
    """Return a message's URL as Slack builds it, or `None` if a part of it is unknown.

    `thread_ts` is the thread of a reply; without it Slack would open the channel and not find the reply there.
    """
    if not (workspace_url and channel_id and message_ts):
        return None
    if not (_is_safe(workspace_url) and _CHANNEL_ID.fullmatch(channel_id) and _TS.fullmatch(message_ts)):
        return None
    address = f"{workspace_url.rstrip('/')}/archives/{channel_id}/p{message_ts.replace('.', '')}"
    is_reply = thread_ts is not None and thread_ts != message_ts and _TS.fullmatch(thread_ts)
    return f"{address}?thread_ts={thread_ts}&cid={channel_id}" if is_reply else address


def mrkdwn(text: str, limit: int = LONGEST_SECTION) -> Block:
    """Return a text object that Slack shows as is: without `verbatim` it would parse names and links in it."""
    return {"type": "mrkdwn", "text": cut(text, limit) if text.strip() else "–", "verbatim": True}


def plain_text(text: str, limit: int) -> Block:
    """Return a text object without formatting, on one line."""
    line = _CALL_TO_ALL.sub(rf"\1{_WORD_JOINER}", " ".join(_UNREADABLE.sub("\ufffd", text).split()))
    return {"type": "plain_text", "text": cut(line, limit) or "–", "emoji": True}


def section(*lines: str, accessory: Block | None = None) -> Block:
    """Return a paragraph of mrkdwn lines; empty ones are left out."""
    block: Block = {"type": "section", "text": mrkdwn("\n".join(line for line in lines if line))}
    return block if accessory is None else {**block, "accessory": accessory}


def button(action_id: str, label: str, value: str, *, primary: bool = False) -> Block:
    """Return a button; `value` comes back with the click."""
    made = {
        "type": "button",
        "action_id": action_id,
        "text": plain_text(label, LONGEST_BUTTON),
        "value": cut(value, LONGEST_VALUE),
    }
    return {**made, "style": "primary"} if primary else made


def menu(action_id: str, *choices: tuple[str, str]) -> Block:
    """Return an overflow menu (three dots) for the less frequent choices: (value, label) each."""
    options = [{"text": plain_text(label, LONGEST_OPTION), "value": value} for value, label in choices]
    return {"type": "overflow", "action_id": action_id, "options": options}


def header(text: str) -> Block:
    """Return a header."""
    return {"type": "header", "text": plain_text(text, LONGEST_HEADER)}


def context(*texts: str) -> Block:
    """Return small print, one element per mrkdwn text."""
    elements = [mrkdwn(text, LONGEST_CONTEXT) for text in texts[:MOST_CONTEXT_ELEMENTS]]
    return {"type": "context", "elements": elements or [mrkdwn("")]}


def message(text: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """Return a message. `text` (mrkdwn) repeats it where blocks are not shown: screen readers, notifications."""
    return {"text": cut(text, LONGEST_FALLBACK), "blocks": list(blocks[:MOST_BLOCKS])}
