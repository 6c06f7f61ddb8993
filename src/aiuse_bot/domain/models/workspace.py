import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Identity, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base

LOCAL_WORKSPACE = "local"
"""Records imported before any Slack workspace is known belong here; the first workspace that connects adopts them."""


class Workspace(Base):
    """A Slack workspace (or an organisation-wide installation), identified by Slack's own id.

    `tools_version` counts the changes of its list of tools; 0 means that it has none yet. `search_key` identifies the
    workspace in the search index, because the id of the local one changes. `rules` are those that its admins changed,
    `operator_rules` those that the bot's operator set for everybody. `user_groups_read_at` is when Slack was last asked
    for its user groups and the teams were updated. `totals_zone` is the time zone of the totals, `ledger_checked_on`
    the last day there on which the ledger was compared with the reactions.
    """

    __tablename__ = "workspace"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    url: Mapped[str | None]
    bot_user_id: Mapped[str | None]
    bot_id: Mapped[str | None]
    rules: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    operator_rules: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    totals_zone: Mapped[str | None]
    ledger_checked_on: Mapped[dt.date | None]
    last_use_case_number: Mapped[int] = mapped_column(server_default="0")
    tools_version: Mapped[int] = mapped_column(server_default="0")
    user_groups_read_at: Mapped[dt.datetime | None]
    search_key: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
