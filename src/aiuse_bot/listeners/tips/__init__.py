"""Tips: given by an emoji, by the card's button with a note, or by `/usecase tip`; the giver sees what is left."""

from aiuse_bot.listeners.tips.command import TipRequest, read_tip, tip_requested
from aiuse_bot.listeners.tips.emoji import add_emoji, give_waiting_tips, remove_emoji
from aiuse_bot.listeners.tips.form import tip_pressed, tip_submitted
from aiuse_bot.listeners.tips.notice import kept_note

__all__ = [
    "TipRequest",
    "add_emoji",
    "give_waiting_tips",
    "kept_note",
    "read_tip",
    "remove_emoji",
    "tip_pressed",
    "tip_requested",
    "tip_submitted",
]
