"""Labelled posts as the trainer sees them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiuse_bot.domain.extraction.clauses import Clause, parts_of
from aiuse_bot.domain.extraction.jsonl import read_post
from aiuse_bot.domain.extraction.learned.part_roles import PartFeatures, part_features
from aiuse_bot.domain.extraction.learned.post_score import PostFeatures, post_features
from aiuse_bot.domain.extraction.learned.weights import ROLES
from aiuse_bot.domain.extraction.mrkdwn import passage
from aiuse_bot.domain.extraction.read import author_texts
from aiuse_bot.domain.extraction.roles import is_chatter
from aiuse_bot.domain.extraction.sections import read_sections

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from aiuse_bot.domain.extraction import Post
    from aiuse_bot.domain.extraction.mrkdwn import Passage, Source


@dataclass(frozen=True)
class Example:
    """A labelled post with its features; `voice` is its author, and no voice is both trained and tested on."""

    id: str
    lang: str
    voice: str
    gold: dict[str, Any]
    post: Post
    features: PostFeatures
    parts: list[PartFeatures]
    roles: list[int] = field(default_factory=list)


def read_examples(paths: Iterable[Path]) -> list[Example]:
    """Read files in the format described in `training/README.md`."""
    return [_example(path.stem, line) for path in paths for line in path.read_text("utf-8").splitlines() if line]


def _example(file: str, line: str) -> Example:
    value = json.loads(line)
    post = read_post(line).post
    texts = author_texts(post)
    sections = read_sections(texts)
    whole = [piece for text in texts if (piece := passage(text, 0, len(text.raw)))]
    parts = [part for part in parts_of(sections.body) if not is_chatter(part.piece)]
    spans = value.get("spans") or _found(value["gold"], texts)
    roles = [_role(part, spans) for part in parts]
    return Example(
        value["id"], value["lang"], f"{file} {value['style']}", value["gold"], post,
        post_features(whole, sections.fields), part_features(parts, sections.fields), roles,
    )  # fmt: skip


def _found(gold: dict[str, Any], texts: list[Source]) -> list[dict[str, Any]]:
    """Locate the quotes in the texts, for files that give no spans."""
    quotes = [(role, line) for role in ROLES for line in (gold.get(role) or "").split("\n") if line]
    return [
        {"field": role, "where": text.where, "start": text.raw.index(line), "end": text.raw.index(line) + len(line)}
        for role, line in quotes
        for text in texts
        if line in text.raw
    ]


def _role(part: Clause, spans: list[dict[str, Any]]) -> int:
    """Return the index of the role that covers most of a part, or of `other` (0) if none covers half of it."""
    piece = part.piece
    covered = [sum(_shared(piece, span) for span in spans if span["field"] == role) for role in ROLES]
    most = max(covered)
    return covered.index(most) if most * 2 >= _letters(piece.folded) else 0


def _shared(piece: Passage, span: dict[str, Any]) -> int:
    if span["where"] != piece.source.where:
        return 0
    start, end = max(piece.start, span["start"]), min(piece.end, span["end"])
    return _letters(piece.source.folded[start:end]) if start < end else 0


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)
