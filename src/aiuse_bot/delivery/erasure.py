"""What leaves the inbox: events handled long ago (purged), and text that was deleted in Slack (erased)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import CursorResult, delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from aiuse_bot.delivery.envelope import read_json
from aiuse_bot.delivery.models import PARKED, WAITING, InboxEvent, OutboxMessage


def purge(session: Session, *, before: dt.datetime) -> int:
    """Delete handled and parked events received before `before`; returns how many.

    Slack retrying a purged event later would count again; a parked event nobody handles would keep its text forever.
    """
    finished = or_(InboxEvent.done_at.is_not(None), InboxEvent.parked_at.is_not(None))
    result = session.execute(
        delete(InboxEvent).where(finished, InboxEvent.received_at < before).execution_options(synchronize_session=False)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0


def erase_message(session: Session, workspace_id: str, channel_id: str, message_ts: str) -> int:
    """Empty the waiting and parked events about a message and mark them as handled; returns how many.

    Call it in the transaction that records the deletion. The event being handled may be among them.
    """
    found = [event for state in (WAITING, PARKED) for event in _naming(session, state, workspace_id, message_ts)]
    return _empty(session, sorted(event.id for event in found if _tells_of(event.body or b"", channel_id, message_ts)))


def erase_channel(session: Session, workspace_id: str, channel_id: str) -> int:
    """Empty every waiting and parked event about a message in a channel; returns how many."""
    found = [event for state in (WAITING, PARKED) for event in _naming(session, state, workspace_id, channel_id)]
    return _empty(session, sorted(event.id for event in found if _channel_of(event.body or b"") == channel_id))


def erase_workspace(session: Session, workspace_id: str) -> int:
    """Empty everything a workspace has in the inbox and the outbox; returns the number of events and messages."""
    events = session.scalars(
        select(InboxEvent.id)
        .where(InboxEvent.workspace_id == workspace_id, InboxEvent.done_at.is_(None))
        .order_by(InboxEvent.id)
        .with_for_update()
    ).all()
    messages = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.workspace_id == workspace_id, OutboxMessage.finished_at.is_(None))
        .values(payload={}, withdrawn_at=func.now(), state="cancelled", finished_at=func.now(), lease_until=None)
        .execution_options(synchronize_session=False)
    )
    return _empty(session, list(events)) + (messages.rowcount if isinstance(messages, CursorResult) else 0)


def _empty(session: Session, ids: Sequence[int]) -> int:
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.id.in_(ids))
        .values(done_at=func.now(), parked_at=None, body=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    return len(ids)


def _channel_of(body: bytes) -> object:
    try:
        event = read_json(body).get("event")
    except ValueError:
        return None
    return event.get("channel") if isinstance(event, dict) else None


def _naming(session: Session, state: str, workspace_id: str, name: str) -> Sequence[Any]:
    """Return the few events whose bytes contain this timestamp or id; the database filters, to not load the backlog."""
    return session.execute(
        select(InboxEvent.id, InboxEvent.body)
        .where(
            text(state),
            InboxEvent.workspace_id == workspace_id,
            InboxEvent.event_type == "message",
            func.pg_catalog.position(InboxEvent.body, name.encode()) > 0,
        )
        .order_by(InboxEvent.id)
        .with_for_update()
    ).all()


def _tells_of(body: bytes, channel_id: str, message_ts: str) -> bool:
    """Return whether the envelope in `body` is about this message being posted, changed or deleted.

    Replies are not, though they name their parent. A body that cannot be parsed is about nothing.
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
    # The `ts` of a change or deletion event is the event's own; that of a post is the message's.
    for message in [event] if is_post else inner:
        if isinstance(message, dict):
            yield message.get("ts")
