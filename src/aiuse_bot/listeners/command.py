from dataclasses import dataclass
from typing import Any

from aiuse_bot.domain.privacy import Readable
from aiuse_bot.i18n import Language
from aiuse_bot.listeners.bot import Bot, Person
from aiuse_bot.slack_api.members import Member

Message = dict[str, Any]
"""A message as Slack takes it: `blocks`, and a `text` that says the same."""


@dataclass(frozen=True)
class Command:
    """A `/usecase` command: who sent it, and where; `argument` is the text after the first word."""

    bot: Bot
    who: Person
    channel_id: str
    argument: str
    trigger_id: str

    @property
    def workspace_id(self) -> str:
        """The workspace in which it was sent."""
        return self.bot.workspace_id

    @property
    def member(self) -> Member:
        """The sender."""
        return self.who.member

    @property
    def language(self) -> Language:
        """The language in which the sender is answered."""
        return self.who.language

    @property
    def may_read(self) -> Readable:
        """The condition on `UseCase` under which the sender may read it."""
        return self.bot.readable_by(self.who)
