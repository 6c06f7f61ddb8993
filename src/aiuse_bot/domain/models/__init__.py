"""What is kept, one file a capability. Importing this package registers every table of the domain."""

from aiuse_bot.domain.models.backfill import Backfill, Presence
from aiuse_bot.domain.models.capture import MessageMark, UseCase, UseCaseVersion
from aiuse_bot.domain.models.praise import LedgerEntry, Reaction
from aiuse_bot.domain.models.roundup import Roundup, Schedule
from aiuse_bot.domain.models.tools import Tool, ToolAlias
from aiuse_bot.domain.models.watch import Channel
from aiuse_bot.domain.models.workspace import LOCAL_WORKSPACE, Workspace

__all__ = [
    "LOCAL_WORKSPACE",
    "Backfill",
    "Channel",
    "LedgerEntry",
    "MessageMark",
    "Presence",
    "Reaction",
    "Roundup",
    "Schedule",
    "Tool",
    "ToolAlias",
    "UseCase",
    "UseCaseVersion",
    "Workspace",
]
