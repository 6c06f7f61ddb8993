"""Messages queued here are sent to Slack once: queue them in the transaction of the change that they report.

Lock order: domain rows first, then a message, then its pending changes. Keeping to it avoids deadlocks; for the same
reason `jobs` marks a message as sent only after the domain was notified.
"""

import datetime as dt
import uuid
from typing import Any, Literal, NamedTuple

from sqlalchemy import CursorResult, case, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.delivery.models import GIVEN_UP, OPEN, OutboxMessage

IfUnsure = Literal["park", "resend"]
Payload = dict[str, Any]

_MAY_BE_THERE = frozenset({"sending", "unknown"})


class OutboxHealth(NamedTuple):
    """Messages still to be sent, given up, and of unknown fate, and the age (seconds) of the oldest open one."""

    open: int
    failed: int
    parked: int
    oldest_seconds: float


def post_later(
    session: Session,
    *,
    workspace_id: str,
    channel_id: str,
    key: str,
    payload: Payload,
    thread_ts: str | None = None,
    if_unsure: IfUnsure = "resend",
    now: dt.datetime,
) -> int | None:
    """Queue a post of `payload` (`text`, `blocks`, …) and return its id, or `None` if `key` was queued before.

    `if_unsure` is for a post that may be in Slack and cannot be looked up: `park` it for a person, or `resend` it.
    """
    place = {"workspace_id": workspace_id, "channel_id": channel_id, "thread_ts": thread_ts}
    return _decide(session, "chat.postMessage", key, payload, now, **place, if_unsure=if_unsure)


def tell_later(
    session: Session,
    *,
    workspace_id: str,
    channel_id: str,
    user_id: str,
    key: str,
    payload: Payload,
    thread_ts: str | None = None,
    now: dt.datetime,
) -> int | None:
    """Queue `payload` to be shown to one member of the channel only; returns its id, `None` if `key` was queued before.

    It is sent at most once: whether it was shown cannot be looked up, so when in doubt it is dropped.
    """
    place = {"workspace_id": workspace_id, "channel_id": channel_id, "thread_ts": thread_ts}
    return _decide(session, "chat.postEphemeral", key, {**payload, "user": user_id}, now, **place)


def react_later(
    session: Session, *, workspace_id: str, channel_id: str, message_ts: str, emoji: str, key: str, now: dt.datetime
) -> int | None:
    """Queue adding an emoji to a message; returns its id, `None` if `key` was queued before."""
    payload = {"timestamp": message_ts, "name": emoji}
    return _decide(session, "reactions.add", key, payload, now, workspace_id=workspace_id, channel_id=channel_id)


def update_later(session: Session, *, workspace_id: str, key: str, payload: Payload, now: dt.datetime) -> int | None:
    """Change the post with this `key` to `payload`; returns the id of the row that will, `None` without such a post.

    A post not in Slack yet is simply replaced. Otherwise one change is queued behind it; a newer one replaces it.
    """
    post = _locked(session, workspace_id, key)
    if post is None or not _can_change(post):
        return None
    if post.state == "pending":
        post.payload = _storable(payload)
        session.flush()
        return post.id
    if post.state in _MAY_BE_THERE:
        # If it turns out not to be in Slack, it is sent again, and then with the newest payload.
        post.payload = _storable(payload)
    return _change(session, post, _storable(payload), now)


def withdraw(session: Session, *, workspace_id: str, key: str, now: dt.datetime) -> None:
    """Withdraw the post with this `key`: never sent if pending, deleted if sent. Its text is erased immediately."""
    post = _locked(session, workspace_id, key)
    if post is None or post.withdrawn_at is not None:
        return
    was_pending, may_be_there = post.state == "pending", _can_change(post)
    _silence(session, post, now)
    if may_be_there and not was_pending and post.method == "chat.postMessage":
        session.add(_follow_up(post, "chat.delete", "delete", {}, now))
    session.flush()


def health(session: Session, now: dt.datetime) -> OutboxHealth:
    """Count open, failed and parked messages; a change to a message counts as a message."""
    is_open, oldest = session.execute(select(func.count(), func.min(OutboxMessage.created_at)).where(text(OPEN))).one()
    failed = func.count().filter(OutboxMessage.state == "failed")
    given_up, all_given_up = session.execute(
        select(failed, func.count()).select_from(OutboxMessage).where(text(GIVEN_UP))
    ).one()
    age = (now - oldest).total_seconds() if oldest else 0.0
    return OutboxHealth(is_open, given_up, all_given_up - given_up, max(age, 0.0))


def purge(session: Session, *, before: dt.datetime) -> int:
    """Delete changes and deletions finished before `before`; returns how many. Posts stay: their key deduplicates."""
    result = session.execute(
        delete(OutboxMessage)
        .where(OutboxMessage.target_id.is_not(None), OutboxMessage.finished_at < before)
        .execution_options(synchronize_session=False)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0


def _decide(
    session: Session, method: str, key: str, payload: Payload, now: dt.datetime, **more: str | None
) -> int | None:
    return session.execute(
        insert(OutboxMessage)
        .values(method=method, key=key, payload=_storable(payload), not_before=now, created_at=now, **more)
        .on_conflict_do_nothing(index_elements=["workspace_id", "key"])
        .returning(OutboxMessage.id)
    ).scalar_one_or_none()


def _can_change(post: OutboxMessage) -> bool:
    """Whether there is, or will be, a message to change: withdrawn, failed and parked posts have none we know of."""
    return post.withdrawn_at is None and (post.finished_at is None or post.state == "sent")


def _locked(session: Session, workspace_id: str, key: str) -> OutboxMessage | None:
    """Lock the post against the worker, and reload it rather than use what this session read earlier."""
    return session.execute(
        select(OutboxMessage)
        .where(OutboxMessage.workspace_id == workspace_id, OutboxMessage.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def _change(session: Session, post: OutboxMessage, payload: Payload, now: dt.datetime) -> int:
    waiting = session.execute(
        select(OutboxMessage)
        .where(OutboxMessage.target_id == post.id, OutboxMessage.state == "pending")
        .order_by(OutboxMessage.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if waiting is None:
        waiting = _follow_up(post, "chat.update", f"update:{uuid.uuid4()}", payload, now)
        session.add(waiting)
    waiting.payload = payload
    session.flush()
    return waiting.id


def _follow_up(post: OutboxMessage, method: str, name: str, payload: Payload, now: dt.datetime) -> OutboxMessage:
    return OutboxMessage(
        workspace_id=post.workspace_id,
        channel_id=post.channel_id,
        method=method,
        key=f"{post.key}/{name}",
        target_id=post.id,
        payload=payload,
        not_before=now,
        created_at=now,
    )


def _silence(session: Session, post: OutboxMessage, now: dt.datetime) -> None:
    """Empty the post and all its changes. Those being sent right now are marked as withdrawn and not resent."""
    about = or_(OutboxMessage.id == post.id, OutboxMessage.target_id == post.id)
    pending = OutboxMessage.state == "pending"
    session.execute(
        update(OutboxMessage)
        .where(about, OutboxMessage.finished_at.is_(None))
        .values(
            payload={},
            state=case((pending, "cancelled"), else_=OutboxMessage.state),
            finished_at=case((pending, now), else_=None),
        )
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(OutboxMessage).where(about).values(withdrawn_at=now).execution_options(synchronize_session=False)
    )
    session.expire(post)


def _storable(value: Any) -> Any:  # noqa: ANN401 - whatever JSON may hold
    """Replace what the database's JSON cannot hold (NUL, lone surrogates), at any depth."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_storable(name): _storable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(part) for part in value]
    return value
