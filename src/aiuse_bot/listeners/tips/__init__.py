"""Tips: given by an emoji, by the card's button with a note, or by `/usecase tip`; the giver sees what is left."""

from aiuse_bot.listeners.tips.command import Asked, read_tip, tip_asked
from aiuse_bot.listeners.tips.emoji import give_waiting_tips, put_emoji, take_emoji_back
from aiuse_bot.listeners.tips.form import tip_pressed, tip_submitted
from aiuse_bot.listeners.tips.telling import kept_note

__all__ = [
    "Asked",
    "give_waiting_tips",
    "kept_note",
    "put_emoji",
    "read_tip",
    "take_emoji_back",
    "tip_asked",
    "tip_pressed",
    "tip_submitted",
]
