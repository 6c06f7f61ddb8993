"""How likely a post is about somebody's use of AI."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from aiuse_bot.domain.extraction.clauses import sentences_of
from aiuse_bot.domain.extraction.learned.post_score import is_in_use, log_odds, post_features
from aiuse_bot.domain.extraction.mentions import ai_in
from aiuse_bot.domain.extraction.wordlists import cues, pattern_of

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.mrkdwn import Passage
    from aiuse_bot.domain.extraction.sections import Section, Sections
    from aiuse_bot.domain.extraction.time_saved import TimeSaved
    from aiuse_bot.domain.extraction.tools import Tools


class Evidence(NamedTuple):
    """What reading a post has found."""

    whole: list[Passage]
    sections: Sections
    tools: Tools
    time: TimeSaved
    fields: set[str]
    has_own_replies: bool


_BIAS = -3.6
_AI = 1.5
_NO_AI = -3.0
_IN_USE = 1.7
_TIME = 1.4
_LABELS = 5.5
_LABELS_WITHOUT_AI = 1.0
_ONE_LABEL = 1.2
_STORY = 1.1
_FORM = -6.0
_LABELLED_DOUBT = 0.35
_ONLY_QUESTIONS = -3.0
_SOME_QUESTION = -0.5
_SHORT = -1.2
_BRIEF = 25
_FILLED = frozenset(("issue", "approach", "result", "tools", "prompt", "time"))


def probability_of(evidence: Evidence) -> float:
    """Decide by rules if labels clearly speak for or against, else by the learned weights; 0 without words."""
    if not evidence.whole:
        return 0.0
    labels = _label_weight(evidence, ai=_speaks_of_ai(evidence))
    learned = 0 <= labels < _LABELS
    weight = (
        log_odds(post_features(evidence.whole, evidence.sections.fields))
        if learned
        else _rule_log_odds(evidence, labels)
    )
    return 1 / (1 + math.exp(-weight))


def _rule_log_odds(evidence: Evidence, labels: float) -> float:
    text = "\n".join(piece.folded for piece in evidence.whole)[:_READ]
    against = sum(sign.weight for sign in cues("signs_against.txt") if sign.pattern.search(text))
    weight = _BIAS + (_AI if _speaks_of_ai(evidence) else _NO_AI) + labels + _for(text, evidence)
    weight += _questions(evidence, labels) + _length(text)
    return weight - against * (_LABELLED_DOUBT if labels > 0 else 1)


_READ = 6_000
"""Characters that decide: a post that has not said by then what it is about never does."""


def _for(text: str, evidence: Evidence) -> float:
    found = {sign.name: sign.weight for sign in cues("signs_for.txt") if sign.pattern.search(text)}
    in_use = _IN_USE if "done by the author" in found or is_in_use(evidence.whole) else 0.0
    time = _TIME if evidence.time.minutes or evidence.time.percent else 0.0
    story = _STORY if in_use and evidence.fields >= {"issue", "result"} else 0.0
    return sum(weight for name, weight in found.items() if name != "done by the author") + in_use + time + story


def _label_weight(evidence: Evidence, *, ai: bool) -> float:
    """Labels with the author's text under them; a form with empty or instructional fields counts against."""
    parts = [part for part in evidence.sections.labelled if part.field in _FILLED]
    if len(parts) < _FEWEST_LABELS:
        return _ONE_LABEL if parts and parts[0].passages and ai else 0.0
    code = any(piece.source.code for piece in evidence.whole)
    blank = [part for part in parts if _is_blank(part, code=code)]
    if len(blank) * 2 >= len(parts):
        return _FORM
    kinds = {part.field for part in parts if part not in blank}
    if not ai:
        return _LABELS_WITHOUT_AI
    return _LABELS if {"result"} & kinds and kinds & {"issue", "approach", "tools"} else _LABELS / 2


_FEWEST_LABELS = 2


def _is_blank(part: Section, *, code: bool) -> bool:
    """Whether a section is empty or holds an instruction; a prompt may be in a code block instead."""
    if not part.passages:
        return not (part.field == "prompt" and code)
    return any(pattern_of("signs_use.txt", "instruction").search(piece.folded) for piece in part.passages)


def _speaks_of_ai(evidence: Evidence) -> bool:
    ordinary = evidence.whole[0].source.known.not_ai
    if any(name not in ordinary for name in evidence.tools.names):
        return True
    return any(ai_in(piece) for piece in evidence.whole)


def _questions(evidence: Evidence, labels: float) -> float:
    """Weigh questions: a post that only asks is no use case, a question before a story is an opening."""
    if labels > 0:
        return 0.0
    sentences = [sentence for piece in evidence.whole for sentence in sentences_of(piece)][:_MOST_SENTENCES]
    asking = [sentence for sentence in sentences if pattern_of("signs_use.txt", "question").search(sentence.folded)]
    if not asking:
        return 0.0
    return _ONLY_QUESTIONS if len(asking) * 2 >= len(sentences) or asking[-1] is sentences[-1] else _SOME_QUESTION


_MOST_SENTENCES = 40


def _length(text: str) -> float:
    return _SHORT if len(text.strip()) < _BRIEF else 0.0
