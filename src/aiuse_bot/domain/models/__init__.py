"""The tables, one file per capability. Importing this package registers every table of the domain."""

from aiuse_bot.domain.models.backfill import Backfill, Presence
from aiuse_bot.domain.models.bookmark import Bookmark
from aiuse_bot.domain.models.capture import MessageMark, StaleCard, UseCase, UseCaseVersion
from aiuse_bot.domain.models.praise import LedgerEntry, Reaction
from aiuse_bot.domain.models.preference import Preference
from aiuse_bot.domain.models.reuse import Reuse
from aiuse_bot.domain.models.roundup import Roundup, Schedule
from aiuse_bot.domain.models.search import (
    SearchChange,
    SearchScope,
    SearchSynonym,
    SearchTerm,
    SearchWord,
    UseCaseMeaning,
)
from aiuse_bot.domain.models.team import Team, TeamMembership
from aiuse_bot.domain.models.tip import Tip, TipShare
from aiuse_bot.domain.models.tools import Tool, ToolAlias
from aiuse_bot.domain.models.totals import PraiseTotal
from aiuse_bot.domain.models.watch import Channel
from aiuse_bot.domain.models.workspace import LOCAL_WORKSPACE, Workspace

__all__ = [
    "LOCAL_WORKSPACE",
    "Backfill",
    "Bookmark",
    "Channel",
    "LedgerEntry",
    "MessageMark",
    "PraiseTotal",
    "Preference",
    "Presence",
    "Reaction",
    "Reuse",
    "Roundup",
    "Schedule",
    "SearchChange",
    "SearchScope",
    "SearchSynonym",
    "SearchTerm",
    "SearchWord",
    "StaleCard",
    "Team",
    "TeamMembership",
    "Tip",
    "TipShare",
    "Tool",
    "ToolAlias",
    "UseCase",
    "UseCaseMeaning",
    "UseCaseVersion",
    "Workspace",
]
