from collections.abc import Sequence
from typing import Any

from aiuse_bot.domain.extraction import Draft
from aiuse_bot.domain.extraction.gazetteer import gazetteer
from aiuse_bot.model.quoted import PostText, is_word_of

MOST_TOOLS = 30
LONGEST_NAME = 40


def checked_tools(names: Sequence[str], text: PostText, draft: Draft) -> dict[str, Any] | None:
    """Add tools that the post names to those the rules found; `None` if a name was invented and none is new.

    Those of the rules stay: 97 of 100 are right, and the rules know which of two tools a short name means.
    """
    wanted = [" ".join(name.split()) for name in names[:MOST_TOOLS]]
    real = [name for name in wanted if len(name) <= LONGEST_NAME and (name in draft.tools or text.names(name))]
    tools = list(draft.tools)
    for name in map(_canonical, real):
        if not _is_known(name, [*tools, *draft.tool_versions]) and name not in gazetteer().not_ai:
            tools.append(name)
    if len(real) < len(names) and len(tools) == len(draft.tools):
        return None
    return {"tools": tuple(tools)}


def _canonical(name: str) -> str:
    """Return the canonical name of the tool; an unknown tool keeps its own."""
    return gazetteer().listed.get(name.lower(), name)


def _is_known(name: str, known: Sequence[str]) -> bool:
    """Whether a name is part of one that is already known: "Copilot" beside "GitHub Copilot"."""
    return any(is_word_of(name, one) for one in known)
