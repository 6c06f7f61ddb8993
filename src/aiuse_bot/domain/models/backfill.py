import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from aiuse_bot.db import Base


class Backfill(Base):
    """How far the history of a channel has been read: one run for an operator's request, one for the bot catching up.

    Slack's history runs from `latest_ts` down to `oldest_ts`, both exclusive. Everything newer than `reached_ts` is in
    the inbox; `cursor` is Slack's pagination cursor for that place, valid only for a while. `missing` are messages of
    records that Slack did not show. `steps` tells two readers of one row apart: only one of them advances.
    """

    __tablename__ = "backfill"
    __table_args__ = (CheckConstraint("purpose IN ('backfill', 'catch_up')", name="purpose"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    channel_id: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    oldest_ts: Mapped[str]
    latest_ts: Mapped[str]
    reached_ts: Mapped[str]
    cursor: Mapped[str | None]
    is_read_through: Mapped[bool] = mapped_column(server_default="false")
    missing: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    steps: Mapped[int] = mapped_column(server_default="0")
    messages: Mapped[int] = mapped_column(server_default="0")
    events: Mapped[int] = mapped_column(server_default="0")
    started_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[dt.datetime | None]
    error: Mapped[str | None]
    """Slack's error code for why the channel could not be read to its end; the run is finished then."""


class Presence(Base):
    """When the bot was last online in a workspace, connected to Slack: it may have missed what was posted later."""

    __tablename__ = "presence"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    seen_at: Mapped[dt.datetime]
