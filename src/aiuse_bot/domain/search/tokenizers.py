"""Earlier tokenizers by version: queries also use their tokens while records made by them exist."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.search.tokens import TOKENIZER_VERSION

EARLIER: dict[int, Callable[[str], list[str]]] = {}
"""Version → its `tokens_of`. When raising `TOKENIZER_VERSION`, move the old `tokens_of` here for one release."""


def earlier_tokens(session: Session, workspace_id: str, words: str) -> list[str]:
    """Return the tokens that find records tokenized by an earlier version; [] if there are none."""
    if not EARLIER or not waits_for_reindex(session, workspace_id):
        return []
    return list(dict.fromkeys(token for tokens_of in EARLIER.values() for token in tokens_of(words)))


def waits_for_reindex(session: Session, workspace_id: str) -> bool:
    """Whether any record of a workspace is still tokenized by an earlier version."""
    other = select(UseCase.id).where(
        UseCase.workspace_id == workspace_id, UseCase.tokenizer_version < TOKENIZER_VERSION
    )
    return session.scalar(other.limit(1)) is not None
