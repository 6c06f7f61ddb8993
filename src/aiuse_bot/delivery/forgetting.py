"""What the inbox forgets: what is long handled, and the words of a message that was deleted."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import CursorResult, delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from aiuse_bot.delivery.envelope import read_json
from aiuse_bot.delivery.models import PARKED, WAITING, InboxEvent


def forget(session: Session, *, before: dt.datetime) -> int:
    """Delete what was received before a moment and is handled or parked; returns how many events that were.

    A later retry of a handled one would count again; a parked one nobody looked after would keep its text for ever.
    """
    finished = or_(InboxEvent.done_at.is_not(None), InboxEvent.parked_at.is_not(None))
    result = session.execute(
        delete(InboxEvent).where(finished, InboxEvent.received_at < before).execution_options(synchronize_session=False)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0


def forget_message(session: Session, workspace_id: str, channel_id: str, message_ts: str) -> int:
    """Empty the waiting and parked events that tell of a message, and count them as handled; returns how many.

    Call it in the transaction that remembers the deletion. The event that is just being handled may be among them.
    """
    found = [event for state in (WAITING, PARKED) for event in _naming(session, state, workspace_id, message_ts)]
    ids = sorted(event.id for event in found if _tells_of(event.body or b"", channel_id, message_ts))
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.id.in_(ids))
        .values(done_at=func.now(), parked_at=None, body=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    return len(ids)


def _naming(session: Session, state: str, workspace_id: str, message_ts: str) -> Sequence[Any]:
    """Read the few events whose bytes hold this timestamp; the database looks, the backlog need not travel."""
    return session.execute(
        select(InboxEvent.id, InboxEvent.body)
        .where(
            text(state),
            InboxEvent.workspace_id == workspace_id,
            InboxEvent.event_type == "message",
            func.pg_catalog.position(InboxEvent.body, message_ts.encode()) > 0,
        )
        .order_by(InboxEvent.id)
        .with_for_update()
    ).all()


def _tells_of(body: bytes, channel_id: str, message_ts: str) -> bool:
    """Say whether the envelope in `body` tells of this message: that it was posted, changed or deleted.

    Replies do not, though they name their parent. A body that cannot be read tells of nothing.
    """
    try:
        event = read_json(body).get("event")
    except ValueError:
        return False
    return isinstance(event, dict) and event.get("channel") == channel_id and message_ts in _timestamps(event)


def _timestamps(event: dict[str, Any]) -> Iterator[Any]:
    inner = [event.get("message"), event.get("previous_message")]
    is_post = "deleted_ts" not in event and not any(inner)
    yield event.get("deleted_ts")
    # The `ts` of a change or a deletion is its own; that of a post is the message's.
    for message in [event] if is_post else inner:
        if isinstance(message, dict):
            yield message.get("ts")
