"""Lengths of time in a text, in minutes, each with the words that stand around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.draft import Period
    from aiuse_bot.domain.extraction.mrkdwn import Passage

# A working day and a working week, as the records count them.
_UNITS = {
    "second": 1 / 60, "minute": 1.0, "hour": 60.0, "day": 480.0, "week": 2400.0, "month": 9600.0,
}  # fmt: skip
_SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WORDS = {word: float(number) for number, word in enumerate(_SMALL, start=1)}
_WORDS |= {"a": 1, "an": 1, "half a": 0.5, "half an": 0.5, "a half": 0.5, "half": 0.5, "a couple of": 2, "couple of": 2}
_WORDS |= {
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
}
_KANJI = {character: float(number) for number, character in enumerate("一二三四五六七八九十", start=1)}

_DIGITS = r"\d{1,5}(?:[.,]\d{1,3})?"
_NUMBER = rf"{_DIGITS}|(?:{'|'.join(sorted(map(re.escape, _WORDS), key=len, reverse=True))})(?![a-z])"
_ENGLISH = re.compile(
    rf"(?<![\w.,$€£¥/])(?P<low>{_NUMBER})(?:\s?(?P<range>-|–|~|〜|to|or|→|->|=>)\s?(?P<high>{_NUMBER}))?\s?-?"
    r"(?:\s?(?:\+|plus|full|whole|solid|entire|more|extra|good|working|man|person)-?\s?){0,2}\s?"
    r"(?P<unit>hours?|hrs?|h|minutes?|mins?|min|(?<!\.\d)m(?!\s(?:yen|users|rows|records|jpy|usd|people|items))|days?|weeks?|wks?|seconds?|secs?|months?)(?![a-z0-9])"
    r"(?P<half> and a half)?(?:\s?(?:and\s)?(?P<rest>\d{1,2})\s?(?:minutes?|mins?|m)\b)?"
)
_COMPACT = re.compile(r"(?<![\w.,$€£¥/])(?P<low>\d{1,3})h\s?(?P<rest>\d{1,2})(?:m|min)?(?![a-z0-9])")
_JAPANESE = re.compile(
    rf"(?<![\d.,])(?<!\d[:/])(?P<low>{_DIGITS}|[一二三四五六七八九十])(?:\s?(?P<range>-|–|~|〜|→|->|から)\s?(?P<high>{_DIGITS}))?\s?"
    r"(?P<unit>時間|分間?|秒|人日|営業日|日間?|週間|か月|ヶ月|カ月|ケ月)(?!の1|野|類|割|岐|担|布|析|解|け|目|程|本|[0-9]{4})"
    r"(?P<half>半)?(?:(?P<rest>\d{1,2})分)?"
)
_NAMED = {
    "半日": 240.0, "丸一日": 480.0, "まる一日": 480.0, "丸1日": 480.0, "まる1日": 480.0, "丸二日": 960.0,
    "丸2日": 960.0, "half a day": 240.0, "half day": 240.0, "half-day": 240.0,
}  # fmt: skip
_NAMED_PATTERN = re.compile("|".join(sorted(_NAMED, key=len, reverse=True)))
_JAPANESE_UNITS = {"時": "hour", "分": "minute", "秒": "second", "人": "day", "営": "day", "日": "day", "週": "week"}
_ARROWS = frozenset(("→", "->", "=>", "から"))


class Duration(NamedTuple):
    """A length of time: its minutes (the low end of a range), its unit, and where it stands in its passage."""

    minutes: float
    unit: str
    start: int
    end: int


def durations_in(piece: Passage) -> list[Duration]:
    """Find every length of time; "30→5 minutes" and "from 30 to 5 minutes" are two, "2-3 hours" is one."""
    text = piece.folded
    found = [Duration(_NAMED[hit[0]], "day", hit.start(), hit.end()) for hit in _NAMED_PATTERN.finditer(text)]
    for pattern in (_COMPACT, _ENGLISH, _JAPANESE):
        for hit in pattern.finditer(text):
            taken = any(hit.start() < other.end and other.start < hit.end() for other in found[-_NEAR:])
            if not taken and not _is_rate(text, hit):
                found += _read(hit)
    return sorted(found, key=lambda duration: duration.start)


_NEAR = 400
_RATE = re.compile(rf"(?:\d|\b(?:{'|'.join(_SMALL)}|once|twice|times))\s$")


def _is_rate(text: str, hit: re.Match[str]) -> bool:
    """Whether "a day" says how often: "two a day"."""
    return hit["low"] in {"a", "an"} and _RATE.search(text[max(0, hit.start() - 10) : hit.start()]) is not None


def _read(hit: re.Match[str]) -> list[Duration]:
    groups = hit.groupdict()
    unit = _unit(groups.get("unit") or "h")
    low = _number(groups["low"]) + (0.5 if groups.get("half") else 0)
    minutes = low * _UNITS[unit] + float(groups.get("rest") or 0)
    if not groups.get("high"):
        return [Duration(minutes, unit, hit.start(), hit.end())]
    high = _number(groups["high"])
    if groups["range"] in _ARROWS or low > high:
        first = Duration(low * _UNITS[unit], unit, hit.start("low"), hit.end("low"))
        return [first, Duration(high * _UNITS[unit], unit, hit.start("high"), hit.end())]
    return [Duration(minutes, unit, hit.start(), hit.end())]


def _number(written: str) -> float:
    if written in _WORDS:
        return float(_WORDS[written])
    return _KANJI[written] if written in _KANJI else float(re.sub(r",(?=\d{3}$)", "", written).replace(",", "."))


def _unit(written: str) -> str:
    if not written.isascii():
        return _JAPANESE_UNITS.get(written[0], "month")
    if written.startswith("mo"):
        return "month"
    return {"h": "hour", "m": "minute", "d": "day", "w": "week", "s": "second"}[written[0]]


_BARE = re.compile(
    r"(?:\bnow (?:it'?s|it is|its|about|only|just|takes|around)|\bdown to|\bused to (?:be|take|need)|\binst\w+ of"
    r"|\bbecame|\bturned into|\b(?:it|that) took"
    r"|\bdropped to|\bwent to|\bit'?s now|\bagainst|\bvs\.?|\bit was|\brather than|→|->)\s?"
    r"(?:about |around |roughly |only |just |~|a )?"
    rf"(?P<number>{_DIGITS}|{'|'.join(_SMALL)}|fifteen|twenty|thirty|ninety)"
    r"(?![\w%.,:/]*[\w%])(?!\s?(?:x\b|times|%|per cent|percent|→|->))"
)


def bare_numbers_in(piece: Passage, known: list[Duration]) -> list[Duration]:
    """Numbers after "down to", "used to be" and the like take over the unit of the nearest length of time."""
    found = []
    for hit in _BARE.finditer(piece.folded) if known else ():
        start, end = hit.span("number")
        nearest = min(known, key=lambda duration: min(abs(duration.end - start), abs(duration.start - end)))
        inside = nearest.start <= start < nearest.end
        if not inside and min(abs(nearest.end - start), abs(nearest.start - end)) < _SAME_BREATH:
            found.append(Duration(_number(hit["number"]) * _UNITS[nearest.unit], nearest.unit, start, end))
    return found


_SAME_BREATH = 60

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
    """Tell how often a length of time comes back, by the words beside it; `None` when nothing says so."""
    text = piece.folded
    left = _PER_LEFT.search(text[max(0, duration.start - _LEFT) : duration.start])
    if left:
        return left.lastgroup  # type: ignore[return-value]
    right = _PER_RIGHT.match(text, duration.end, duration.end + 60)
    if not right or re.search(r"[.!?。]", right[0]):
        return None
    kind = right.lastgroup
    return "use" if kind == "use" else _PERIOD_OF[right[kind or "each"]]  # type: ignore[return-value]
