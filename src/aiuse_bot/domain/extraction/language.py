"""Detecting which of the two languages a text is written in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.draft import Language

_JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uff66-\uff9d]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")

# An English sentence that quotes a Japanese term has about as many words as Japanese characters;
# a Japanese one full of product names still has several characters per Latin word.
_CHARACTERS_A_WORD = 1.5


def read_language(text: str) -> Language:
    """Return "ja" if Japanese characters outweigh Latin words, otherwise "en" (also for empty text)."""
    characters = len(_JAPANESE.findall(text))
    words = len(_LATIN_WORD.findall(text))
    return "ja" if characters > words * _CHARACTERS_A_WORD else "en"
