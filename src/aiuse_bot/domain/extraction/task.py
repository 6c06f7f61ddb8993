"""The task inside the clause that names the tool: "Gemini for summarising calls", 「議事録をClaudeに書かせたら」."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiuse_bot.domain.extraction.mrkdwn import passage
from aiuse_bot.domain.extraction.tools import mentions_in

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.mrkdwn import Passage

_AI_WORD = re.compile(
    r"(?<![a-z0-9])(?:ai|gen-?ai|llms?|chatbots?|language model)(?![a-z0-9])|社内(?:ai)?(?:bot|ボット|ツール)"
    r"|(?:our|an?) (?:internal|in-house) (?:bot|tool|assistant)\b"
)
_AFTER_TOOL = re.compile(
    r"\s*(?:\([^()]{0,40}\)\s*)?(?:[a-z]+\s){0,2}?(?:for|on|to|about|do|does|handle|write|writes|draft)\s+(?P<task>\S.{3,})",
    re.DOTALL,
)
_AFTER_RELATION = re.compile(r"[^,.]{0,40}?\s(?:for|on|about)\s+(?P<task>\S.{3,})", re.DOTALL)
_BEFORE_TOOL = re.compile(
    r"^(?P<task>.{6,}?)\s*(?:,? (?:thanks to|with|via|using|in|by)|を|は|に|、|の)\s*$", re.DOTALL
)
_JAPANESE_AFTER = re.compile(r"\s?(?:で|に)(?P<task>[^、。]{4,}?)(?:を|の(?:下書き|作成|要約|整理))")
_LEADING = re.compile(
    r"^(?:\W|(?:so|now|then|and|i|we|i've|we've|been|have|had|let|using|used|use|tried|trying|trialling|asked|started|the|our|are|am|just|also|to)\s)*"
)
_SHORTEST = 5


def ai_in(piece: Passage) -> list[tuple[int, int]]:
    """Where a passage speaks of AI: by the name of a tool or by a word for it."""
    named = [(mention.start, mention.end) for mention in mentions_in(piece)]
    words = [hit.span() for hit in _AI_WORD.finditer(piece.source.folded, piece.start, piece.end)]
    return sorted({*named, *words})


def task_in(clause: Passage) -> Passage | None:
    """Return the words for the task beside the tool; `None` when the clause does not name one."""
    places = ai_in(clause)
    if not places:
        return None
    (start, _), (_, end) = places[0], places[0]
    before, after = clause.source.folded[clause.start : start], clause.source.folded[end : clause.end]
    for pattern, text, offset in (
        (_AFTER_TOOL, after, end), (_BEFORE_TOOL, before, clause.start), (_JAPANESE_AFTER, after, end),
        (_AFTER_RELATION, after, end),
    ):  # fmt: skip
        hit = pattern.match(text)
        task = _trimmed(clause, offset + hit.start("task"), offset + hit.end("task")) if hit else None
        if task:
            return task
    return None


def _trimmed(clause: Passage, start: int, end: int) -> Passage | None:
    lead = _LEADING.match(clause.source.folded, start, end)
    task = passage(clause.source, lead.end() if lead else start, end)
    return task if task and len(task.folded) >= _SHORTEST else None
