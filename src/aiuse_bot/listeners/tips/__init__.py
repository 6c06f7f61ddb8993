"""Tips: given by an emoji, by the card's button with a word, or by `/usecase tip`; the giver sees what is left."""

from aiuse_bot.listeners.tips.command import Asked, read_tip, tip_asked
from aiuse_bot.listeners.tips.emoji import emoji_put, emoji_taken_back, give_waiting_tips
from aiuse_bot.listeners.tips.form import tip_pressed, tip_submitted
from aiuse_bot.listeners.tips.telling import kept_note

__all__ = [
    "Asked",
    "emoji_put",
    "emoji_taken_back",
    "give_waiting_tips",
    "kept_note",
    "read_tip",
    "tip_asked",
    "tip_pressed",
    "tip_submitted",
]
