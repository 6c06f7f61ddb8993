"""Extracting a draft record from text: pure rules, no network, no clock, no database."""

from __future__ import annotations

from aiuse_bot.domain.extraction.draft import SURE, WORTH_ASKING, Draft, Language, Period, Post, Reply, Span
from aiuse_bot.domain.extraction.language import read_language
from aiuse_bot.domain.extraction.mrkdwn import plain_text
from aiuse_bot.domain.extraction.read import read_draft

__all__ = [
    "SURE",
    "WORTH_ASKING",
    "Draft",
    "Language",
    "Period",
    "Post",
    "Reply",
    "Span",
    "plain_text",
    "read_draft",
    "read_language",
]
