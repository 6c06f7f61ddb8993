import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base, BigInt


class Schedule(Base):
    """When the roundup of a channel is due: a weekday (Monday is 0) and a wall-clock time in a zone."""

    __tablename__ = "schedule"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel_id"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    )

    id: Mapped[BigInt] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    channel_id: Mapped[str]
    weekday: Mapped[int]
    at: Mapped[dt.time]
    timezone: Mapped[str]
    since: Mapped[dt.datetime]
    """Slots before this moment are ignored: the schedule did not exist yet, or was different."""
    active: Mapped[bool] = mapped_column(server_default="true")


class Roundup(Base):
    """One slot of a schedule. The row is the claim: only the process that inserts it posts.

    `contents` holds what was shown as ids, so that it can be redrawn without what was withdrawn since.
    """

    __tablename__ = "roundup"
    __table_args__ = (
        UniqueConstraint("schedule_id", "slot_at"),
        CheckConstraint("state IN ('posted', 'skipped')", name="state"),
    )

    id: Mapped[BigInt] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    schedule_id: Mapped[BigInt] = mapped_column(ForeignKey("schedule.id"))
    channel_id: Mapped[str]
    slot_at: Mapped[dt.datetime]
    state: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="en")
    contents: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())

    @property
    def key(self) -> str:
        """The outbox key of this roundup: it is posted once."""
        return f"roundup:{self.id}"
