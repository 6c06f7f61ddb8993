from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base


class Preference(Base):
    """What a member wants from the bot; the defaults apply to members without a row.

    `on_boards` allows boards to name the person; `hides_points` hides their points from everybody else.
    """

    __tablename__ = "preference"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    tells_daily: Mapped[bool] = mapped_column(server_default="true")
    hides_points: Mapped[bool] = mapped_column(server_default="false")
    on_boards: Mapped[bool] = mapped_column(server_default="false")
