"""Retokenizing records from an earlier tokenizer, a few at a time, while search and everything else goes on."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.search.indexing import index_all
from aiuse_bot.domain.search.tokens import TOKENIZER_VERSION


class Step(NamedTuple):
    """How many records were brought up to date, and the id of the last; `None` means that there are no more."""

    records: int
    last: int | None


def reindex(session: Session, workspace_id: str, *, after: int, limit: int, everything: bool = False) -> Step:
    """Bring the next records of a workspace up to date, those with an id above `after`.

    The records themselves store what is left to do (`tokenizer_version`), so that an interrupted run can resume.
    `everything` also includes those that are up to date.
    """
    left = select(UseCase).where(UseCase.workspace_id == workspace_id, UseCase.id > after)
    if not everything:
        left = left.where(UseCase.tokenizer_version < TOKENIZER_VERSION)
    use_cases = list(session.scalars(left.order_by(UseCase.id).limit(limit).with_for_update()))
    index_all(session, workspace_id, use_cases)
    return Step(len(use_cases), use_cases[-1].id if use_cases else None)
