"""Tools named in a query, however they are spelled."""

from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from aiuse_bot.domain.extraction.gazetteer import listed_tools
from aiuse_bot.domain.models import Tool, ToolAlias, Workspace
from aiuse_bot.domain.search.tokens import folded, words_of
from aiuse_bot.domain.search.vector import filter_mark

MOST_WORDS_OF_NAME = 4
LONGEST_NAME = 24
LONGEST_LOOKED_THROUGH = 120


def tools_named(session: Session, workspace_id: str, words: str) -> list[str]:
    """Return the marks of the tools that a query names. Spellings that are ordinary words count only on their own."""
    together = " ".join(folded(words)[:LONGEST_LOOKED_THROUGH].split())
    spellings = _spans([word.text for word in words_of(together)]) | _parts(together) | {together}
    is_plain = ToolAlias.exact_case.is_(False) & ToolAlias.only_when_used.is_(False)
    names = _names(session, workspace_id, spellings, or_(is_plain, ToolAlias.folded == together))
    return [filter_mark("tool", name) for name in names]


def canonical(session: Session, workspace_id: str, mark: str) -> str:
    """Return the mark of the tool that `tool:` names by any of its spellings; an unknown one is returned unchanged."""
    names = _names(session, workspace_id, [mark.partition(":")[2]])
    return filter_mark("tool", names[0]) if names else mark


def _names(
    session: Session, workspace_id: str, spellings: Collection[str], condition: ColumnElement[bool] | None = None
) -> list[str]:
    """Return the workspace's names for the tools with these spellings; without its own list, the built-in ones."""
    into = aliased(Tool)
    named = (
        select(func.coalesce(into.name, Tool.name))
        .select_from(ToolAlias)
        .join(Tool, Tool.id == ToolAlias.tool_id)
        .outerjoin(into, into.id == Tool.merged_into_id)
        .where(ToolAlias.workspace_id == workspace_id, ToolAlias.folded.in_(spellings))
        .distinct()
    )
    found = session.scalars(named if condition is None else named.where(condition)).all()
    return sorted(found) or _listed(session, workspace_id, spellings)


def _listed(session: Session, workspace_id: str, spellings: Collection[str]) -> list[str]:
    if session.scalar(select(Workspace.tools_version).where(Workspace.id == workspace_id)):
        return []
    known = _listed_names()
    return sorted({known[spelling] for spelling in spellings if spelling in known})


@lru_cache(maxsize=1)
def _listed_names() -> dict[str, str]:
    return {
        alias.folded: tool.name
        for tool in listed_tools()
        for alias in tool.aliases
        if not (alias.exact_case or alias.only_when_used)
    }


def _spans(words: list[str]) -> set[str]:
    lengths = range(1, MOST_WORDS_OF_NAME + 1)
    return {" ".join(words[at : at + length]) for length in lengths for at in range(len(words))}


def _parts(text: str) -> set[str]:
    """Japanese is written without spaces, so a name may start anywhere."""
    stretches = [word.text for word in words_of(text) if not word.stem]
    return {
        stretch[start:end]
        for stretch in stretches
        for start in range(len(stretch))
        for end in range(start + 2, min(start + LONGEST_NAME, len(stretch)) + 1)
    }
