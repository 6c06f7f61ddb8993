"""Durations in a text, in minutes, each with its position."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.mrkdwn import Passage

# Days and weeks are working days and working weeks, as in the records.
_UNITS = {
    "second": 1 / 60, "minute": 1.0, "hour": 60.0, "day": 480.0, "week": 2400.0, "month": 9600.0,
}  # fmt: skip
_SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WORDS = {word: float(number) for number, word in enumerate(_SMALL, start=1)}
_WORDS |= {
    "a": 1,
    "an": 1,
    "half a": 0.5,
    "half an": 0.5,
    "a half": 0.5,
    "half": 0.5,
    "a couple of": 2,
    "couple of": 2,
}
_WORDS |= {
    "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "thirty-five": 35, "forty": 40, "forty-five": 45,
    "fifty": 50, "fifty-five": 55, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_KANJI = {character: float(number) for number, character in enumerate("一二三四五六七八九", start=1)}
_KANJI_NUMBER = r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"

_DIGITS = r"\d{1,5}(?:[.,]\d{1,3})?"
_NUMBER = rf"{_DIGITS}|(?:{'|'.join(sorted(map(re.escape, _WORDS), key=len, reverse=True))})(?![a-z])"
_ENGLISH = re.compile(
    rf"(?<![a-z0-9_.,$€£¥/])(?P<low>{_NUMBER})(?P<more>\s(?:and|&)\s(?:a\s)?half)?(?:\s?(?P<range>-|–|~|〜|(?:down\s)?to|or|→|->|=>)\s?(?P<high>{_NUMBER}))?\s?-?"
    r"(?:\s?(?:\+|plus|full|whole|solid|entire|more|extra|good|working|man|person)-?\s?){0,2}\s?"
    r"(?P<unit>hours?|hrs?|h|minutes?|mins?|min|(?<!\.\d)m(?!\s(?:yen|users|rows|records|jpy|usd|people|items))|days?|weeks?|wks?|seconds?|secs?|months?)(?![a-z0-9])"
    r"(?P<half> and a half)?(?:\s?(?:and\s)?(?P<rest>\d{1,2})\s?(?:minutes?|mins?|m)\b)?"
)
_COMPACT = re.compile(r"(?<![a-z0-9_.,$€£¥/])(?P<low>\d{1,3})h\s?(?P<rest>\d{1,2})(?:m|min)?(?![a-z0-9])")
_JAPANESE = re.compile(
    rf"(?<![\d.,])(?<!\d[:/])(?P<low>{_DIGITS}|{_KANJI_NUMBER})(?:\s?(?P<range>-|–|~|〜|→|->|から)\s?(?P<high>{_DIGITS}))?\s?"
    r"(?P<unit>時間|分間?|秒|人日|営業日|日間?|週間|か月|ヶ月|カ月|ケ月)(?!の1|野|類|割|岐|担|布|析|解|け|目|程|本|[0-9]{4})"
    r"(?P<half>半)?(?:(?P<rest>\d{1,2})分)?"
)
_NAMED = {
    "半日": 240.0, "丸一日": 480.0, "まる一日": 480.0, "丸1日": 480.0, "まる1日": 480.0, "丸二日": 960.0,
    "丸2日": 960.0, "half a day": 240.0, "half day": 240.0, "half-day": 240.0, "quarter of an hour": 15.0,
    "quarter hour": 15.0, "three quarters of an hour": 45.0, "usual hour": 60.0, "full hour": 60.0,
}  # fmt: skip
_NAMED_PATTERN = re.compile("|".join(sorted(_NAMED, key=len, reverse=True)))
_JAPANESE_UNITS = {"時": "hour", "分": "minute", "秒": "second", "人": "day", "営": "day", "日": "day", "週": "week"}
_ARROWS = frozenset(("→", "->", "=>", "から"))


class Duration(NamedTuple):
    """A duration: its minutes (the low end of a range), its unit, and its position in the passage."""

    minutes: float
    unit: str
    start: int
    end: int


def durations_in(piece: Passage) -> list[Duration]:
    """Find every duration; "30→5 minutes" and "from 30 to 5 minutes" are two, "2-3 hours" is one."""
    text = piece.folded
    used = bytearray(len(text))  # each character belongs to at most one duration
    found: list[Duration] = []
    for hit in _NAMED_PATTERN.finditer(text):
        found.append(_named(hit))
        _mark_used(used, hit)
    for pattern in (_COMPACT, _ENGLISH, _JAPANESE):
        for hit in pattern.finditer(text):
            if used.find(1, *hit.span()) < 0 and not _is_rate(text, hit):
                found += _read(hit)
                _mark_used(used, hit)
    return sorted(found, key=lambda duration: duration.start)


def _mark_used(used: bytearray, hit: re.Match[str]) -> None:
    used[hit.start() : hit.end()] = b"\1" * len(hit[0])


def _named(hit: re.Match[str]) -> Duration:
    return Duration(_NAMED[hit[0]], "hour" if hit[0].endswith("hour") else "day", hit.start(), hit.end())


_LENGTH_FOLLOWS = re.compile(
    r"(?:^|[.,;:!?(—–~→>-]\s?|\b(?:in|took|takes?|taking|was|is|it's|for|of|from|to|than|about|over|within|under|almost|nearly|be"
    r"|sav(?:e|es|ed|ing)|spen[dt]s?|spending|lost|lose|loses|needs?|needed|me|us|him|her|them|now|at|and|with|only|just|maybe|cost|costs|ate"
    r"|eats|wasted?|budget|block|blocked|gain(?:ed)?|another|by|used|up|out|off|on|became|into|vs\.?|or|not|that's|barely|roughly|around|like"
    r"|easily|skip(?:ped)?|free[sd]?|got|getting|the|least|most|quoted|before|after|normally|usually|previously|today|always|what|quiet))\s?$"
)


def _is_rate(text: str, hit: re.Match[str]) -> bool:
    """Whether "a day" means a frequency: "two a day", "90 mails a day"."""
    if hit["low"] not in {"a", "an"}:
        return False
    if _unit(hit["unit"]) == "hour":
        return _COUNT.search(text[max(0, hit.start() - 10) : hit.start()]) is not None
    return _unit(hit["unit"]) in _RATES and not _LENGTH_FOLLOWS.search(text[max(0, hit.start() - 14) : hit.start()])


_RATES = frozenset(("day", "week", "month"))
_COUNT = re.compile(rf"(?:\d|\b(?:{'|'.join(_SMALL)}|once|twice|times))\s$")


def _read(hit: re.Match[str]) -> list[Duration]:
    groups = hit.groupdict()
    unit = _unit(groups.get("unit") or "h")
    if unit == "hour" and groups["low"].startswith("half"):
        return [Duration(30.0, "minute", hit.start(), hit.end())]
    low = _number(groups["low"]) + (0.5 if groups.get("half") or groups.get("more") else 0)
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
    if not written.isascii():
        tens, ten, ones = written.rpartition("十")
        return (_KANJI.get(tens, 1.0) * 10 if ten else 0.0) + _KANJI.get(ones, 0.0)
    return float(re.sub(r",(?=\d{3}$)", "", written).replace(",", "."))


def _unit(written: str) -> str:
    if not written.isascii():
        return _JAPANESE_UNITS.get(written[0], "month")
    if written.startswith("mo"):
        return "month"
    return {"h": "hour", "m": "minute", "d": "day", "w": "week", "s": "second"}[written[0]]


# "A", "half" and "a couple" precede too many other things.
_BARE_WORD = "|".join(sorted((word for word in _WORDS if word[0] not in "ach"), key=len, reverse=True))
_PLAIN_NUMBER = (
    rf"(?P<number>\d{{1,3}}(?:\.\d)?|(?:{_BARE_WORD})(?![a-z-]))"
    r"(?P<half> and a half)?"
)
_ABOUT = r"\s?(?:(?:about|around|roughly|only|just|maybe|like|more like|say|~|a) ?){0,2}(?<![\d.])"
_BARE = re.compile(
    r"(?:\bnow (?:it'?s|it is|its|about|only|just|takes|around|she|he|i)?|\b(?:down|dropped|went|fell) to"
    r"|\b(?:cuts?|brings?|brought|takes?|took|gets?|got) (?:that|it|this|them)(?: down)? to"
    r"|\bbecame|\bbecomes|\bturned into|\b(?:it|that|this|which) (?:takes|took|was|is|needs|needed)|\bspends?"
    r"|\b(?:takes|took)(?: me| us)?|\b(?:ready|done|there|out|finished|through|back|over) in|\bit'?s"
    rf"|\b(?:was|were|today|these days|this year|afterwards?|before)[:,]?|→|->|=>){_ABOUT}{_PLAIN_NUMBER}"
    r"(?=\s?(?:$|[.,;:!?()—–]|-\s)|\s(?:now|today|with|since|before|after|each|flat|tops|inst\w+|rather|thanks|this|these"
    r"|including|max|or so|at most|plus|when|if|because|and|but|on a)\b)(?![.,]\d)"
)
_BARE_AGAINST = re.compile(
    r"(?:\bagainst|\bvs\.?|\brather than|\binst\w+ of|\bdown from|\bused to (?:be|take|need|cost)"
    r"|\bcompared (?:to|with))"
    rf"{_ABOUT}{_PLAIN_NUMBER}(?![\w%.,:/]*[\w%])(?!\s?(?:x\b|times|%|per cent|percent|→|->))"
)
_BARE_AFTER = re.compile(rf"\s(?:down )?to (?:about |around |only |just )?{_PLAIN_NUMBER}(?=\W*$|[.,;:!?()\s])(?!\s?%)")
_BARE_NOW = re.compile(
    rf"(?<![\w.,]){_PLAIN_NUMBER}(?=\s(?:now|today|these days|nowadays|this (?:year|month|week|time))\b)"
)


def bare_numbers_in(piece: Passage, known: list[Duration], earlier: str | None = None) -> list[Duration]:
    """Find numbers that inherit the unit of the nearest duration: "down to 5", "25 minutes; five now".

    `earlier` is the last unit of the preceding pieces; it counts only if this piece names none.
    """
    if not known and earlier not in _PLAIN_UNITS:
        return []
    patterns = (_BARE, _BARE_AGAINST, _BARE_NOW) if known else (_BARE,)
    hits = [hit for pattern in patterns for hit in pattern.finditer(piece.folded)]
    hits += [hit for one in known if (hit := _BARE_AFTER.match(piece.folded, one.end))]
    found: dict[int, Duration] = {}
    for hit in hits:
        start, end = hit.span("number")
        unit = _unit_beside(start, end, known) if known else earlier
        if unit:
            number = _number(hit["number"]) + (0.5 if hit["half"] else 0)
            found[start] = Duration(number * _UNITS[unit], unit, start, end)
    return list(found.values())


def _unit_beside(start: int, end: int, known: list[Duration]) -> str | None:
    nearest = min(known, key=lambda duration: min(abs(duration.end - start), abs(duration.start - end)))
    inside = any(one.start <= start < one.end for one in known)
    distance = min(abs(nearest.end - start), abs(nearest.start - end))
    return nearest.unit if not inside and distance < _SAME_BREATH else None


_SAME_BREATH = 90
_PLAIN_UNITS = frozenset(("minute", "hour"))
