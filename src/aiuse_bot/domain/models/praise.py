import datetime as dt

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base, BigInt


class Reaction(Base):
    """Who holds which praising emoji on which message: a state, so that no delivery can be counted twice.

    `changed_at` is Slack's `event_ts` of the change that was applied last; an older one changes nothing.
    """

    __tablename__ = "reaction"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    channel_id: Mapped[str] = mapped_column(primary_key=True)
    message_ts: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    emoji: Mapped[str] = mapped_column(primary_key=True)
    present: Mapped[bool]
    changed_at: Mapped[dt.datetime]


class LedgerEntry(Base):
    """Points that went to a member; rows are only ever added.

    A withdrawn reaction is answered by an entry of the opposite sign.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_use_case", "use_case_id", "giver_id"),
        Index("ix_ledger_entry_user", "workspace_id", "user_id"),
    )

    id: Mapped[BigInt] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    use_case_id: Mapped[BigInt] = mapped_column(ForeignKey("use_case.id"))
    user_id: Mapped[str]
    giver_id: Mapped[str]
    points: Mapped[int]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
