"""Free text: which clauses tell the problem, what was done with AI, what came of it, and what to watch out for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from aiuse_bot.domain.extraction.clauses import Clause, clauses_of, parts_at_commas
from aiuse_bot.domain.extraction.mrkdwn import Passage
from aiuse_bot.domain.extraction.task import ai_in, task_in
from aiuse_bot.domain.extraction.wordlists import Cue, cues

_LISTS = ("cues_en.txt", "cues_ja.txt")
_ROLES = ("issue", "approach", "result", "risk", "chatter")
_BEFORE_THE_TOOL = 1.4
_AT_THE_TOOL = 2.2
_AFTER_THE_TOOL = 1.6
_QUESTION = 1.0
_SHORTEST_CLAUSE = 3
_CERTAIN_CHATTER = 2.5
_CERTAIN_RISK = 2.6


@dataclass(slots=True)
class Told:
    """The passages that tell each field, in the order of the text."""

    issue: list[Passage]
    approach: list[Passage]
    result: list[Passage]
    risk: list[Passage]


class _Judged(NamedTuple):
    clause: Clause
    role: str
    weight: float


def read_prose(pieces: list[Passage]) -> Told:
    """Give each clause a role by its words and by where it stands to the first mention of AI."""
    clauses = clauses_of(pieces)
    ai = [bool(ai_in(clause.piece)) for clause in clauses]
    turn = _turn(clauses, ai)
    judged = [_judge(clause, place, turn, ai=ai[place]) for place, clause in enumerate(clauses)]
    told = Told(_best(judged, "issue"), _all(judged, "approach"), _best(judged, "result"), _all(judged, "risk"))
    told.issue = told.issue or _task(judged, ai) or _beside_the_tool(judged, turn)
    told.result = told.result or _last_words(judged, turn) or _tail(judged)
    return told


def _beside_the_tool(judged: list[_Judged], turn: int) -> list[Passage]:
    """Take what else the sentence says that brings in the tool: "Gave it a brief – sort the regulations"."""
    if not judged:
        return []
    number = judged[turn].clause.sentence
    rest = [one.clause.piece for one in judged if one.clause.sentence == number and one is not judged[turn]]
    return rest[:1]


def _last_words(judged: list[_Judged], turn: int) -> list[Passage]:
    """Without a word of success or failure, what is told after the tool stands for the outcome."""
    rest = [one for one in judged[turn + 1 :] if one.role in {"issue", "approach"}]
    return [rest[-1].clause.piece] if rest else []


def _tail(judged: list[_Judged]) -> list[Passage]:
    """Look for the outcome behind a comma of the clause that names the tool."""
    for one in judged:
        parts = parts_at_commas(one.clause.piece)
        for part in parts[1:]:
            if _weight("result", part) > 0:
                return [Passage(part.source, part.start, parts[-1].end)]
    return []


def is_chatter(piece: Passage) -> bool:
    """Whether a clause greets, offers or thanks and says nothing of the case itself."""
    return _weight("chatter", piece) >= _CERTAIN_CHATTER


def _turn(clauses: list[Clause], ai: list[bool]) -> int:
    """Find the clause where the story turns from the problem to the tool."""
    using = [place for place, clause in enumerate(clauses) if ai[place] and _weight("approach", clause.piece) > 0]
    named = [place for place, there in enumerate(ai) if there]
    return (using or named or [len(clauses) // 2])[0]


@lru_cache(maxsize=len(_ROLES))
def _cues_of(role: str) -> tuple[Cue, ...]:
    return tuple(one for name in _LISTS for one in cues(name) if one.name == role)


def _weight(role: str, piece: Passage) -> float:
    return sum(one.weight for one in _cues_of(role) if one.pattern.search(piece.folded))


def _judge(clause: Clause, place: int, turn: int, *, ai: bool) -> _Judged:
    if len(clause.piece.folded) < _SHORTEST_CLAUSE:
        return _Judged(clause, "chatter", 0.0)
    weights = {role: _weight(role, clause.piece) for role in _ROLES}
    if weights["chatter"] >= _CERTAIN_CHATTER:
        return _Judged(clause, "chatter", weights["chatter"])
    if weights["risk"] >= _CERTAIN_RISK and place > 0:
        return _Judged(clause, "risk", weights["risk"])
    weights["issue"] += _BEFORE_THE_TOOL if place < turn else 0
    weights["result"] += _AFTER_THE_TOOL if place > turn else 0
    weights["approach"] += _AT_THE_TOOL if ai and place == turn else 0.5 * ai
    if clause.piece.folded.rstrip().endswith("?"):
        weights["issue"] -= _QUESTION
    role = max(("issue", "approach", "result"), key=lambda name: weights[name])
    return _Judged(clause, role, weights[role])


def _runs(judged: list[_Judged], role: str) -> list[list[_Judged]]:
    groups = groupby(judged, key=lambda one: (one.role, one.clause.piece.source.where))
    return [list(group) for (name, _), group in groups if name == role]


def _best(judged: list[_Judged], role: str) -> list[Passage]:
    runs = _runs(judged, role)
    return [_joined(max(runs, key=lambda run: sum(one.weight for one in run)))] if runs else []


def _all(judged: list[_Judged], role: str) -> list[Passage]:
    return [_joined(run) for run in _runs(judged, role)]


def _joined(run: list[_Judged]) -> Passage:
    first, last = run[0].clause.piece, run[-1].clause.piece
    return Passage(first.source, first.start, last.end)


def _task(judged: list[_Judged], ai: list[bool]) -> list[Passage]:
    """Without a word on the problem the task itself stands for it."""
    for one, there in zip(judged, ai, strict=True):
        task = task_in(one.clause.piece) if there else None
        if task:
            return [task]
    return []
