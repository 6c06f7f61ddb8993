"""What any listener may need: the workspace, the person who acts, and what is cached from Slack."""

from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from aiuse_bot.db import Session
from aiuse_bot.domain.capture import is_own
from aiuse_bot.domain.extraction.gazetteer import Gazetteer
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.privacy import Audience, Readable, audience, readable
from aiuse_bot.domain.rules import Rules
from aiuse_bot.domain.tools import known_tools
from aiuse_bot.domain.watch import has_private_channels
from aiuse_bot.i18n import Language, language
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.channels import PrivateChannels
from aiuse_bot.slack_api.emoji import CustomEmoji
from aiuse_bot.slack_api.home import Homes
from aiuse_bot.slack_api.members import Member, Members
from aiuse_bot.slack_api.modals import Modals

log = structlog.get_logger(__name__)


def counts(member: Member, rules: Rules) -> bool:
    """Whether a member's praise and tips count here; for guests and strangers the workspace's rules decide."""
    return (rules.guests_count or member.kind != "guest") and (rules.strangers_count or member.kind != "stranger")


def belongs(member: Member) -> bool:
    """Whether somebody belongs to this workspace, so that their words may be kept in its library."""
    return member.kind in {"member", "guest"}


class Person(NamedTuple):
    """A member, and the language in which the bot speaks to them."""

    member: Member
    language: Language

    @property
    def user_id(self) -> str:
        """Slack's id of the member."""
        return self.member.user_id


@dataclass(frozen=True)
class Bot:
    """The bot in one workspace, for the duration of one request."""

    workspace_id: str
    client: WebClient
    modals: Modals
    settings: Settings
    members: Members
    private_channels: PrivateChannels
    custom_emoji: CustomEmoji
    homes: Homes

    def member(self, user_id: str) -> Member:
        """Look somebody up. Raises what Slack's client raises if Slack does not answer."""
        return self.members.of(self.client, user_id, self.workspace_id)

    def person(self, user_id: str) -> Person:
        """Look somebody up. If Slack does not answer in time, they are answered in the default language."""
        try:
            member = self.member(user_id)
        except (SlackClientError, OSError) as error:
            log.warning("member_unknown", user_id=user_id, error=type(error).__name__)
            member = Member(user_id)
        return Person(member, language(member.locale or self.settings.locale))

    def audience(self, member: Member, here: str | None = None) -> Audience:
        """Return what somebody may read; `here` is the channel in which they act, if they do so in one.

        Slack is asked for their channels only if these make a difference.
        """
        with Session.begin() as session:
            needs_channels = member.kind == "guest" or has_private_channels(session, self.workspace_id)
        if member.kind in {"stranger", "unknown"} or not needs_channels:
            return audience(member.kind, frozenset(), here)
        return audience(member.kind, self.private_channels.of(self.client, member.user_id, self.workspace_id), here)

    def readable_by(self, who: Person, here: str | None = None) -> Readable:
        """Return the condition on `UseCase` under which somebody may read it."""
        return readable(self.workspace_id, self.audience(who.member, here))

    def known_tools(self) -> Gazetteer:
        """Return the tools this workspace knows by name, including what its people added and merged."""
        with Session.begin() as session:
            return known_tools(session, self.workspace_id)

    def is_admin(self, member: Member) -> bool:
        """Whether this member may decide for others: a workspace admin, or somebody named in the settings."""
        return member.is_admin or member.user_id in self.settings.admins

    def may_change(self, use_case: UseCase, member: Member) -> bool:
        """Whether this member may change a record: its authors and admins may."""
        return is_own(use_case, member.user_id) or self.is_admin(member)


def zone_of(member: Member, settings: Settings) -> ZoneInfo:
    """Return somebody's time zone: the one in their profile, else the workspace's."""
    try:
        return ZoneInfo(member.timezone or "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return settings.timezone_of(None)
