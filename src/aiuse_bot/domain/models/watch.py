import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base


class Channel(Base):
    """What the bot must know of a channel: whether it reads it, and who may read what was posted there.

    Names are not kept: they change, and the name of a private channel must not leave it.
    """

    __tablename__ = "channel"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    channel_id: Mapped[str] = mapped_column(primary_key=True)
    is_private: Mapped[bool] = mapped_column(server_default="true")
    """Only those who are in it read what was posted there: it is private, or shared with another organisation."""
    is_shared: Mapped[bool] = mapped_column(server_default="false")
    """People of another organisation read it, too, so nothing that was posted elsewhere may appear in it."""
    watched_at: Mapped[dt.datetime | None]
    watched_by: Mapped[str | None]
    locale: Mapped[str] = mapped_column(server_default="en")
