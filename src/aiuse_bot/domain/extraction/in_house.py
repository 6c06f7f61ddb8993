"""Bots that the house built itself, known by the way people introduce them."""

from __future__ import annotations

import re

_NAME = r"(?P<name>[A-Z][A-Za-z0-9]*(?:[\-'][A-Za-z0-9]+)?)"
_IN_MARKS = r"[\"“](?P<name>[A-Za-z][A-Za-z0-9\-]{1,20})[\"”]"
_JAPANESE_NAME = r"(?P<name>[A-Za-z][A-Za-z0-9\-]{1,20}(?:ちゃん|くん|さん|君)?|[ァ-ヶー]{2,12}(?:ちゃん|くん|君)?)"
_QUOTED = r"[「『](?P<name>[^」』\n]{1,20})[」』]"
_HOUSE = r"(?:in-house|internal|home-?grown|homemade|self-built|custom|own)"
_THING = r"(?:ai )?(?:chat ?bot|bot|assistant|ai|agent|helper|gpt|copilot|tool)"
_OURS = r"(?:社内|内製|自社|自作)"
_BOT = r"(?:[Bb]ot|ボット|チャットボット|アシスタント|ツール)"
_BY_WHOM = r"(?:that|which|the|our|we|built|made|from|in|by)"
_AI = r"(?:AI|生成AI|チャット)?"
_MADE = r"(?:の|製の?|で作った|で作っている|開発の?)?"

_INTRODUCTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:our|the|an?) (?:[a-z]+ )?{_HOUSE} {_THING}(?:,? (?:called|named|nicknamed))?),?\s+[\"'“(]?{_NAME}",
        rf"\b{_NAME}(?:, | \()(?i:(?:our|the|an?) (?:{_HOUSE} )?{_THING}\b(?: {_BY_WHOM}\b))",
        rf"\b{_NAME}(?:, | \()(?i:(?:our|an?) {_HOUSE} {_THING}\b)",
        rf"(?i:\b(?:our|the|an?) (?:{_HOUSE} )?(?:[a-z]+ )?{_THING}(?: called| named)?) {_IN_MARKS}",
        rf"\b{_NAME},? (?i:(?:which|that) (?:is|was) (?:our|the) (?:{_HOUSE} )?{_THING}\b)",
        rf"\b{_NAME} \((?i:{_HOUSE})(?i: (?:{_THING}))?\)",
        rf"(?<![0-9A-Za-zァ-ヶー一-龥]){_JAPANESE_NAME}\s?\({_OURS}[^()\n]{{0,12}}\)",
        rf"{_OURS}{_MADE}{_AI}{_BOT}?(?:の)?\s?{_QUOTED}",
        rf"{_OURS}の?{_AI}(?:[Bb]ot|ボット|アシスタント)の?{_JAPANESE_NAME}",
        rf"(?:{_OURS}|うち)[^\n。]{{0,20}}(?:アシスタント|ボット|[Bb]ot){_QUOTED}",
    )
)
_NOT_A_NAME = frozenset(
    ("the", "this", "that", "it", "we", "i", "our", "and", "for", "to", "ai", "bot", "slack", "teams")
)


def in_house_places(shown: str) -> list[tuple[int, int]]:
    """Find where a text introduces the house's own bots by name; `shown` keeps its capitals."""
    hits = [hit for pattern in _INTRODUCTIONS for hit in pattern.finditer(shown)]
    return sorted({hit.span("name") for hit in hits if hit["name"].lower() not in _NOT_A_NAME})


def in_house_tools(shown: str, known: set[str]) -> list[str]:
    """Name the bots introduced in a text as the house's own; `known` are names found already, in lower case."""
    names = [shown[start:end] for start, end in in_house_places(shown)]
    return [name for name in names if name.lower() not in known]
