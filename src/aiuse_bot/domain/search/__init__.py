"""Finding records: by words, number, author or praise. Who may read them is a condition of `domain/privacy.py`."""

from aiuse_bot.domain.search.asking import Answer, ask, only_with, search
from aiuse_bot.domain.search.indexing import index
from aiuse_bot.domain.search.lists import Hit, find, mine, number_of, numbered_part, top
from aiuse_bot.domain.search.question import read_question

__all__ = [
    "Answer",
    "Hit",
    "ask",
    "find",
    "index",
    "mine",
    "number_of",
    "numbered_part",
    "only_with",
    "read_question",
    "search",
    "top",
]
