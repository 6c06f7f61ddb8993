"""Check a model's answer against the post: only verbatim quotes count. Pure; drops each field that fails."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from aiuse_bot.domain.extraction import Draft
from aiuse_bot.domain.extraction.title import shortened
from aiuse_bot.model.answer import Answer
from aiuse_bot.model.check_time import checked_time
from aiuse_bot.model.check_tools import checked_tools
from aiuse_bot.model.quoted import PostText

STORIES = ("issue", "approach", "result", "prompt", "risk")
MOST_QUOTES = 20


class Checked(NamedTuple):
    """Fields of a record (`RecordFields`) that may be written, and the names of those that failed the check."""

    values: dict[str, Any]
    dropped: tuple[str, ...]


def check(answer: Answer, post: str, draft: Draft) -> Checked:
    """Check an answer against the post (as people read it, masked) and the offline draft.

    A field that the model leaves out is not among the values, so it keeps what it has.
    """
    text = PostText(post)
    checked: dict[str, dict[str, Any] | None] = {"title": _title(answer.title, text)} if answer.title else {}
    for name in STORIES:
        quotes = getattr(answer, name)
        if quotes and not (name == "prompt" and draft.prompt):
            # The draft's prompt is a code block, verbatim; the model has seen it without its markup.
            checked[name] = _story(name, quotes, text)
    if answer.tools:
        checked["tools"] = checked_tools(answer.tools, text, draft)
    if answer.time_saved:
        checked["time_saved"] = checked_time(answer.time_saved, text, draft)
    values = {name: value for part in checked.values() for name, value in (part or {}).items()}
    return Checked(values, tuple(name for name, part in checked.items() if part is None))


def _title(quote: str, text: PostText) -> dict[str, Any] | None:
    found = text.passage(quote)
    return {"title": shortened(" ".join(found.split()))} if found else None


def _story(name: str, quotes: Sequence[str], text: PostText) -> dict[str, Any] | None:
    """Drop the field if any quote was invented, which makes the others doubtful: what the rules read stays."""
    found = [passage for passage in map(text.passage, quotes[:MOST_QUOTES]) if passage]
    is_whole = len(found) == len(quotes)
    return {name: "\n".join(dict.fromkeys(found))} if is_whole else None
