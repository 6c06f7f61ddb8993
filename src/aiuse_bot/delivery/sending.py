"""The outbox from the worker's side: what may be sent now, and what became of it.

The caller runs each function in its own transaction, and none is open during a call to Slack. A row changes only
while we still own it (its state and attempt are those that were claimed), so that a worker that stalled cannot undo
what another did meanwhile.
"""

import datetime as dt
import uuid
from typing import Any, NamedTuple

from sqlalchemy import CursorResult, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.expression import ColumnElement

from aiuse_bot.delivery.models import OutboxMessage, OutboxPause

POST, UPDATE, DELETE = "chat.postMessage", "chat.update", "chat.delete"
TELL, REACT = "chat.postEphemeral", "reactions.add"
MAX_ATTEMPTS = 8
HISTORY, REPLIES = "conversations.history", "conversations.replies"
PACE = dt.timedelta(seconds=1)
"""Slack allows about one message per second and channel (docs: chat.postMessage, rate limits)."""


class Claimed(NamedTuple):
    """A message we own until its lease ends.

    `look_first`: an earlier attempt may have been stored, so it has to be looked for and must not be sent.
    `target_ts`: the message that an update or deletion is about, `None` if that was never posted.
    """

    id: int
    workspace_id: str
    channel_id: str
    thread_ts: str | None
    method: str
    key: str
    token: uuid.UUID
    payload: dict[str, Any]
    if_unsure: str
    state: str
    attempts: int
    first_attempt_at: dt.datetime
    withdrawn: bool
    target_ts: str | None

    @property
    def look_first(self) -> bool:
        """Whether it must be looked for in Slack instead of being sent."""
        return self.state == "unknown"


class NotOursError(Exception):
    """The lease ended and another worker took the message over: our result no longer counts."""


def claim(session: Session, *, now: dt.datetime, lease: dt.timedelta) -> Claimed | None:
    """Claim one message that may be sent or looked for now; `None` if there is none. Commit before calling Slack.

    A channel's posts keep their order, and so do a post and its changes; a failing channel blocks no other. A change
    delays only what is about the same post: Slack takes some 50 a minute, and new posts need not wait for that.
    A message whose sender vanished (`sending`, lease over) is in doubt if it is a post; a change is simply repeated.
    """
    row = session.execute(_NEXT, {"now": now}).one_or_none()
    if row is None:
        return None
    message, target_ts = row
    if message.method == POST and message.state != "pending":
        message.state = "unknown"
    else:
        message.state = "sending"
        message.attempts += 1
        _pace(session, message, now)
    message.first_attempt_at = message.first_attempt_at or now
    message.lease_until = now + lease
    session.flush()
    return _claimed(message, target_ts)


def sent(session: Session, claimed: Claimed, *, message_ts: str | None, now: dt.datetime) -> None:
    """Record that it is in Slack (or, for a deletion, no longer) and where; erase the payload."""
    _finish(session, claimed, now, state="sent", message_ts=message_ts, last_error=None)


def failed(session: Session, claimed: Claimed, *, error: str, now: dt.datetime) -> None:
    """Give up: Slack refused it permanently. Messages behind it in the channel proceed."""
    _finish(session, claimed, now, state="failed", last_error=error)


def cancelled(session: Session, claimed: Claimed, *, error: str | None, now: dt.datetime) -> None:
    """Drop it: it was withdrawn, or the message it changes does not exist."""
    _finish(session, claimed, now, state="cancelled", last_error=error)


def parked(session: Session, claimed: Claimed, *, error: str, now: dt.datetime) -> None:
    """Leave it `unknown` for good: whether it was posted cannot be found out, so `doctor` shows it to a person."""
    _finish(session, claimed, now, state="unknown", last_error=error)


def unknown(session: Session, claimed: Claimed, *, error: str, look_at: dt.datetime) -> None:
    """Have it looked for from `look_at` on, which must not be before Slack can have finished storing it."""
    _keep_open(session, claimed, "unknown", error, look_at)


def retry(
    session: Session, claimed: Claimed, *, error: str, at: dt.datetime, now: dt.datetime, counts: bool = True
) -> None:
    """Retry it at `at`, unless it was withdrawn: it is certainly not in Slack, or repeating it is harmless.

    `counts` is false if Slack did not process it at all: such an attempt does not count towards giving up.
    """
    withdrawn = session.scalar(
        select(OutboxMessage.withdrawn_at).where(OutboxMessage.id == claimed.id).with_for_update()
    )
    if withdrawn is not None:
        cancelled(session, claimed, error=error, now=now)
    else:
        _keep_open(session, claimed, "pending", error, at, attempts=claimed.attempts - (not counts))


def pause(session: Session, *, workspace_id: str, scope: str, until: dt.datetime) -> None:
    """Hold back everything in this scope (`channel:C…`, `method:chat.…`) before `until`; a longer pause stays."""
    statement = insert(OutboxPause).values(workspace_id=workspace_id, scope=scope, until=until)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "scope"],
            set_={"until": func.greatest(OutboxPause.until, statement.excluded.until)},
        )
    )


def _pace(session: Session, message: OutboxMessage, now: dt.datetime) -> None:
    """Pause the channel after a post or change. Deletions are urgent; ephemeral messages disturb nobody else."""
    if message.method in {POST, UPDATE}:
        pause(session, workspace_id=message.workspace_id, scope=f"channel:{message.channel_id}", until=now + PACE)


def _claimed(message: OutboxMessage, target_ts: str | None) -> Claimed:
    return Claimed(
        id=message.id,
        workspace_id=message.workspace_id,
        channel_id=message.channel_id,
        thread_ts=message.thread_ts,
        method=message.method,
        key=message.key,
        token=message.token,
        payload=message.payload,
        if_unsure=message.if_unsure,
        state=message.state,
        attempts=message.attempts,
        first_attempt_at=message.first_attempt_at or message.created_at,
        withdrawn=message.withdrawn_at is not None,
        target_ts=target_ts,
    )


def _finish(session: Session, claimed: Claimed, now: dt.datetime, **values: str | None) -> None:
    _set(session, claimed, finished_at=now, lease_until=None, payload={}, **values)


def _keep_open(
    session: Session, claimed: Claimed, state: str, error: str, not_before: dt.datetime, **more: int
) -> None:
    _set(session, claimed, state=state, not_before=not_before, lease_until=None, last_error=error, **more)


def _set(session: Session, claimed: Claimed, **values: Any) -> None:  # noqa: ANN401 - columns of many types
    ours = (
        OutboxMessage.id == claimed.id,
        OutboxMessage.state == claimed.state,
        OutboxMessage.attempts == claimed.attempts,
        OutboxMessage.finished_at.is_(None),
    )
    result = session.execute(
        update(OutboxMessage).where(*ours).values(**values).execution_options(synchronize_session=False)
    )
    if isinstance(result, CursorResult) and result.rowcount == 0:
        raise NotOursError(claimed.key)


# The query for the next message is built once, completely, at import time. Rebuilding its aliases each time costs as
# much as the query. SQLAlchemy fills in aliases lazily: threads that first use them at the same moment mix up which
# table a column belongs to, and the mix-up is cached, so that the bot sends nothing until it is restarted.
_NOW = bindparam("now", type_=OutboxMessage.not_before.type)
_target = aliased(OutboxMessage)
_earlier = aliased(OutboxMessage)
_TARGET_TS = select(_target.message_ts).where(_target.id == OutboxMessage.target_id).scalar_subquery()


def _earlier_is_open() -> ColumnElement[bool]:
    """Whether something has to be sent first: any earlier post or deletion, but only changes to the same post.

    A deletion that keeps failing is still retried, but no longer blocks the channel.
    """
    same = func.coalesce(_earlier.target_id, _earlier.id) == func.coalesce(OutboxMessage.target_id, OutboxMessage.id)
    return exists().where(
        _earlier.workspace_id == OutboxMessage.workspace_id,
        _earlier.channel_id == OutboxMessage.channel_id,
        _earlier.id < OutboxMessage.id,
        _earlier.finished_at.is_(None),
        or_(_earlier.method == POST, and_(_earlier.method == DELETE, _earlier.attempts < MAX_ATTEMPTS), same),
    )


def _is_paused() -> ColumnElement[bool]:
    """Sending waits for pauses of the channel and the method, looking for a message for those of the reading method."""
    looking = and_(OutboxMessage.method == POST, OutboxMessage.state != "pending")
    looks_by = case((OutboxMessage.thread_ts.is_(None), f"method:{HISTORY}"), else_=f"method:{REPLIES}")
    says = or_(and_(OutboxMessage.method == POST, OutboxMessage.state == "pending"), OutboxMessage.method == UPDATE)
    return exists().where(
        OutboxPause.workspace_id == OutboxMessage.workspace_id,
        OutboxPause.until > _NOW,
        or_(
            and_(says, OutboxPause.scope == func.concat("channel:", OutboxMessage.channel_id)),
            OutboxPause.scope == case((looking, looks_by), else_=func.concat("method:", OutboxMessage.method)),
        ),
    )


_NEXT = (
    select(OutboxMessage, _TARGET_TS)
    .where(
        OutboxMessage.finished_at.is_(None),
        OutboxMessage.not_before <= _NOW,
        or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= _NOW),
        ~_earlier_is_open(),
        ~_is_paused(),
    )
    .order_by(OutboxMessage.method == UPDATE, OutboxMessage.not_before, OutboxMessage.id)
    .limit(1)
    .with_for_update(of=OutboxMessage, skip_locked=True)
    .execution_options(populate_existing=True)
)
