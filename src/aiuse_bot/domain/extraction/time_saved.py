"""How much time a use case saves: every duration gets a role from its neighbourhood, then they are paired."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from aiuse_bot.domain.extraction.durations import Duration, bare_numbers_in, durations_in, period_of
from aiuse_bot.domain.extraction.wordlists import cue

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.draft import Period
    from aiuse_bot.domain.extraction.mrkdwn import Passage

Role = Literal["before", "after", "saved", "other"]

_FILLER = (
    r"(?:\s*(?:me|us|them|you|it|the team|everyone|about|around|roughly|approximately|approx\.?|nearly|almost|maybe"
    r"|easily|at least|up to|over|more than|an average of|on average|a good|good|another|only|just|under|less than|~|〜"
    r"|≈|\(|:|about a|like|probably|somewhere|between|well|a|the|solid|whole|full|of|each|by|somebody|someone"
    r"|whoever was on duty|my team)){0,5}\s*$"
)


def _left(name: str, filler: str = _FILLER) -> re.Pattern[str]:
    return re.compile(f"(?:{cue('time_cues.txt', name)}){filler}")


def _right(name: str) -> re.Pattern[str]:
    return re.compile(cue("time_cues.txt", name))


_SAVED_LEFT, _SAVED_RIGHT = _left("saved left"), _right("saved right")
_BEFORE_LEFT, _BEFORE_RIGHT = _left("before left"), _right("before right")
_AFTER_LEFT, _AFTER_RIGHT = _left("after left", _FILLER.replace("|by|", "|")), _right("after right")
_OTHER_LEFT, _OTHER_RIGHT = _left("other left", r"\s*(?:about |around |~)?$"), _right("other right")
_HYPOTHETICAL, _LATENCY = _right("hypothetical"), _right("latency")
_FROM_TO = re.compile(r"\bto\s*$|from [^.]*$")
_INSTEAD = re.compile(r"\s(?:inst\w{1,4} of|rather than|vs\.?\s|versus|against|compared (?:to|with))")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？\n]")


class TimeSaved(NamedTuple):
    """Minutes with their period, or a percentage; all `None` where the post does not say."""

    minutes: int | None
    period: Period | None
    percent: int | None


class _Tagged(NamedTuple):
    duration: Duration
    role: Role | None
    period: Period | None
    at: int


_FURTHEST = 220
_LARGEST_RATIO = 60
_MOST_MINUTES = 10_000_000


Story = dict[str, list["Passage"]]


def read_time(pieces: list[tuple[str, Passage]], story: Story) -> TimeSaved:
    """Read the saving from pieces of the post, each with the field it stands under ("" for free text).

    `story` holds the passages of "issue" and "result": they say what a length of time means where no word does.
    """
    tagged: list[_Tagged] = []
    offset = 0
    for field, piece in pieces:
        tagged += [_moved(one, offset) for one in _tagged(field, piece, story)]
        offset += piece.end - piece.start + 1
    found = _explicit(tagged) or _difference(tagged, labelled=any(field for field, _ in pieces))
    if found and 0 < found[0] <= _MOST_MINUTES:
        return TimeSaved(round(found[0]), found[1], None)
    return TimeSaved(None, None, _percent([piece for _, piece in pieces]))


def _moved(tagged: _Tagged, offset: int) -> _Tagged:
    return tagged._replace(at=tagged.at + offset)


def _explicit(tagged: list[_Tagged]) -> tuple[float, Period] | None:
    saved = next((one for one in tagged if one.role == "saved" and one.duration.minutes >= 1), None)
    if saved is None:
        return None
    long = saved.duration.unit in {"hour", "day", "week", "month"}
    return saved.duration.minutes, saved.period or ("total" if long else "use")


def _difference(tagged: list[_Tagged], *, labelled: bool) -> tuple[float, Period] | None:
    """Pair the nearest before and after; a ratio beyond belief compares different things."""
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


def _ratio(before: _Tagged, after: _Tagged) -> float:
    return before.duration.minutes / max(after.duration.minutes, 0.1)


def _tagged(field: str, piece: Passage, story: Story) -> list[_Tagged]:
    durations = durations_in(piece)[:_MOST_DURATIONS]
    durations += bare_numbers_in(piece, durations)
    tagged = []
    for duration in sorted(durations, key=lambda one: one.start):
        left, right = _neighbourhood(piece.folded, duration)
        role = _role(left, right) or _role_by_field(field, left, right)
        if role == "after" and _WEAK_AFTER.search(left) and _told(piece, duration, story) == "before":
            role = "before"
        if role == "saved" or not _LATENCY.search(left + right):
            tagged.append(_Tagged(duration, role, period_of(piece, duration), duration.start))
    return [_with_story(one, piece, story) for one in _completed(tagged)]


_WEAK_AFTER = re.compile(rf"\b(?:tak(?:es|ing)|needs?|is){_FILLER}")


def _with_story(tagged: _Tagged, piece: Passage, story: Story) -> _Tagged:
    return tagged if tagged.role else tagged._replace(role=_told(piece, tagged.duration, story))


def _told(piece: Passage, duration: Duration, story: Story) -> Role | None:
    """Read a length of time within the problem as before, within the outcome as after."""
    at = piece.start + duration.start
    roles: tuple[tuple[str, Role], ...] = (("issue", "before"), ("result", "after"))
    for field, role in roles:
        if any(part.source is piece.source and part.start <= at < part.end for part in story.get(field, ())):
            return role
    return None


def _completed(tagged: list[_Tagged]) -> list[_Tagged]:
    """Take a length of time that nothing explains for the other half of a close neighbour that is explained."""
    for number, one in enumerate(tagged):
        if one.role is None and one.period in {None, "use"}:
            near = [other for other in tagged if other.role and abs(other.at - one.at) < _CLOSE]
            role = next((role for role in (_complement(one, other) for other in near) if role), None)
            tagged[number] = one._replace(role=role)
    return tagged


def _complement(one: _Tagged, other: _Tagged) -> Role | None:
    longer = one.duration.minutes > other.duration.minutes
    if other.role == "after" and longer and one.at < other.at:
        return "before"
    return "after" if other.role == "before" and not longer else None


_CLOSE = 90
_MOST_DURATIONS = 60
_WINDOW = 70


def _neighbourhood(text: str, duration: Duration) -> tuple[str, str]:
    """Cut out what stands left and right of a duration in its sentence."""
    left = text[max(0, duration.start - _WINDOW) : duration.start]
    right = text[duration.end : duration.end + _WINDOW]
    ends = [hit.end() for hit in _SENTENCE_END.finditer(left)]
    end = _SENTENCE_END.search(right)
    return left[ends[-1] if ends else 0 :], right[: end.end() if end else None]


def _role(left: str, right: str) -> Role | None:
    """Try the readings in order: a date or a hypothesis beats saved, saved beats before, before beats after."""
    readings: tuple[tuple[Role, object], ...] = (
        ("other", _HYPOTHETICAL.search(left) or _HYPOTHETICAL.search(right) or _OTHER_RIGHT.match(right)),
        ("saved", _SAVED_RIGHT.match(right) or (_SAVED_LEFT.search(left) and not _FROM_TO.search(left))),
        ("after", _INSTEAD.match(right)),
        ("before", _BEFORE_LEFT.search(left)),
        ("other", _OTHER_LEFT.search(left)),
        ("before", _BEFORE_RIGHT.match(right)),
        ("after", _AFTER_RIGHT.match(right) or _AFTER_LEFT.search(left)),
    )
    return next((role for role, speaks in readings if speaks), None)


_UNSAID: dict[str, Role] = {
    "issue": "before", "time_before": "before", "result": "after", "time_after": "after", "time": "saved",
}  # fmt: skip


def _role_by_field(field: str, left: str, right: str) -> Role | None:
    """Under a label the field itself says what a duration means."""
    if field == "time" and re.search(r"→|->|\bto\b|から", left[-8:] + right[:4]):
        return "after"
    return _UNSAID.get(field)


_EFFORT = _right("effort")
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
            if _EFFORT.search(around) and not _HYPOTHETICAL.search(around) and not _LATENCY.search(around):
                return int(hit[3]) * 10 if hit[3] else round(float(hit[1] or hit[2]))
    return None


def _around(text: str, hit: re.Match[str]) -> str:
    left = text[max(0, hit.start() - 40) : hit.start()]
    ends = [end.end() for end in _SENTENCE_END.finditer(left)]
    return left[ends[-1] if ends else 0 :] + hit[0] + text[hit.end() : hit.end() + 15]
