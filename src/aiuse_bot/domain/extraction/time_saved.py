"""How much time a use case saves: every duration gets a role from its context, then they are paired."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aiuse_bot.domain.extraction.time_roles import Role, Tagged, is_supposed, tagged_in
from aiuse_bot.domain.extraction.wordlists import cue

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.draft import Period
    from aiuse_bot.domain.extraction.mrkdwn import Passage

_FURTHEST = 600
_LARGEST_RATIO = 60
_MOST_MINUTES = 10_000_000

Story = dict[str, list["Passage"]]


class TimeSaved(NamedTuple):
    """Minutes with their period, or a percentage; all `None` if the post does not say."""

    minutes: int | None
    period: Period | None
    percent: int | None


def read_time(pieces: list[tuple[str, Passage]], story: Story) -> TimeSaved:
    """Read the time saved from pieces of the post, each with the field of its label ("" for free text).

    `story` holds the passages of "issue" and "result": they determine the role of a duration if no word does.
    """
    tagged: list[Tagged] = []
    offset = 0
    for field, piece in pieces:
        tagged += tagged_in(field, piece, offset, tagged[-1].duration.unit if tagged else None)
        offset += piece.end - piece.start + 1
    tagged = _settled(tagged, story)
    found = _explicit(tagged) or _difference(tagged, labelled=any(field for field, _ in pieces))
    if found and 0 < found[0] <= _MOST_MINUTES:
        return TimeSaved(round(found[0]), found[1], None)
    return TimeSaved(None, None, _percent([piece for _, piece in pieces]))


def _settled(tagged: list[Tagged], story: Story) -> list[Tagged]:
    """Resolve unsure durations from the sure ones near them, then from the story."""
    if len(tagged) > _MOST_LENGTHS:
        return tagged
    tagged = _completed(tagged, [one for one in tagged if one.sure])
    tagged = _agreed(tagged)
    tagged = _agreed(_completed(tagged, [one for one in tagged if one.role]))
    tagged = [one if one.sure else one._replace(role=_role_from_story(one, story) or one.role) for one in tagged]
    return _completed(tagged, [one for one in tagged if one.role])


_MOST_LENGTHS = 200


def _completed(tagged: list[Tagged], known: list[Tagged]) -> list[Tagged]:
    """Take a duration as the counterpart of a resolved neighbour, if the sizes fit."""
    return [one if one.sure or (one.role and one in known) else _beside(one, known) for one in tagged]


def _agreed(tagged: list[Tagged]) -> list[Tagged]:
    """Accept unsure readings that confirm each other: "takes an hour where it took six"."""
    unsure = [one for one in tagged if one.role and not one.sure]
    borne_out = [one for one in unsure if any(_complement(one, other) == one.role for other in tagged)]
    return [one._replace(sure=True) if one in borne_out else one for one in tagged]


def _beside(one: Tagged, known: list[Tagged]) -> Tagged:
    near = sorted(
        (other for other in known if abs(other.at - one.at) < _CLOSE), key=lambda other: abs(other.at - one.at)
    )
    role = next((role for role in (_complement(one, other) for other in near) if role), None)
    return one._replace(role=role, sure=True) if role else one


def _complement(one: Tagged, other: Tagged) -> Role | None:
    if one.period and other.period and one.period != other.period:
        return None
    if other.role == "after" and one.duration.minutes > other.duration.minutes:
        return "before"
    return "after" if other.role == "before" and one.duration.minutes < other.duration.minutes else None


_CLOSE = 300


def _role_from_story(tagged: Tagged, story: Story) -> Role | None:
    """Read a duration within the problem as before, within the outcome as after."""
    piece, at = tagged.piece, tagged.piece.start + tagged.duration.start
    roles: tuple[tuple[str, Role], ...] = (("issue", "before"), ("result", "after"))
    found = {
        role
        for field, role in roles
        if any(part.source is piece.source and part.start <= at < part.end for part in story.get(field, ()))
    }
    return found.pop() if len(found) == 1 else None


def _explicit(tagged: list[Tagged]) -> tuple[float, Period] | None:
    saved = next((one for one in tagged if one.role == "saved" and one.duration.minutes >= 1), None)
    if saved is None:
        return None
    long = saved.duration.unit in {"hour", "day", "week", "month"}
    return saved.duration.minutes, saved.period or ("total" if long else "use")


def _difference(tagged: list[Tagged], *, labelled: bool) -> tuple[float, Period] | None:
    """Pair the nearest before and after; an implausible ratio means that they measure different things."""
    pairs = [
        (abs(before.at - after.at), before, after)
        for before in tagged
        if before.role == "before"
        for after in tagged
        if after.role == "after" and 1 < _ratio(before, after) <= _LARGEST_RATIO
    ]
    if not pairs:
        return None
    distance, before, after = min(pairs, key=lambda pair: pair[0])
    if distance > _FURTHEST and not labelled:
        return None
    period = after.period or before.period
    both_days = before.duration.unit in {"day", "week"} and after.duration.unit in {"day", "week"}
    return before.duration.minutes - after.duration.minutes, period or ("total" if both_days else "use")


def _ratio(before: Tagged, after: Tagged) -> float:
    return before.duration.minutes / max(after.duration.minutes, 0.1)


_EFFORT = re.compile(cue("time_cues.txt", "effort"))
_NUMBER = r"(\d{1,2}(?:\.\d+)?)\s?(?:%|percent|per cent|パーセント)"
_PERCENT = re.compile(
    rf"(?:{cue('time_cues.txt', 'reduced by')})[^.。\n%]{{0,40}}?{_NUMBER}"
    rf"|{_NUMBER}\s?(?:{cue('time_cues.txt', 'percent less')})"
    r"|([1-9])割(?:ほど|くらい|近く|以上|も|の|を)?(?:削減|減|短縮|カット)"
)


def _percent(pieces: list[Passage]) -> int | None:
    for piece in pieces:
        for hit in _PERCENT.finditer(piece.folded):
            around = _around(piece.folded, hit)
            if _EFFORT.search(around) and not is_supposed(around):
                return int(hit[3]) * 10 if hit[3] else round(float(hit[1] or hit[2]))
    return None


_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？\n]")


def _around(text: str, hit: re.Match[str]) -> str:
    left = text[max(0, hit.start() - 40) : hit.start()]
    ends = [end.end() for end in _SENTENCE_END.finditer(left)]
    return left[ends[-1] if ends else 0 :] + hit[0] + text[hit.end() : hit.end() + 15]
