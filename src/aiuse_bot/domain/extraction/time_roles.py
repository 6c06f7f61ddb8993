"""The role of a duration, judged by the words next to it: spent before, spent after, saved, or something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from aiuse_bot.domain.extraction.durations import bare_numbers_in, durations_in
from aiuse_bot.domain.extraction.mentions import names_in
from aiuse_bot.domain.extraction.periods import period_of
from aiuse_bot.domain.extraction.wordlists import cue

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.draft import Period
    from aiuse_bot.domain.extraction.durations import Duration
    from aiuse_bot.domain.extraction.mrkdwn import Passage

Role = Literal["before", "after", "saved", "other"]

_NAME = "\x01"
_FILLER = (
    r"(?:\s*(?:me|us|them|you|it|the team|everyone|about|around|roughly|approximately|approx\.?|nearly|almost|maybe"
    r"|easily|at least|up to|over|more than|an average of|on average|a good|good|another|only|just|under|less than|~|〜"
    r"|≈|\(|:|about a|like|probably|somewhere|between|well|a|the|solid|whole|full|of|each|by|somebody|someone"
    r"|whoever was on duty|my team|the better part of|most of|some|her|him|は|も|、|約|およそ|だいたい|ざっと|1件|一件"
    r"|1回|一回)){0,5}\s*$"
)


def _left(name: str, filler: str = _FILLER) -> re.Pattern[str]:
    return re.compile(f"(?:{cue('time_cues.txt', name)}){filler}")


def _right(name: str) -> re.Pattern[str]:
    return re.compile(cue("time_cues.txt", name))


_SAVED_LEFT, _SAVED_RIGHT = _left("saved left"), _right("saved right")
_BEFORE_LEFT, _BEFORE_RIGHT = _left("before left"), _right("before right")
_UNSURE_BEFORE_LEFT, _UNSURE_AFTER_LEFT = _left("unsure before left"), _left("unsure after left")
_NOT_BY = _FILLER.replace("|by|", "|")
_AFTER_LEFT, _AFTER_RIGHT = _left("after left", _NOT_BY), _right("after right")
_OTHER_LEFT, _OTHER_RIGHT = _left("other left", r"\s*(?:about |around |~)?$"), _right("other right")
_DAYS_LEFT = _left("days left", r"\s*(?:about |around |~)?$")
_HYPOTHETICAL, _LATENCY = _right("hypothetical"), _right("latency")
_FROM_TO = re.compile(r"\bto\s*$|from [^.]*$")
_INSTEAD = re.compile(r"(?:\s[a-z]+){0,4}?\s(?:inst\w{1,4} of|rather than|vs\.?\s|versus|against|compared (?:to|with))")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？\n]")
_LONG_UNITS = frozenset(("day", "week", "month"))
_MOST_DURATIONS = 60
_WINDOW = 70


class Tagged(NamedTuple):
    """A duration with its role; an unsure role yields to its neighbours. `at` is its position in the whole post."""

    duration: Duration
    role: Role | None
    sure: bool
    period: Period | None
    at: int
    piece: Passage


def tagged_in(field: str, piece: Passage, offset: int, unit: str | None) -> list[Tagged]:
    """Tag every duration in a piece that is under a label ("" for none); waiting times are left out.

    `unit` is the last unit of the preceding pieces, for numbers without one.
    """
    durations = durations_in(piece)[:_MOST_DURATIONS]
    durations = sorted([*durations, *bare_numbers_in(piece, durations, unit)], key=lambda one: one.start)
    text = _with_masked_names(piece) if durations else ""
    tagged = []
    for number, duration in enumerate(durations):
        left, right = _neighbourhood(text, duration)
        before = durations[number - 1].end if number else 0
        after = durations[number + 1].start if number + 1 < len(durations) else len(text)
        ahead = text[duration.end : min(after, duration.end + _WINDOW)]
        role, sure = _role(left, right, duration, _own_left(text, duration, before, left), ahead)
        if role is None or (role == "other" and field in _LABELLED_BEFORE):
            role = _role_by_field(field, left, right)
            sure = role is not None
        if role == "saved" or not _LATENCY.search(left + right):
            tagged.append(Tagged(duration, role, sure, period_of(piece, duration), offset + duration.start, piece))
    return tagged


_TURN = re.compile(r"[,;]\s|、|\sand\s")


def _own_left(text: str, duration: Duration, before: int, left: str) -> str:
    """Leave out what belongs to the previous duration: "an hour before, ten minutes after"."""
    between = text[before : duration.start]
    if len(between) >= len(left):
        return left
    turn = _TURN.search(between)
    return between[turn.end() :] if turn else between


def is_supposed(text: str) -> bool:
    """Whether a sentence is about a possibility or about waiting, rather than about work that was done."""
    return bool(_HYPOTHETICAL.search(text) or _LATENCY.search(text))


def _with_masked_names(piece: Passage) -> str:
    """Replace tool names by a placeholder, so that one cue matches them all; the length stays."""
    text = piece.folded
    for start, end in names_in(piece):
        text = text[: start - piece.start] + _NAME * (end - start) + text[end - piece.start :]
    return text


def _neighbourhood(text: str, duration: Duration) -> tuple[str, str]:
    """Return the text left and right of a duration within its sentence."""
    left = text[max(0, duration.start - _WINDOW) : duration.start]
    right = text[duration.end : duration.end + _WINDOW]
    ends = [hit.end() for hit in _SENTENCE_END.finditer(left)]
    end = _SENTENCE_END.search(right)
    if ends and _ASKED_BEFORE.search(left[: ends[-1]]):
        ends = []
    return left[ends[-1] if ends else 0 :], right[: end.end() if end else None]


_ASKED_BEFORE = re.compile(r"(?:by hand|manually|the old way|before|after|now|today)\?\s$")


def _role(left: str, right: str, duration: Duration, near: str, ahead: str) -> tuple[Role | None, bool]:
    """Try the readings in order: a date or a hypothesis beats saved, saved beats before, before beats after."""
    in_days = duration.unit in _LONG_UNITS
    readings: tuple[tuple[Role, bool, object], ...] = (
        ("other", True, _HYPOTHETICAL.search(left) or _HYPOTHETICAL.search(right) or _OTHER_RIGHT.match(right)),
        ("saved", True, _SAVED_RIGHT.match(ahead) or (_SAVED_LEFT.search(left) and not _FROM_TO.search(left))),
        ("after", True, _INSTEAD.match(right)),
        ("before", True, _BEFORE_LEFT.search(near)),
        ("after", True, _AFTER_LEFT.search(near)),
        ("other", True, _OTHER_LEFT.search(left) or (in_days and _DAYS_LEFT.search(left))),
        ("before", True, _BEFORE_RIGHT.match(right)),
        ("after", True, _AFTER_RIGHT.match(right[: len(ahead)])),
        ("before", False, _UNSURE_BEFORE_LEFT.search(near)),
        ("after", False, _UNSURE_AFTER_LEFT.search(near)),
    )
    return next(((role, sure) for role, sure, speaks in readings if speaks), (None, False))


_LABELLED_BEFORE = frozenset(("issue", "time_before"))
_IMPLIED_ROLES: dict[str, Role] = {
    "issue": "before", "time_before": "before", "result": "after", "time_after": "after", "time": "saved",
}  # fmt: skip


def _role_by_field(field: str, left: str, right: str) -> Role | None:
    """Under a label the field itself determines the role of a duration."""
    if field == "time" and re.search(r"→|->|\bto\b|から", left[-8:] + right[:4]):
        return "after"
    return _IMPLIED_ROLES.get(field)
