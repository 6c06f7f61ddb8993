from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from aiuse_bot.i18n import Language
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.channels import PrivateChannels
from aiuse_bot.slack_api.members import Member, Members
from aiuse_bot.slack_api.modals import Modals

Message = dict[str, Any]
"""A message as Slack takes it: `blocks`, and a `text` that says the same."""


@dataclass(frozen=True)
class Command:
    """A `/usecase` command: who sent it, and where; `argument` is the text after the first word."""

    workspace_id: str
    channel_id: str
    member: Member
    argument: str
    trigger_id: str
    language: Language
    client: WebClient
    modals: Modals
    settings: Settings
    private_channels: PrivateChannels
    members: Members
