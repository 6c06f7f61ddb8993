"""The tools of a workspace: the built-in list, and what its people add, merge and teach."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from aiuse_bot.domain.extraction.gazetteer import (
    Gazetteer,
    ListedTool,
    Spelling,
    gazetteer,
    gazetteer_with,
    listed_tools,
)
from aiuse_bot.domain.models import Tool, ToolAlias, UseCase, Workspace
from aiuse_bot.domain.search import index
from aiuse_bot.domain.stale_card import mark_card_stale

MOST_OFFERED = 20


class UnknownToolError(ValueError):
    """There is no tool of this name."""


def seed_tools(session: Session, workspace_id: str) -> None:
    """Give a workspace the built-in list, once. What its people have changed since stays."""
    begun = session.scalar(
        update(Workspace)
        .where(Workspace.id == workspace_id, Workspace.tools_version == 0)
        .values(tools_version=1)
        .returning(Workspace.id)
    )
    if begun is None:
        return
    listed = listed_tools()
    rows = [{"workspace_id": workspace_id, "name": one.name, "is_ai": one.is_ai} for one in listed]
    made = session.execute(insert(Tool).values(rows).returning(Tool.name, Tool.id)).all()
    ids = {row.name: row.id for row in made}
    aliases = {
        alias.folded: {
            "workspace_id": workspace_id,
            "folded": alias.folded,
            "tool_id": ids[one.name],
            "spelling": alias.spelling,
            "exact_case": alias.exact_case,
            "only_when_used": alias.only_when_used,
        }
        for one in listed
        for alias in one.aliases
    }
    session.execute(insert(ToolAlias).values(list(aliases.values())).on_conflict_do_nothing())


def tools_like(session: Session, workspace_id: str, typed: str) -> list[str]:
    """Return the names of tools whose name or spelling contains what was typed, prefix matches first."""
    seed_tools(session, workspace_id)
    wanted = folded(typed)
    begins = ToolAlias.folded.startswith(wanted, autoescape=True)
    found = (
        select(Tool.name, func.bool_or(begins).label("begins"))
        .join(ToolAlias, ToolAlias.tool_id == Tool.id)
        .where(
            Tool.workspace_id == workspace_id,
            Tool.merged_into_id.is_(None),
            ToolAlias.folded.contains(wanted, autoescape=True),
        )
        .group_by(Tool.name)
        .order_by(func.bool_or(begins).desc(), func.length(Tool.name), Tool.name)
        .limit(MOST_OFFERED)
    )
    return [name for name, _begins in session.execute(found)]


def known_as(session: Session, workspace_id: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return tools under the names this workspace uses, each once; an unknown name is returned as written."""
    seed_tools(session, workspace_id)
    wanted = list(dict.fromkeys(names))
    into = aliased(Tool)
    current = (
        select(ToolAlias.folded, func.coalesce(into.name, Tool.name))
        .join(Tool, Tool.id == ToolAlias.tool_id)
        .outerjoin(into, into.id == Tool.merged_into_id)
        .where(ToolAlias.workspace_id == workspace_id, ToolAlias.folded.in_([folded(name) for name in wanted]))
    )
    names_now = {row[0]: row[1] for row in session.execute(current)}
    return tuple(dict.fromkeys(names_now.get(folded(name), name) for name in wanted))


def known_tools(session: Session, workspace_id: str) -> Gazetteer:
    """Return the tools that posts of this workspace are read with; they are recompiled only after a change."""
    state = session.execute(
        select(Workspace.tools_version, Workspace.created_at).where(Workspace.id == workspace_id)
    ).one_or_none()
    if state is None or state.tools_version == 0:
        return gazetteer()
    # A version can repeat if the first was rolled back with its workspace; the creation time tells them apart.
    key = (state.tools_version, state.created_at)
    compiled = _COMPILED.get(workspace_id)
    if compiled is None or compiled[0] != key:
        if len(_COMPILED) >= MOST_COMPILED:
            _COMPILED.clear()
        compiled = _COMPILED[workspace_id] = (key, gazetteer_with(_kept_tools(session, workspace_id)))
    return compiled[1]


MOST_COMPILED = 50
_COMPILED: dict[str, tuple[tuple[int, dt.datetime], Gazetteer]] = {}


def _kept_tools(session: Session, workspace_id: str) -> list[ListedTool]:
    """Read the tools of a workspace; a merged one has no spellings left, its name is a spelling of its target."""
    spelled = (
        select(Tool.name, Tool.is_ai, ToolAlias)
        .join(ToolAlias, ToolAlias.tool_id == Tool.id)
        .where(ToolAlias.workspace_id == workspace_id)
        .order_by(Tool.name, ToolAlias.folded)
    )
    found: dict[tuple[str, bool], list[Spelling]] = {}
    for name, is_ai, alias in session.execute(spelled):
        spelling = Spelling(alias.folded, alias.spelling, alias.exact_case, alias.only_when_used)
        found.setdefault((name, is_ai), []).append(spelling)
    return [ListedTool(name, is_ai, tuple(spellings)) for (name, is_ai), spellings in found.items()]


def add_tool(
    session: Session, workspace_id: str, name: str, aliases: Sequence[str], *, by: str | None, is_ai: bool = True
) -> Tool:
    """Add a tool with its other spellings, or add spellings to an existing tool.

    A spelling that meant another tool means this one from now on.
    """
    seed_tools(session, workspace_id)
    tool = tool_named(session, workspace_id, name)
    if tool is None:
        tool = Tool(workspace_id=workspace_id, name=name, is_ai=is_ai, added_by=by)
        session.add(tool)
        session.flush()
    for spelling in (name, *aliases):
        _spell(session, tool, spelling, by)
    _changed(session, workspace_id)
    return tool


def merge_tools(session: Session, workspace_id: str, name: str, into: str, *, by: str) -> int:
    """Merge one tool into another: every record, spelling and earlier merge of the first goes to the second.

    Returns how many records now use the new name. Raises `UnknownToolError` if either is unknown, or both are the same.
    """
    source, target = tool_named(session, workspace_id, name), tool_named(session, workspace_id, into)
    if source is None or target is None or source.id == target.id:
        raise UnknownToolError(name if source is None or target is not None else into)
    session.execute(update(ToolAlias).where(ToolAlias.tool_id == source.id).values(tool_id=target.id))
    session.execute(update(Tool).where(Tool.merged_into_id == source.id).values(merged_into_id=target.id))
    source.merged_into_id = target.id
    source.added_by = source.added_by or by
    _changed(session, workspace_id)
    return _rename(session, workspace_id, source.name, target.name)


def tool_named(session: Session, workspace_id: str, name: str) -> Tool | None:
    """Return the tool that this name or spelling means now; `None` if it is unknown."""
    seed_tools(session, workspace_id)
    meant = (
        select(Tool)
        .join(ToolAlias, ToolAlias.tool_id == Tool.id)
        .where(ToolAlias.workspace_id == workspace_id, ToolAlias.folded == folded(name))
    )
    return session.scalar(meant)


def learn_from(
    session: Session, workspace_id: str, before: Iterable[str], after: Iterable[str], *, by: str
) -> str | None:
    """Learn a spelling from a correction in which somebody replaced one unknown name by one known tool.

    Returns the name that was learned, or `None` if the correction is not that clear.
    """
    gone = [name for name in before if name not in set(after)]
    come = [name for name in after if name not in set(before)]
    if len(gone) != 1 or len(come) != 1 or tool_named(session, workspace_id, gone[0]) is not None:
        return None
    tool = tool_named(session, workspace_id, come[0])
    if tool is None:
        return None
    _spell(session, tool, gone[0], by)
    _changed(session, workspace_id)
    return gone[0]


def folded(name: str) -> str:
    """Return a name normalized for comparison: width and case do not matter."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _spell(session: Session, tool: Tool, spelling: str, by: str | None) -> None:
    statement = insert(ToolAlias).values(
        workspace_id=tool.workspace_id, folded=folded(spelling), tool_id=tool.id, spelling=spelling, added_by=by
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[ToolAlias.workspace_id, ToolAlias.folded], set_={"tool_id": tool.id}
        )
    )


def _rename(session: Session, workspace_id: str, name: str, into: str) -> int:
    holders = select(UseCase).where(UseCase.workspace_id == workspace_id, UseCase.tools.contains([name]))
    changed = list(session.scalars(holders.order_by(UseCase.id).with_for_update()))
    for use_case in changed:
        use_case.tools = list(dict.fromkeys(into if tool == name else tool for tool in use_case.tools))
        mark_card_stale(session, use_case)
        index(session, use_case)
    return len(changed)


def _changed(session: Session, workspace_id: str) -> None:
    session.execute(
        update(Workspace).where(Workspace.id == workspace_id).values(tools_version=Workspace.tools_version + 1)
    )
    session.flush()
