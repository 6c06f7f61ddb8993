"""Trigger ids: the right to open a modal in front of one person, for as long as Slack waits and once."""

import secrets
from dataclasses import dataclass

from slack_sandbox.clock import Clock
from slack_sandbox.errors import SlackError
from slack_sandbox.patience import Patience

_KEPT = 5_000


@dataclass(slots=True)
class Trigger:
    """Who acted when, in which channel, and in which view where it was in one."""

    user: str
    at: float
    channel: str | None
    view_id: str | None
    used: bool = False


class Triggers:
    """All trigger ids of late."""

    def __init__(self, clock: Clock, patience: Patience) -> None:
        """Take the clock by which they expire, and after how long."""
        self._clock = clock
        self._patience = patience
        self._known: dict[str, Trigger] = {}

    def new(self, user: str, *, channel: str | None = None, view_id: str | None = None) -> str:
        """Return an id for what this person just did."""
        now = self._clock.now()
        trigger_id = f"{int(now * 1000)}.{secrets.randbelow(10**12):012d}.{secrets.token_hex(16)}"
        self._known[trigger_id] = Trigger(user, now, channel, view_id)
        if len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use an id up; SlackError where it is unknown, older than the patience or used."""
        trigger = self._known.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.at > self._patience.seconds:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
