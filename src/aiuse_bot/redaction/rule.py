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
    """One way to recognise a kind: `find` answers where in a text, from which character to which.

    `may_match` is given the text in lower case and must be quick: most texts hold nothing, and are read only by it.
    `find` must take linear time on any text: its runs are bounded, possessive, or begun only where a run begins.
    """

    kind: Kind
    may_match: Callable[[str], bool]
    find: Find

    def spans(self, text: str) -> Iterator[Span]:
        """Find what must be masked in a text that `may_match`."""
        return (Span(start, end, self.kind) for start, end in self.find(text))


def hinted(*hints: str) -> Callable[[str], bool]:
    """Say whether any of these (lower case) stands in a text: many times faster than to look for a pattern."""

    def stands_in(lowered: str) -> bool:
        return any(hint in lowered for hint in hints)

    return stands_in


def matching(pattern: re.Pattern[str], is_one: IsOne = lambda _: True) -> Find:
    """Find what a pattern matches and `is_one`; of that the group `secret` where there is one."""
    group = "secret" if "secret" in pattern.groupindex else 0

    def find(text: str) -> Iterator[tuple[int, int]]:
        return (match.span(group) for match in pattern.finditer(text) if is_one(match))

    return find
