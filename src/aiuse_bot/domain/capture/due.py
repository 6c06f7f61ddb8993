"""Which posts a model still has to read. One worker leases a record at a time; after a crash the lease expires."""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey, lock_message
from aiuse_bot.domain.models import UseCase


class Due(NamedTuple):
    """A record whose post is to be read; `until` ends the lease, and shows whether the lease is still ours."""

    use_case_id: int
    message: MessageKey
    author_id: str
    text_hash: str
    until: dt.datetime


def claim_due(session: Session, now: dt.datetime, lease: dt.timedelta) -> Due | None:
    """Claim the record that has waited longest and that nobody else has locked; `None` if none is due."""
    due = select(UseCase).where(
        UseCase.model_due_at <= now,
        UseCase.withdrawn_at.is_(None),
        UseCase.channel_id.is_not(None),
        UseCase.message_ts.is_not(None),
        UseCase.text_hash.is_not(None),
    )
    first = due.order_by(UseCase.model_due_at, UseCase.id).limit(1)
    use_case = session.scalar(first.with_for_update(skip_locked=True))
    if use_case is None:
        return None
    use_case.model_due_at = now + lease
    message = MessageKey(use_case.workspace_id, use_case.channel_id or "", use_case.message_ts or "")
    return Due(use_case.id, message, use_case.author_id or "", use_case.text_hash or "", use_case.model_due_at)


def lock_claimed(session: Session, due: Due) -> UseCase | None:
    """Lock the record; `None` if it was withdrawn, or the lease was lost, e.g. because its post was edited."""
    lock_message(session, due.message)
    ours = select(UseCase).where(
        UseCase.id == due.use_case_id, UseCase.model_due_at == due.until, UseCase.withdrawn_at.is_(None)
    )
    return session.scalar(ours.with_for_update().execution_options(populate_existing=True))
