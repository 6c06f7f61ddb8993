"""What of a model's answer counts: what the post says in these words. Pure; what fails is dropped field by field."""

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
    """Fields of a record (`RecordFields`) that may be written, and the names of those in which something was wrong."""

    values: dict[str, Any]
    dropped: tuple[str, ...]


def check(answer: Answer, post: str, draft: Draft) -> Checked:
    """Hold an answer against the post (as people read it, masked) and the offline draft.

    A field that the model does not speak of is not among the values: its silence takes nothing away.
    """
    text = PostText(post)
    checked: dict[str, dict[str, Any] | None] = {"title": _title(answer.title, text)} if answer.title else {}
    for name in STORIES:
        quotes = getattr(answer, name)
        if quotes and not (name == "prompt" and draft.prompt):
            # A code block is the prompt to the letter; the model has seen it without its marks.
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
    """One invented sentence makes the others doubtful: the field stays as the rules read it."""
    found = [passage for passage in map(text.passage, quotes[:MOST_QUOTES]) if passage]
    is_whole = len(found) == len(quotes)
    return {name: "\n".join(dict.fromkeys(found))} if is_whole else None
