"""Reading what was said before the bot came, or while it was away."""

from aiuse_bot.jobs.backfill.catch_up import CatchUp
from aiuse_bot.jobs.backfill.events import Place
from aiuse_bot.jobs.backfill.praise import Praise
from aiuse_bot.jobs.backfill.reading import Reader, read_on

__all__ = ["CatchUp", "Place", "Praise", "Reader", "read_on"]
