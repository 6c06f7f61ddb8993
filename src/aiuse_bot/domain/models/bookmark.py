import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base, BigInt


class Bookmark(Base):
    """A record that somebody saved for later. Nobody else sees it, and the newest click wins."""

    __tablename__ = "bookmark"
    __table_args__ = (Index("ix_bookmark_use_case", "use_case_id"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    use_case_id: Mapped[BigInt] = mapped_column(ForeignKey("use_case.id"), primary_key=True)
    present: Mapped[bool]
    changed_at: Mapped[dt.datetime]
