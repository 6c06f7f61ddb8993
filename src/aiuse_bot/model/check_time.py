"""A saving counts only if it follows from durations in the quote: models are poor at arithmetic."""

import re
import unicodedata
from itertools import product
from typing import Any

from aiuse_bot.domain.extraction import Draft, Period
from aiuse_bot.domain.extraction.durations import bare_numbers_in, durations_in
from aiuse_bot.domain.extraction.mrkdwn import Passage, read_source
from aiuse_bot.model.answer import TimeClaim
from aiuse_bot.model.quoted import PostText

MOST_MINUTES = 10_000_000
MOST_DURATIONS = 20

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s?(?:%|percent|per cent|パーセント)|([1-9])割", re.IGNORECASE)
_SAID: dict[str, re.Pattern[str]] = {
    "day": re.compile(r"\b(?:day|daily|morning|evening|night|shift)|日|朝|晩", re.IGNORECASE),
    "week": re.compile(r"\bweek|週", re.IGNORECASE),
    "month": re.compile(r"\bmonth|月", re.IGNORECASE),
    "quarter": re.compile(r"\bquarter|四半期", re.IGNORECASE),
    "year": re.compile(r"\b(?:year|annual)|年", re.IGNORECASE),
}
"""For each period, the words of which a quote must contain one."""


def checked_time(claim: TimeClaim, text: PostText, draft: Draft) -> dict[str, Any] | None:
    """Return the fields that say how much time was saved; `None` if the quote does not support the claim."""
    quote = text.passage(claim.quote)
    if quote is None:
        return None
    if claim.minutes is not None:
        return _minutes(claim.minutes, claim.period, quote)
    if claim.percent is not None and draft.time_saved_minutes is None and claim.percent in _percentages(quote):
        return {"time_saved_percent": claim.percent}
    return None


def _minutes(minutes: int, period: Period | None, quote: str) -> dict[str, Any] | None:
    if not _is_said(period, quote) or not 0 < minutes <= MOST_MINUTES or minutes not in _savings(quote):
        return None
    return {"time_saved_minutes": minutes, "time_saved_period": period, "time_saved_percent": None}


def _is_said(period: Period | None, quote: str) -> bool:
    if period is None or period not in _SAID:
        return period is not None
    return _SAID[period].search(quote) is not None


def _savings(quote: str) -> set[int]:
    """Return every saving, in minutes, that a quote may mean: a duration in it, or the difference of two."""
    whole = Passage(read_source("text", quote), 0, len(quote))
    durations = durations_in(whole)[:MOST_DURATIONS]
    lengths = [one.minutes for one in (*durations, *bare_numbers_in(whole, durations))]
    return {round(length) for length in lengths} | {round(one - other) for one, other in product(lengths, repeat=2)}


def _percentages(quote: str) -> set[int]:
    hits = _PERCENT.finditer(unicodedata.normalize("NFKC", quote))
    return {int(hit[2]) * 10 if hit[2] else round(float(hit[1])) for hit in hits}
