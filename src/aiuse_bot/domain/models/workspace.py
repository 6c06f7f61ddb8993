import datetime as dt

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base

LOCAL_WORKSPACE = "local"
"""Records imported before any Slack workspace is known belong here; the first workspace that connects adopts them."""


class Workspace(Base):
    """A Slack workspace (or an organisation-wide installation), named by Slack's own id.

    `tools_version` counts the changes of its list of tools; 0 means that it has none yet.
    """

    __tablename__ = "workspace"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    url: Mapped[str | None]
    bot_user_id: Mapped[str | None]
    bot_id: Mapped[str | None]
    last_use_case_number: Mapped[int] = mapped_column(server_default="0")
    tools_version: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
