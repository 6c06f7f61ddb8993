"""Tips: points that a member gives away out of an allowance, which is renewed with each period of their calendar.

The cap holds under concurrency: all tips of one giver are serialized, and the points spent are counted in the
transaction that spends them. Lock order: first the message and the record, then the giver.
"""

from aiuse_bot.domain.tips.allowance import Span, TipsLeft, span_of, tips_left
from aiuse_bot.domain.tips.giving import Giver, Outcome, held_shares, tip_people, tip_record
from aiuse_bot.domain.tips.reactions import add_tip_reaction, is_tip_reaction, remove_tip_reaction, waiting_tips
from aiuse_bot.domain.tips.reading import TipReceived, erase_notes, tips_received
from aiuse_bot.domain.tips.sharing import shares_of

__all__ = [
    "Giver",
    "Outcome",
    "Span",
    "TipReceived",
    "TipsLeft",
    "add_tip_reaction",
    "erase_notes",
    "held_shares",
    "is_tip_reaction",
    "remove_tip_reaction",
    "shares_of",
    "span_of",
    "tip_people",
    "tip_record",
    "tips_left",
    "tips_received",
    "waiting_tips",
]
