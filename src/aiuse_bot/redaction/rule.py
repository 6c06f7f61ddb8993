import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from aiuse_bot.redaction.kinds import Kind

Find = Callable[[str], Iterable[tuple[int, int]]]
IsOne = Callable[[re.Match[str]], bool]


class Span(NamedTuple):
    """Characters `start` to `end` (excluded) of a text are of this kind."""

    start: int
    end: int
    kind: Kind


class Rule(NamedTuple):
    """One way to recognise a kind: `find` yields (start, end) positions in a text.

    `may_match` gets the lowercased text and must be fast: most texts contain nothing, and only it looks at them.
    `find` must take linear time on any text: its quantifiers are bounded or possessive, or anchored at a run's start.
    """

    kind: Kind
    may_match: Callable[[str], bool]
    find: Find

    def spans(self, text: str) -> Iterator[Span]:
        """Find what must be masked in a text that `may_match`."""
        return (Span(start, end, self.kind) for start, end in self.find(text))


def hinted(*hints: str) -> Callable[[str], bool]:
    """Return a test for whether a text contains any of these (lowercase): many times faster than a regex."""

    def stands_in(lowered: str) -> bool:
        return any(hint in lowered for hint in hints)

    return stands_in


def matching(pattern: re.Pattern[str], is_one: IsOne = lambda _: True) -> Find:
    """Find matches of a pattern that pass `is_one`: their group `secret` if the pattern has one, else all of them."""
    group = "secret" if "secret" in pattern.groupindex else 0

    def find(text: str) -> Iterator[tuple[int, int]]:
        return (match.span(group) for match in pattern.finditer(text) if is_one(match))

    return find
