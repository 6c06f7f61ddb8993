"""What people of another organisation are told, and what is said about their messages."""

from typing import Any

from aiuse_bot.blocks.parts import message, section
from aiuse_bot.i18n import Language


def not_your_library(language: Language) -> dict[str, Any]:
    """Explain to a stranger why nothing happens."""
    return _text_message(
        language.gettext("Thank you. Only members of the workspace that this library belongs to can use it.")
    )


def written_by_stranger(language: Language) -> dict[str, Any]:
    """Explain why a message is not saved."""
    return _text_message(language.gettext("I cannot save this message: its author belongs to another organisation."))


def _text_message(text: str) -> dict[str, Any]:
    return message(text, [section(text)])
