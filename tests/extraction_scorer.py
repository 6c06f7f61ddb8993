"""How close drafts come to labelled posts: the measures of `docs/extraction.md`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiuse_bot.domain.extraction import Draft, plain_text, read_draft
from aiuse_bot.domain.extraction.jsonl import read_post

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*%?|[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Labelled:
    """A post, its label by a person, and its draft by the rules."""

    id: str
    lang: str
    gold: dict[str, Any]
    draft: Draft


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float
    tools: float
    issue: float
    result: float
    time: float

    @property
    def use_case(self) -> float:
        return harmonic(self.precision, self.recall)

    @property
    def overall(self) -> float:
        return (self.use_case + self.tools + self.issue + self.result + self.time) / 5


def read_labelled(path: Path) -> list[Labelled]:
    lines = [line for line in path.read_text("utf-8").splitlines() if line]
    return [_labelled(line) for line in lines]


def _labelled(line: str) -> Labelled:
    value = json.loads(line)
    return Labelled(value["id"], value["lang"], value["gold"], read_draft(read_post(line).post))


def score(posts: list[Labelled]) -> Score:
    """Return use-case precision and recall over all posts, the other measures over those labelled as a use case."""
    real = [post for post in posts if post.gold["is_use_case"]]
    found = [post for post in posts if post.draft.is_use_case]
    right = sum(post.gold["is_use_case"] for post in found)
    return Score(
        precision=right / max(1, len(found)),
        recall=right / max(1, len(real)),
        tools=_tools(real),
        issue=_mean(overlap(post.draft.issue, post.gold["issue"]) for post in real),
        result=_mean(overlap(post.draft.result, post.gold["result"]) for post in real),
        time=_mean(float(post.draft.time_saved_minutes == post.gold["time_saved_minutes"]) for post in real),
    )


def overlap(ours: str | None, theirs: str | None) -> float:
    """Return the F1 overlap of the English words and Japanese characters of two texts."""
    mine, wanted = _words(ours), _words(theirs)
    if not mine and not wanted:
        return 1.0
    both = (mine & wanted).total()
    return harmonic(both / max(1, mine.total()), both / max(1, wanted.total()))


def harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _words(text: str | None) -> Counter[str]:
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", plain_text(text or "")).casefold()))


def _tools(posts: list[Labelled]) -> float:
    pairs = [(set(post.draft.tools), set(post.gold["tools"])) for post in posts]
    both = sum(len(ours & theirs) for ours, theirs in pairs)
    ours, theirs = sum(len(ours) for ours, _ in pairs), sum(len(theirs) for _, theirs in pairs)
    return harmonic(both / max(1, ours), both / max(1, theirs))


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / max(1, len(known))
