"""Mask an event envelope wherever it contains text by people; routing fields stay unchanged."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from aiuse_bot.redaction.kinds import Kind
from aiuse_bot.redaction.masking import in_order, redact_parts, rules_for
from aiuse_bot.redaction.rule import Rule

MASKED = "aiuse_bot_masked"
"""The key under which the stored envelope lists the kinds masked in its author's own text."""

_MACHINE = frozenset({
    *("type", "subtype", "ts", "event_ts", "thread_ts", "deleted_ts", "latest_reply", "last_read", "client_msg_id"),
    *("id", "user", "users", "channel", "channels", "channel_type", "team", "source_team", "user_team", "item_user"),
    *("inviter", "creator", "reaction", "reply_users", "mimetype", "filetype", "mode", "permalink"),
})  # fmt: skip
"""Strings under these keys, or under one that ends in `_id`, are Slack's own: ids, times, permalinks."""
_OTHERS_WORDS = frozenset({"attachments", "previous_message", "root", "bot_profile"})
"""Masked too, but without telling the author: it is a web page's or someone else's text, or was reported before."""
_SECTIONS = ("rich_text_section", "rich_text_preformatted", "rich_text_quote")
_LEAVES = ("text", "link")


class _Words(NamedTuple):
    """Strings in the envelope that are read as one text: each is a container (dict or list) and a key or index."""

    places: list[tuple[Any, Any]]
    is_own: bool

    def texts(self) -> list[str]:
        return [holder[at] for holder, at in self.places]


def mask_envelope(envelope: dict[str, Any]) -> bool:
    """Mask the text in an envelope, in place, and record the kinds in it; returns whether anything was masked."""
    found = list(_words_in(envelope.get("event")))
    rules = rules_for("\n".join("".join(words.texts()) for words in found))
    if not rules:
        return False
    own, others = set[Kind](), set[Kind]()
    for words in found:
        (own if words.is_own else others).update(_mask(words, rules))
    if own:
        envelope[MASKED] = list(in_order(own))
    return bool(own or others)


def masked_kinds(envelope: dict[str, Any]) -> tuple[Kind, ...]:
    """Return the kinds masked in the event author's own text; empty for most events."""
    return tuple(Kind(kind) for kind in envelope.get(MASKED, ()))


def _mask(words: _Words, rules: Sequence[Rule]) -> tuple[Kind, ...]:
    texts, kinds = redact_parts(words.texts(), rules)
    for (holder, at), text in zip(words.places, texts, strict=True):
        holder[at] = text
    return kinds


def _words_in(event: object) -> Iterator[_Words]:
    """Walk through an event without recursion, however deep it is: a broken client may send any JSON."""
    waiting: list[tuple[str, Any, bool]] = [("event", event, True)]
    while waiting:
        name, holder, is_own = waiting.pop()
        if isinstance(holder, dict):
            if holder.get("type") in _SECTIONS:
                yield from _runs(holder.get("elements"), is_own=is_own)
            items: Iterable[tuple[Any, Any]] = holder.items()
        elif isinstance(holder, list):
            items = enumerate(holder)
        else:
            continue
        for at, value in items:
            inner = at if isinstance(at, str) else name
            if isinstance(value, str):
                if not _is_slacks(inner):
                    yield _Words([(holder, at)], is_own)
            elif isinstance(value, dict | list):
                waiting.append((inner, value, is_own and inner not in _OTHERS_WORDS))


def _is_slacks(name: str) -> bool:
    return name in _MACHINE or name.endswith("_id")


def _runs(elements: object, *, is_own: bool) -> Iterator[_Words]:
    """Join neighbouring elements of a section that differ only in style; a mention or an emoji separates them."""
    run: list[tuple[Any, Any]] = []
    for element in elements if isinstance(elements, list) else []:
        if isinstance(element, dict) and element.get("type") in _LEAVES and isinstance(element.get("text"), str):
            run.append((element, "text"))
            continue
        if len(run) > 1:
            yield _Words(run, is_own)
        run = []
    if len(run) > 1:
        yield _Words(run, is_own)
