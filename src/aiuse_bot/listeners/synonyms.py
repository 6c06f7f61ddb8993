"""Synonyms of this workspace: admins add them when they notice that a search missed something."""

import re

from aiuse_bot.blocks.synonyms import (
    no_such_synonyms,
    only_admins,
    synonyms_added,
    synonyms_list,
    synonyms_removed,
)
from aiuse_bot.db import Session
from aiuse_bot.domain.search.synonyms import add_synonyms, remove_synonyms, synonyms_of
from aiuse_bot.listeners.command import Command, Message

_BETWEEN = re.compile(r"[,、，;；=＝\n]+")
_REMOVE = re.compile(r"(?:remove|delete|削除)\s+([0-9]{1,18})", re.IGNORECASE)


def synonyms_requested(command: Command) -> Message:
    """`/usecase synonyms refund, money back, 返金` adds a line, `remove 3` deletes one, no argument lists them."""
    if not (command.member.is_admin or command.member.user_id in command.bot.settings.admins):
        return only_admins(command.language)
    number = _REMOVE.fullmatch(command.argument)
    if number:
        return _removed(command, int(number[1]))
    return _added(command) if command.argument else _listed(command)


def _listed(command: Command) -> Message:
    with Session.begin() as session:
        return synonyms_list(synonyms_of(session, command.workspace_id), command.language)


def _added(command: Command) -> Message:
    words = [word.strip() for word in _BETWEEN.split(command.argument)]
    with Session.begin() as session:
        added = add_synonyms(session, command.workspace_id, words, by=command.member.user_id)
        return no_such_synonyms(command.language) if added is None else synonyms_added(added, command.language)


def _removed(command: Command, number: int) -> Message:
    with Session.begin() as session:
        is_gone = remove_synonyms(session, command.workspace_id, number)
    return synonyms_removed(number, command.language) if is_gone else no_such_synonyms(command.language)
