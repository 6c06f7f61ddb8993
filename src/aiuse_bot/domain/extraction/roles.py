"""The role of a clause, as far as single words reveal it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from aiuse_bot.domain.extraction.wordlists import Cue, cues

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.mrkdwn import Passage

CUE_ROLES = ("issue", "approach", "result", "risk", "chatter", "past", "present")
_LISTS = ("cues_en.txt", "cues_ja.txt")
_CERTAIN_CHATTER = 2.5


@lru_cache(maxsize=len(CUE_ROLES))
def _cues_of(role: str) -> tuple[Cue, ...]:
    return tuple(one for name in _LISTS for one in cues(name) if one.name == role)


def cue_weight(role: str, piece: Passage) -> float:
    """Sum the weights of the word lists that indicate a role, 0 if none does."""
    return sum(one.weight for one in _cues_of(role) if one.pattern.search(piece.folded))


def is_chatter(piece: Passage) -> bool:
    """Whether a clause only greets, offers or thanks and says nothing about the case itself."""
    return cue_weight("chatter", piece) >= _CERTAIN_CHATTER
