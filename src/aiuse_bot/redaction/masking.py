import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from aiuse_bot.redaction.assigned import ASSIGNED_RULES
from aiuse_bot.redaction.cards import CARD_RULES
from aiuse_bot.redaction.kinds import ORDER, Kind, placeholder
from aiuse_bot.redaction.personal import PERSONAL_RULES
from aiuse_bot.redaction.rule import Rule, Span
from aiuse_bot.redaction.tokens import TOKEN_RULES

RULES = (*TOKEN_RULES, *ASSIGNED_RULES, *PERSONAL_RULES, *CARD_RULES)

_GATES = tuple({rule.may_match for rule in RULES})

_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MARKS = re.compile(rf"[*~`]|{_UNSEEN.pattern}")
"""What may interrupt a secret without belonging to it: Slack's style markup and invisible characters."""
MOST_ROUNDS = 5
"""Masking may reveal another secret next to it; more often than this only in a text crafted for it."""

Name = TypeVar("Name", bound=Hashable)


class Redacted(NamedTuple):
    """A text that may be stored, and what was masked in it; if `kinds` is empty, the text is unchanged."""

    text: str
    kinds: tuple[Kind, ...]


def redact(text: str) -> Redacted:
    """Mask what must not be stored. Idempotent, and linear in the length of the text."""
    (masked,), kinds = redact_parts([text], rules_for(text))
    return Redacted(masked, kinds)


def redact_values(values: Mapping[Name, str]) -> tuple[dict[Name, str], tuple[Kind, ...]]:
    """Mask each text of a form; returns them by name, and the kinds masked in any of them."""
    redacted = {name: redact(text) for name, text in values.items()}
    kinds = {kind for each in redacted.values() for kind in each.kinds}
    return {name: each.text for name, each in redacted.items()}, in_order(kinds)


def rules_for(text: str) -> list[Rule]:
    """Return, quickly, the rules that may match; none for most texts."""
    written = text.lower()
    bare = _MARKS.sub("", written)
    # A URL ends at an invisible character but not at markup, so only with the former may the raw text match more.
    ways = (bare, written) if _UNSEEN.search(written) else (bare,)
    met = {may_match for may_match in _GATES if any(map(may_match, ways))}
    return [rule for rule in RULES if rule.may_match in met]


def redact_parts(parts: Sequence[str], rules: Sequence[Rule]) -> tuple[list[str], tuple[Kind, ...]]:
    """Mask pieces that are read as one text, though they differ in style; a secret may span several of them."""
    masked, kinds = list(parts), set[Kind]()
    for _ in range(MOST_ROUNDS if rules else 0):
        found = _found_in(masked, rules)
        if not found:
            break
        kinds.update(span.kind for span in found)
        masked = _masked(masked, found)
        # For example, a number that was part of a URL may now stand alone.
        rules = rules_for("\n".join([*masked, "".join(masked)]))
    return masked, in_order(kinds)


def in_order(kinds: set[Kind]) -> tuple[Kind, ...]:
    """Return kinds in a fixed order."""
    return tuple(sorted(kinds, key=ORDER.__getitem__))


def _found_in(parts: Sequence[str], rules: Sequence[Rule]) -> list[Span]:
    """Find secrets within single pieces, and those that appear only when the pieces are joined."""
    found = _spans("".join(parts), rules)
    if len(parts) > 1:
        for start, part in _with_starts(parts):
            found.extend(Span(start + span.start, start + span.end, span.kind) for span in _spans(part, rules))
    return _merged(found)


def _spans(text: str, rules: Sequence[Rule]) -> list[Span]:
    """Find secrets in a text as written, and with its style markup removed."""
    found = [span for rule in rules for span in rule.spans(text)]
    bare = _MARKS.sub("", text)
    within = [span for rule in rules for span in rule.spans(bare)] if bare != text else []
    if within:
        kept = [place for place, character in enumerate(text) if not _MARKS.match(character)]
        found.extend(Span(kept[start], kept[end - 1] + 1, kind) for start, end, kind in within)
    return found


def _merged(found: list[Span]) -> list[Span]:
    """Merge overlapping spans, so that nothing of either stays; the first gives the kind."""
    merged: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start, ORDER[span.kind])):
        if merged and span.start < merged[-1].end:
            first = merged.pop()
            merged.append(first._replace(end=max(first.end, span.end)))
        else:
            merged.append(span)
    return merged


def _masked(parts: Sequence[str], found: Sequence[Span]) -> list[str]:
    """Cut the spans out of the pieces; the placeholder goes into the piece in which a span begins."""
    return [_cut(part, start, found) for start, part in _with_starts(parts)]


def _cut(part: str, offset: int, found: Sequence[Span]) -> str:
    pieces: list[str] = []
    reached = 0
    for span in found:
        start, end = span.start - offset, span.end - offset
        if end <= 0 or start >= len(part):
            continue
        pieces.append(part[reached : max(start, 0)])
        if start >= 0:
            pieces.append(placeholder(span.kind))
        reached = end
    return "".join([*pieces, part[reached:]])


def _with_starts(parts: Sequence[str]) -> Iterator[tuple[int, str]]:
    start = 0
    for part in parts:
        yield start, part
        start += len(part)
