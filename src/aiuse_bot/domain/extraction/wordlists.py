"""The built-in lists of patterns: words are data, parsed once."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_HEAD = re.compile(r"\[(?P<name>[a-z][a-z' \-]*?)(?: (?P<weight>\d+(?:\.\d+)?))?\]")
_MACRO = re.compile(r"@[a-z_]+")


class Cue(NamedTuple):
    """Patterns with the same meaning; `weight` is given in the section's heading, 0 if it gives none."""

    name: str
    weight: float
    pattern: re.Pattern[str]


@lru_cache(maxsize=16)
def cues(file_name: str) -> tuple[Cue, ...]:
    """Parse a list: `[name weight]` heads a section, its lines are alternatives, `@filler = …` defines a macro."""
    macros: dict[str, str] = {}
    sections: list[tuple[str, list[str]]] = []
    for line in files(__package__).joinpath("data", file_name).read_text("utf-8").splitlines():
        if _HEAD.fullmatch(line):
            sections.append((line, []))
        elif line.startswith("@") and " = " in line:
            name, _, pattern = line.partition(" = ")
            macros[name] = pattern
        elif line and not line.startswith("#"):
            sections[-1][1].append(_MACRO.sub(lambda used: macros[used[0]], line))
    return tuple(_cue(head, lines) for head, lines in sections)


def pattern_of(file_name: str, name: str) -> re.Pattern[str]:
    """Return the pattern of one section."""
    return next(one.pattern for one in cues(file_name) if one.name == name)


def cue(file_name: str, name: str) -> str:
    """Return the alternatives of one section as pattern source, to be embedded in a larger pattern."""
    return pattern_of(file_name, name).pattern


def _cue(line: str, patterns: list[str]) -> Cue:
    head = _HEAD.fullmatch(line)
    if head is None:
        raise ValueError(f"No head of a section: {line}")
    return Cue(head["name"], float(head["weight"] or 0), re.compile("|".join(patterns)))
