"""The list of tools and their spellings, loaded once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Alias(NamedTuple):
    """A spelling of a tool; `exact_case` is set if only that capitalisation counts."""

    folded: str
    canonical: str
    exact_case: str | None
    only_when_used: bool


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Spellings by their first run of letters or digits; Japanese ones, which need no word boundary, as one pattern.

    `listed` holds what counts under a Tools label, `not_ai` the names of ordinary software. Compared by identity.
    """

    by_first_run: dict[str, tuple[Alias, ...]]
    japanese: dict[str, Alias]
    japanese_pattern: re.Pattern[str]
    listed: dict[str, str]
    not_ai: frozenset[str]


class Spelling(NamedTuple):
    """A way to write a tool, as a workspace stores it; `Alias` explains the two flags."""

    folded: str
    spelling: str
    exact_case: bool
    only_when_used: bool


class ListedTool(NamedTuple):
    """A tool with its spellings, as the package lists it or as a workspace stores it."""

    name: str
    is_ai: bool
    aliases: tuple[Spelling, ...]


_RUN = re.compile(r"[a-z0-9]+")


def listed_tools() -> list[ListedTool]:
    """Return the built-in tools, each once, with all their spellings; the name is one of them."""
    found: dict[str, ListedTool] = {}
    for file, is_ai in (("tools_gazetteer.tsv", True), ("tools_nonai.tsv", False)):
        for name, spellings in _rows(file):
            known = found.get(name, ListedTool(name, is_ai, ()))
            found[name] = known._replace(aliases=(*known.aliases, *map(_spelling, _read(name, spellings))))
    return list(found.values())


def _spelling(alias: Alias) -> Spelling:
    return Spelling(alias.folded, alias.exact_case or alias.folded, alias.exact_case is not None, alias.only_when_used)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Load the two built-in lists."""
    return _compiled(*_shipped())


def gazetteer_with(tools: Iterable[ListedTool]) -> Gazetteer:
    """Compile the built-in lists and a workspace's own tools, whose spellings win; a merged tool gets its new name.

    A spelling unknown to the package counts anywhere in the case the workspace uses, but in other cases only next to a
    word of use, so that a tool named Atlas or Bear does not match every atlas.
    """
    kept = list(tools)
    meant = {spelling.folded: tool for tool in kept for spelling in tool.aliases}
    ai, ordinary = ([_renamed(alias, meant) for alias in aliases] for aliases in _shipped())
    shipped = {alias.folded for alias in (*ai, *ordinary)}
    for tool in kept:
        added = [alias for one in tool.aliases if one.folded not in shipped for alias in _added(tool.name, one)]
        (ai if tool.is_ai else ordinary).extend(added)
    return _compiled(ai, ordinary)


def _renamed(alias: Alias, meant: dict[str, ListedTool]) -> Alias:
    tool = meant.get(alias.folded) or meant.get(alias.canonical.lower())
    return alias._replace(canonical=tool.name) if tool else alias


def _added(canonical: str, spelling: Spelling) -> list[Alias]:
    written = unicodedata.normalize("NFKC", spelling.spelling)
    if not _ONE_WORD.fullmatch(spelling.folded):
        return [Alias(spelling.folded, canonical, None, only_when_used=False)]
    return [Alias(spelling.folded, canonical, written, False), Alias(spelling.folded, canonical, None, True)]


_ONE_WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=1)
def _shipped() -> tuple[list[Alias], list[Alias]]:
    """Read the two built-in lists: AI tools, and ordinary software."""
    ai = [alias for canonical, spellings in _rows("tools_gazetteer.tsv") for alias in _read(canonical, spellings)]
    ai += [
        _alias(canonical, spelling)
        for canonical, spellings in _rows("tools_gazetteer.tsv")
        for spelling in _of_product(spellings.split(";"))
    ]
    return ai, [alias for canonical, spellings in _rows("tools_nonai.tsv") for alias in _read(canonical, spellings)]


def _compiled(aliases: list[Alias], ordinary: list[Alias]) -> Gazetteer:
    japanese = {alias.folded: alias for alias in aliases if not _RUN.match(alias.folded)}
    pattern = "|".join(re.escape(spelling) for spelling in sorted(japanese, key=len, reverse=True))
    listed = {alias.folded: alias.canonical for alias in ordinary}
    listed |= {alias.folded: alias.canonical for alias in aliases}
    not_ai = frozenset(alias.canonical for alias in ordinary)
    return Gazetteer(_by_first_run(aliases), japanese, re.compile(pattern or r"(?!)"), listed, not_ai)


def _rows(name: str) -> list[tuple[str, str]]:
    lines = files(__package__).joinpath("data", name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(row[0], row[-1]) for row in rows]


def _read(canonical: str, spellings: str) -> list[Alias]:
    return [_alias(canonical, spelling) for spelling in {*spellings.split(";"), f"~{canonical}"} if spelling]


def _of_product(spellings: list[str]) -> list[str]:
    """Add other common spellings of "Slack AI": "Slack's AI", 「Slackの要約AI」."""
    products = [spelling.removesuffix(" ai") for spelling in spellings if spelling.endswith(" ai")]
    return [product + link for product in products if product[0] not in "=~" for link in _LINKS]


_LINKS = ("'s ai", "\u2019s ai", "のai", "の生成ai", "の要約ai", "のai要約", "のai機能", "の返信ai", "ai要約")


def _alias(canonical: str, spelling: str) -> Alias:
    written = unicodedata.normalize("NFKC", spelling.lstrip("=~"))
    return Alias(written.lower(), canonical, written if spelling[0] == "=" else None, spelling[0] == "~")


def _by_first_run(aliases: list[Alias]) -> dict[str, tuple[Alias, ...]]:
    """Longest first: "Claude Code" is not also "Claude"; an unconditional spelling before a conditional one."""
    grouped: dict[str, list[Alias]] = {}
    for alias in aliases:
        run = _RUN.match(alias.folded)
        if run:
            grouped.setdefault(run[0], []).append(alias)
    return {
        run: tuple(sorted(group, key=lambda alias: (-len(alias.folded), alias.only_when_used, alias.exact_case or "")))
        for run, group in grouped.items()
    }
