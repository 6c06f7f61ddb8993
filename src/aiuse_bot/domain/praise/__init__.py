"""Praise is state: who holds which praising emoji on which message. Points follow from it, however old it is.

A record can be praised at its post, at the bot's card below it, and at the messages of every record merged into it. One
person's praise of one record counts once, however many emoji they use and wherever they put them.
"""

from aiuse_bot.domain.praise.button import BUTTON, message_of
from aiuse_bot.domain.praise.difference import Difference
from aiuse_bot.domain.praise.giving import is_kept, praise_by_emoji, press_praise, take_back_praise
from aiuse_bot.domain.praise.pair_limit import PairLimit
from aiuse_bot.domain.praise.people import is_praising, praise_count, praises
from aiuse_bot.domain.praise.reactions import (
    Worth,
    add_reaction,
    praised_use_case,
    remove_known_reaction,
    remove_reaction,
)
from aiuse_bot.domain.praise.settling import (
    claim_nightly_check,
    differences,
    record_id,
    settle_all_points,
    settle_points,
)
from aiuse_bot.domain.praise.settling_tips import settle_tip, settle_tips_to_people

__all__ = [
    "BUTTON",
    "Difference",
    "PairLimit",
    "Worth",
    "add_reaction",
    "claim_nightly_check",
    "differences",
    "is_kept",
    "is_praising",
    "message_of",
    "praise_by_emoji",
    "praise_count",
    "praised_use_case",
    "praises",
    "press_praise",
    "record_id",
    "remove_known_reaction",
    "remove_reaction",
    "settle_all_points",
    "settle_points",
    "settle_tip",
    "settle_tips_to_people",
    "take_back_praise",
]
