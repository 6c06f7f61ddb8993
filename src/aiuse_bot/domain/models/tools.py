import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base, BigInt


class Tool(Base):
    """A tool as this workspace calls it. Each workspace starts with the built-in list.

    `is_ai` is false for ordinary software, which counts only where somebody names it as a tool. A merged tool stays so
    that its name leads to the other one.
    """

    __tablename__ = "tool"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[BigInt] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    name: Mapped[str]
    is_ai: Mapped[bool] = mapped_column(server_default="true")
    merged_into_id: Mapped[BigInt | None] = mapped_column(ForeignKey("tool.id"))
    added_by: Mapped[str | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class ToolAlias(Base):
    """A spelling of a tool. `folded` is normalized for comparison; `spelling` keeps the case, `added_by` who added it.

    `exact_case`: an ordinary word unless in this case (Make); `only_when_used`: a name only next to a word of use.
    """

    __tablename__ = "tool_alias"
    __table_args__ = (Index("ix_tool_alias_tool", "tool_id"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    folded: Mapped[str] = mapped_column(primary_key=True)
    tool_id: Mapped[BigInt] = mapped_column(ForeignKey("tool.id"))
    spelling: Mapped[str]
    exact_case: Mapped[bool] = mapped_column(server_default="false")
    only_when_used: Mapped[bool] = mapped_column(server_default="false")
    added_by: Mapped[str | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
