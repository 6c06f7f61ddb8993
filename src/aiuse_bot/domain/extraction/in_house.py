"""In-house bots, recognised by the way people introduce them."""

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
_BOT_THING = (
    r"(?:ai )?(?:chat ?bot|bot|ai|gpt|copilot"
    r"|(?:ai|chat|digital|virtual|writing|scoring|review) (?:assistant|agent|helper))"
)
_NAMED = r"(?:called|named|nicknamed|dubbed|christened|goes by|call it|call him|call her)"
_BY_WHOM = (
    r"(?:that|which|the|our|my|we|they|built|made|from|in|by|of|someone|somebody"
    r"|[a-z]+ (?:[a-z]+ )?(?:cooked|built|made|put|wrote|runs?|set|baked|hacked|threw|maintains?|looks?))"
)
_AI = r"(?:AI|生成AI|チャット)?"
_MADE = r"(?:の|製の?|で作った|で作っている|開発の?)?"

_INTRODUCTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:our|the|an?) (?:[a-z]+ )?{_HOUSE} {_THING}(?:,? (?:called|named|nicknamed))?),?\s+[\"'“(]?{_NAME}",
        rf"\b{_NAME}(?:, | \()(?i:(?:our|the|an?) (?:{_HOUSE} )?{_THING}\b(?: {_BY_WHOM}\b))",
        rf"\b{_NAME}(?:, | \()(?i:(?:our|an?) {_HOUSE} {_THING}\b)",
        rf"\b{_NAME}(?:, | \()(?i:(?:our|the|that|this|an?) (?:[a-z\-]+ ){{0,2}}{_THING}\b(?: {_BY_WHOM}\b))",
        rf"\b{_NAME}(?:, | \()(?i:our (?:[a-z\-]+ ){{0,2}}{_BOT_THING}\b)",
        rf"(?i:\b(?:our|the|that|an?) (?:[a-z\-]+ ){{0,2}}{_THING} {_BY_WHOM} [a-z' ]{{2,40}}), {_NAME},",
        rf"(?i:\b{_THING}\b[^.\n]{{0,40}}\b{_NAMED}) [\"'“]?{_NAME}",
        rf"(?i:\b(?:our|the|an?) (?:{_HOUSE} )?(?:[a-z]+ )?{_THING}(?: called| named)?) {_IN_MARKS}",
        rf"\b{_NAME},? (?i:(?:which|that) (?:is|was) (?:our|the) (?:{_HOUSE} )?{_THING}\b)",
        rf"\b{_NAME} \((?i:{_HOUSE})(?i: (?:{_THING}))?\)",
        rf"(?<![0-9A-Za-zァ-ヶー一-龥]){_JAPANESE_NAME}\s?\({_OURS}[^()\n]{{0,12}}\)",
        rf"{_OURS}{_MADE}{_AI}{_BOT}?(?:の)?\s?{_QUOTED}",
        rf"{_OURS}の?{_AI}(?:[Bb]ot|ボット|アシスタント)の?{_JAPANESE_NAME}",
        rf"(?:[Bb]ot|BOT|ボット|アシスタント|エージェント|チャットAI)(?:の|である|こと)?\s?{_QUOTED}",
        rf"{_QUOTED}(?:という|っていう|って)(?:{_OURS}の?)?(?:AI|生成AI|[Bb]ot|ボット|アシスタント|チャットボット)",
        rf"(?:{_OURS}|うち)[^\n。]{{0,20}}(?:アシスタント|ボット|[Bb]ot){_QUOTED}",
    )
)
_NOT_A_NAME = frozenset(
    ("the", "this", "that", "it", "we", "i", "our", "and", "for", "to", "ai", "bot", "slack", "teams")
)


def in_house_places(shown: str) -> list[tuple[int, int]]:
    """Find where a text introduces in-house bots by name; `shown` keeps its capitals."""
    hits = [hit for pattern in _INTRODUCTIONS for hit in pattern.finditer(shown)]
    return sorted({hit.span("name") for hit in hits if hit["name"].lower() not in _NOT_A_NAME})


def in_house_tools(shown: str, known: set[str]) -> list[str]:
    """Return the names of in-house bots introduced in a text; `known` are names found already, in lower case."""
    names = [shown[start:end] for start, end in in_house_places(shown)]
    return [name for name in names if name.lower() not in known]
