"""Text as Slack stores it: `&amp;` escapes, `<@U…>` and `<#C…|name>` tokens, links in brackets, emoji as codes."""

import re
from enum import Enum

from slack_sandbox.mrkdwn.emoji import to_colons
from slack_sandbox.mrkdwn.names import Names

_URL = r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
_NAMES = r"(?<![\w@])@(?P<at>[\w.\-]+)|(?<![\w&/])\#(?P<hash>[\w\-]+)"
_TYPED = re.compile(
    rf"(?P<code>```.*?```|`[^`\n]+`)|<@(?P<user>[UW]\w+)>|<\#(?P<channel>C\w+)(?:\|[^>]*)?>"
    rf"|<(?P<link>{_URL})(?:\|(?P<label>[^>\n]*))?>|(?P<url>{_URL})|{_NAMES}|(?P<special>[&<>])",
    re.DOTALL,
)
_SENT = re.compile(
    r"(?P<token><(?:@[UW]\w+(?:\|[^>]*)?|\#C\w+(?:\|[^>]*)?|!(?:here|channel|everyone|subteam\^|date\^)[^>]*"
    r"|(?:https?://|mailto:|tel:)[^>]*)>|&(?:amp|lt|gt);|```.*?```|`[^`\n]+`)"
    rf"|(?P<url>{_URL})|{_NAMES}|(?P<special>[&<>])",
    re.DOTALL,
)
_PLAIN = re.compile(r"&(?!amp;|lt;|gt;)|[<>]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BROADCASTS = ("here", "channel", "everyone")
_AFTER_URL = ".,;:!?)'"


class Parsing(Enum):
    """How much Slack parses in a text that an app sends."""

    NOTHING = "verbatim"
    LINKS = "links"
    NAMES = "names"


def escape(text: str) -> str:
    """Escape the three special characters `&`, `<` and `>`."""
    return re.sub("[&<>]", lambda match: _ESCAPES[match[0]], text)


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def store_typed(known: Names, text: str) -> str:
    """Convert what a person typed (or completed, as `<@U…>`) to stored text."""
    return to_colons(_TYPED.sub(lambda match: _typed_token(known, match), text))


def _typed_token(known: Names, match: re.Match[str]) -> str:
    if code := match["code"]:
        return escape(code)
    if user := match["user"]:
        return match[0] if known.member(user) else escape(match[0])
    if channel_id := match["channel"]:
        channel = known.channel(channel_id)
        return f"<#{channel.id}|{channel.name}>" if channel else escape(match[0])
    if link := match["link"]:
        label = match["label"]
        return f"<{escape(link)}|{escape(label)}>" if label else f"<{escape(link)}>"
    return _common_token(known, match, names=True)


def store_sent(known: Names, text: str, parsing: Parsing = Parsing.LINKS) -> str:
    """Convert what an app sent to stored text; existing tokens and escapes stay."""
    stored = _SENT.sub(lambda match: _sent_token(known, match, parsing), text) if _may_change(text) else text
    return to_colons(stored)


def store_plain(text: str) -> str:
    """Convert the text of a `plain_text` object to stored text; nothing in it is parsed as a token."""
    return to_colons(_PLAIN.sub(lambda match: _ESCAPES[match[0]], text))


def _may_change(text: str) -> bool:
    return any(sign in text for sign in ("&", "<", ">", "@", "#", "://"))


def _sent_token(known: Names, match: re.Match[str], parsing: Parsing) -> str:
    if match["token"]:
        return match[0]
    if match["url"] and parsing is Parsing.NOTHING:
        return re.sub("&(?!amp;)", "&amp;", match[0])
    return _common_token(known, match, names=parsing is Parsing.NAMES)


def _common_token(known: Names, match: re.Match[str], *, names: bool) -> str:
    if url := match["url"]:
        kept = url.rstrip(_AFTER_URL)
        return f"<{re.sub('&(?!amp;)', '&amp;', kept)}>{url[len(kept) :]}"
    if special := match["special"]:
        return _ESCAPES[special]
    if names and (name := match["at"]):
        return _mention(known, name)
    if names and (name := match["hash"]):
        channel = known.channel_named(name)
        return f"<#{channel.id}|{channel.name}>" if channel else match[0]
    return match[0]


def _mention(known: Names, name: str) -> str:
    """Match the longest prefix that is somebody's name: in Japanese no space follows it (`@ayaさん`)."""
    for length in range(len(name), 0, -1):
        start, rest = name[:length], name[length:]
        if start in _BROADCASTS:
            return f"<!{start}>{rest}"
        if member := known.member_named(start):
            return f"<@{member.id}>{rest}"
        if group := known.usergroup_named(start):
            return f"<!subteam^{group.id}|@{group.name}>{rest}"
    return f"@{name}"
