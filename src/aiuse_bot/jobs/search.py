"""Background work for search: counting words, and encoding what records mean if the optional model is installed."""

from aiuse_bot.db import Session
from aiuse_bot.domain.search.semantic import encode_some
from aiuse_bot.domain.search.statistics import fold
from aiuse_bot.domain.workspace import workspaces
from aiuse_bot.semantic import Encoder

ENCODED_AT_ONCE = 50


def fold_words() -> int:
    """Fold changed records into the word counts of search, one process at a time. Returns the number of changes."""
    with Session.begin() as session:
        return fold(session)


def encode_meanings(encoder: Encoder | None) -> int:
    """Encode the meaning of new and changed records. Returns how many; 0 without the optional model."""
    if encoder is None:
        return 0
    with Session.begin() as session:
        known = workspaces(session)
    return sum(_encode(workspace_id, encoder) for workspace_id in known)


def _encode(workspace_id: str, encoder: Encoder) -> int:
    done = 0
    while True:
        with Session.begin() as session:
            some = encode_some(session, workspace_id, encoder, ENCODED_AT_ONCE)
        if not some:
            return done
        done += some
