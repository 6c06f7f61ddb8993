"""Reading what was posted before the bot was installed or while it was down."""

from aiuse_bot.jobs.backfill.catch_up import CatchUp
from aiuse_bot.jobs.backfill.events import Place
from aiuse_bot.jobs.backfill.praise import Praise
from aiuse_bot.jobs.backfill.reading import Reader, read_on

__all__ = ["CatchUp", "Place", "Praise", "Reader", "read_on"]
