"""What Slack tells us is masked wherever people's words are in it; what routes it stays as it is."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from aiuse_bot.redaction.kinds import Kind
from aiuse_bot.redaction.masking import in_order, redact_parts, rules_for
from aiuse_bot.redaction.rule import Rule

MASKED = "aiuse_bot_masked"
"""Under this name the envelope that is kept says what was masked in its author's own words: a list of kinds."""

_MACHINE = frozenset({
    *("type", "subtype", "ts", "event_ts", "thread_ts", "deleted_ts", "latest_reply", "last_read", "client_msg_id"),
    *("id", "user", "users", "channel", "channels", "channel_type", "team", "source_team", "user_team", "item_user"),
    *("inviter", "creator", "reaction", "reply_users", "mimetype", "filetype", "mode", "permalink"),
})  # fmt: skip
"""Strings under these names, or under one that ends in `_id`, are Slack's own: ids, times, addresses of messages."""
_OTHERS_WORDS = frozenset({"attachments", "previous_message", "root", "bot_profile"})
"""Masked like the rest, but its author is not told: it is a page's text, another's, or what has been told before."""
_SECTIONS = ("rich_text_section", "rich_text_preformatted", "rich_text_quote")
_LEAVES = ("text", "link")


class _Words(NamedTuple):
    """Strings in the envelope that are read as one: each is known by what holds it (a dict, a list) and where in it."""

    places: list[tuple[Any, Any]]
    is_own: bool

    def texts(self) -> list[str]:
        return [holder[at] for holder, at in self.places]


def mask_envelope(envelope: dict[str, Any]) -> bool:
    """Mask the words in an envelope, in place, and note the kinds in it; answers whether anything was masked."""
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
    """Return what was masked in the words of the person whose event this is; in most events, nothing."""
    return tuple(Kind(kind) for kind in envelope.get(MASKED, ()))


def _mask(words: _Words, rules: Sequence[Rule]) -> tuple[Kind, ...]:
    texts, kinds = redact_parts(words.texts(), rules)
    for (holder, at), text in zip(words.places, texts, strict=True):
        holder[at] = text
    return kinds


def _words_in(event: object) -> Iterator[_Words]:
    """Go through an event without recursion, however deep it is: a broken client may send any JSON."""
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
    """Put together the neighbours of a section that differ only in style; a mention or an emoji parts them."""
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
