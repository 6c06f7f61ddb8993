"""The tools of this workspace: suggestions while somebody types, and changes that admins make to the list."""

import re
from typing import Any

from slack_bolt import Ack

from aiuse_bot.blocks.share import tool_options
from aiuse_bot.blocks.tools import INTO, SPELLINGS, TOOL, tools_modal
from aiuse_bot.blocks.watch import admins_only
from aiuse_bot.db import Session
from aiuse_bot.domain.text import storable
from aiuse_bot.domain.tools import add_tool, folded, merge_tools, tools_like
from aiuse_bot.listeners.bot import Bot
from aiuse_bot.listeners.command import Command, Message

_BETWEEN = re.compile(r"[,、;\n]+")


def tools_requested(command: Command) -> Message | None:
    """`/usecase tools`: admins add a tool or a spelling, or merge two tools."""
    if not (command.member.is_admin or command.member.user_id in command.bot.settings.admins):
        return admins_only(command.language)
    command.bot.modals.open(command.trigger_id, tools_modal(command.language))
    return None


def tools_typed(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """Suggest the tools with a name or spelling that begins like this, and the typed text if it is unknown."""
    typed = " ".join(storable(body["value"]).split())
    who = bot.person(body["user"]["id"])
    with Session.begin() as session:
        names = tools_like(session, bot.workspace_id, typed)
    may_add = body.get("action_id") != INTO
    ack(options=tool_options(names, typed if may_add else "", who.language))


def tools_submitted(ack: Ack, view: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Save an admin's changes. Somebody who is no admin any more sees an error at the field instead."""
    who = bot.person(body["user"]["id"])
    values = view["state"]["values"]
    name, into = _chosen(values, TOOL), _chosen(values, INTO)
    spellings = [
        part.strip() for part in _BETWEEN.split(values[SPELLINGS][SPELLINGS].get("value") or "") if part.strip()
    ]
    if not bot.is_admin(who.member):
        ack(response_action="errors", errors={TOOL: who.language.gettext("Only admins can do this.")})
    elif into is not None and folded(into) == folded(name or ""):
        ack(response_action="errors", errors={INTO: who.language.gettext("This is the same tool.")})
    else:
        _save(bot, name or "", spellings, into, who.user_id)
        ack()


def _save(bot: Bot, name: str, spellings: list[str], into: str | None, by: str) -> None:
    with Session.begin() as session:
        add_tool(session, bot.workspace_id, name, spellings, by=by)
        if into is not None:
            merge_tools(session, bot.workspace_id, name, into, by=by)


def _chosen(values: dict[str, dict[str, dict[str, Any]]], name: str) -> str | None:
    option = values[name][name].get("selected_option")
    return storable(option["value"]) if option else None
