import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base, BigInt

WAITING = "done_at IS NULL AND parked_at IS NULL"
PARKED = "done_at IS NULL AND parked_at IS NOT NULL"
OPEN = "finished_at IS NULL"
GIVEN_UP = "finished_at IS NOT NULL AND state IN ('failed', 'unknown')"
"""The conditions of the partial indexes. Queries use the same text, so that the planner can match them."""


class InboxEvent(Base):
    """An event that Slack sent and we acknowledged: it is handled once, however often it is delivered.

    `body` is the envelope, byte for byte if nothing had to be masked (the database's JSON types refuse what a broken
    client may send, such as lone surrogates), and is emptied once the event is handled. `not_before` is empty until an
    attempt fails. `attempts` counts failures that were the event's own fault, `crashes` the claims since the last
    result that ended without one.
    """

    __tablename__ = "inbox_event"
    __table_args__ = (
        UniqueConstraint("api_app_id", "event_id"),
        Index("ix_inbox_event_waiting", "id", postgresql_where=text(WAITING)),
        Index("ix_inbox_event_parked", "id", postgresql_where=text(PARKED)),
        Index("ix_inbox_event_received_at", "received_at"),
    )

    id: Mapped[BigInt] = mapped_column(BigInteger, Identity(), primary_key=True)
    workspace_id: Mapped[str]
    api_app_id: Mapped[str]
    event_id: Mapped[str]
    event_type: Mapped[str]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    attempts: Mapped[int] = mapped_column(server_default="0")
    crashes: Mapped[int] = mapped_column(server_default="0")
    not_before: Mapped[dt.datetime | None]
    lease_until: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]
    parked_at: Mapped[dt.datetime | None]
    last_error: Mapped[str | None]


class OutboxMessage(Base):
    """A message to post, or a change or deletion of one already posted, decided but not yet sent to Slack.

    `key` is what the message is about (`card:UC…`, `roundup:…`) and prevents posting it twice;
    `token` is the opaque id in the message's metadata by which a post in doubt is recognised in the channel.
    A row is open until `finished_at` is set; then its payload is empty. What the states mean:

    - `pending`: certainly not in Slack in this form; `sending`: a worker is sending it until `lease_until`;
    - `unknown`: it may be in Slack. While open, it is being looked for; once finished, it is parked for a person;
    - `sent`, `failed`, `cancelled`: finished. `withdrawn_at` means that it must not be sent (again).
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        CheckConstraint(
            "method IN ('chat.postMessage', 'chat.postEphemeral', 'reactions.add', 'chat.update', 'chat.delete')",
            name="method",
        ),
        CheckConstraint("state IN ('pending', 'sending', 'unknown', 'sent', 'failed', 'cancelled')", name="state"),
        CheckConstraint("if_unsure IN ('park', 'resend')", name="if_unsure"),
        Index(
            "ix_outbox_message_open",
            "workspace_id",
            "channel_id",
            "id",
            postgresql_where=text(OPEN),
        ),
        Index("ix_outbox_message_given_up", "state", postgresql_where=text(GIVEN_UP)),
        Index("ix_outbox_message_target_id", "target_id"),
    )

    id: Mapped[BigInt] = mapped_column(BigInteger, Identity(), primary_key=True)
    workspace_id: Mapped[str]
    channel_id: Mapped[str]
    thread_ts: Mapped[str | None]
    method: Mapped[str]
    key: Mapped[str]
    target_id: Mapped[BigInt | None] = mapped_column(ForeignKey("outbox_message.id"))
    token: Mapped[uuid.UUID] = mapped_column(server_default=func.gen_random_uuid())
    payload: Mapped[dict[str, Any]]
    if_unsure: Mapped[str] = mapped_column(server_default="resend")
    state: Mapped[str] = mapped_column(server_default="pending")
    attempts: Mapped[int] = mapped_column(server_default="0")
    not_before: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    lease_until: Mapped[dt.datetime | None]
    first_attempt_at: Mapped[dt.datetime | None]
    message_ts: Mapped[str | None]
    last_error: Mapped[str | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    withdrawn_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]


class OutboxPause(Base):
    """Until when nothing may be sent to a channel (one message a second) or by a method that Slack rate-limited."""

    __tablename__ = "outbox_pause"

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[dt.datetime]
