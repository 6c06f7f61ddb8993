"""How often a duration recurs, judged by the words next to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.draft import Period
    from aiuse_bot.domain.extraction.durations import Duration
    from aiuse_bot.domain.extraction.mrkdwn import Passage

_PER_RIGHT = re.compile(
    r"(?:\s[a-z'\-]+){0,3}?(?:\s?/\s?|\s(?:a|per|each|every)\s)"
    r"(?P<each>hour|day|morning|evening|night|shift|week|month|quarter|year)\b"
    r"|(?:\s[a-z'\-]+){0,3}?\s(?P<often>daily|weekly|monthly|yearly|annually|quarterly)\b"
    r"|\s?(?:/|毎)(?P<ja>日|週|月|年)"
    r"|(?:\s[a-z'\-]+){0,3}?(?:\s?/\s?|\s(?:a|an|per|each|every)\s)(?P<use>[a-z]+)"
)
_PER_LEFT = re.compile(
    r"(?:(?P<day>毎日|毎朝|毎晩|1日(?:あたり|につき|に)?|一日(?:あたり)?|日に|daily|every (?:day|morning))"
    r"|(?P<week>毎週|週(?:あたり|に|間で)?|1週間で|weekly|(?:every|per|each|a) week)"
    r"|(?P<month>毎月|月(?:あたり|に|間)?|ひと月|1か月で|1ヶ月で|monthly|(?:every|per|each|a) month)"
    r"|(?P<quarter>四半期(?:ごとに|に|で)?|quarterly)|(?P<year>年間?(?:で|に)?|yearly|(?:every|per|each|a) year)"
    r"|(?P<use>毎回|1回(?:あたり)?|1件(?:あたり)?|1本(?:あたり)?|1通(?:あたり)?|(?:per|each|every) (?:[a-z]+))),?"
    r"(?:\s|で|に|の|約|およそ|だいたい|平均|合計|トータル|:|,|、|\bi\b|\bwe\b|sav\w+|about|roughly|around|~|〜|あたり)"
    r"{0,4}$"
)
_PERIOD_OF = {
    "hour": "use", "day": "day", "morning": "day", "evening": "day", "night": "day", "shift": "day", "week": "week",
    "month": "month", "quarter": "quarter", "year": "year", "daily": "day", "weekly": "week", "monthly": "month",
    "yearly": "year", "annually": "year", "quarterly": "quarter", "日": "day", "週": "week", "月": "month",
    "年": "year",
}  # fmt: skip
_LEFT = 24


def period_of(piece: Passage, duration: Duration) -> Period | None:
    """Return how often a duration recurs, judged by the words next to it; `None` if nothing says so."""
    text = piece.folded
    left = _PER_LEFT.search(text[max(0, duration.start - _LEFT) : duration.start])
    if left:
        return left.lastgroup  # type: ignore[return-value]
    right = _PER_RIGHT.match(text, duration.end, duration.end + 60)
    if not right or re.search(r"[.!?。]", right[0]):
        return None
    kind = right.lastgroup
    return "use" if kind == "use" else _PERIOD_OF[right[kind or "each"]]  # type: ignore[return-value]
