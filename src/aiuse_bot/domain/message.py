from typing import NamedTuple

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.orm import Session


class MessageKey(NamedTuple):
    """What identifies a Slack message: the workspace, the channel, and the `ts`, which is unique within the channel."""

    workspace_id: str
    channel_id: str
    message_ts: str


def lock_message(session: Session, message: MessageKey) -> None:
    """Serialize post, edits, deletion and card of one message until the commit.

    Without it, two of them handled at the same moment would each miss what the other has not committed yet.
    """
    session.connection().execute(_LOCK, {"message": "/".join(message)})


def lock_message_shared(session: Session, message: MessageKey) -> None:
    """Wait for an exclusive holder of the message; reactions share the lock and do not wait for each other."""
    session.connection().execute(_LOCK_SHARED, {"message": "/".join(message)})


_NUMBER = func.hashtextextended(bindparam("message", type_=Text), 0)
_LOCK = select(func.pg_advisory_xact_lock(_NUMBER))
_LOCK_SHARED = select(func.pg_advisory_xact_lock_shared(_NUMBER))
