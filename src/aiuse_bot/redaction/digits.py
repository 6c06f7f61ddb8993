"""Numbers as people write them: with or without hyphens, dots or spaces, in half or full width."""

import re
from collections.abc import Iterator, Sequence

from aiuse_bot.redaction.rule import Find, IsOne

APART = r"[-‐-―−ーｰ－ .．\u3000\u00a0\u202f]"
"""Separators between groups of digits. Japanese keyboards produce a long-vowel mark where a hyphen is meant."""
APART_OR_BRACKET = rf"(?:{APART}|[()（）])"
FEWEST = 9
"""Digits of the shortest number recognised by its shape alone; dates and order numbers mostly have fewer."""

# Skipped: numbers in a URL before its query, which identify pages and messages, and dates.
_NUMBERS = re.compile(
    r"(?i:https?)://[^\s<>|?#\u0080-\U0010ffff]++"
    r"|(?<!\d)(?:19|20)\d\d(?P<part>[-/.])\d\d?(?P=part)\d\d?(?!\d)"
    rf"|(?P<number>[+＋(（]?\d(?:{APART_OR_BRACKET}{{0,3}}\d){{{FEWEST - 1},}}+)"
)


def has_long_number(text: str) -> bool:
    """Return quickly whether a text may contain a number worth checking."""
    return next(_numbers(text), None) is not None


def shaped(shapes: Sequence[str], begin: str, end: str, is_one: IsOne) -> Find:
    """Find numbers of any of these shapes, with `begin` before and `end` after them; they may overlap."""
    patterns = [re.compile(f"{begin}(?=(?P<secret>{shape}){end})") for shape in shapes]

    def find(text: str) -> Iterator[tuple[int, int]]:
        for start, stop in _numbers(text):
            for pattern in patterns:
                yield from (match.span("secret") for match in pattern.finditer(text, start, stop) if is_one(match))

    return find


def count_digits(text: str) -> int:
    """Return the number of digits, of any width."""
    return sum(character.isdecimal() for character in text)


def in_half_width(text: str) -> str:
    """Return only the digits, as ASCII."""
    return "".join(str(int(character)) for character in text if character.isdecimal())


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    return (match.span("number") for match in _NUMBERS.finditer(text) if match["number"])
