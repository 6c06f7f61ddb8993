"""Trigger ids: each lets the app open one modal for one person, while Slack waits for it."""

import secrets
from dataclasses import dataclass

from slack_sandbox.clock import Clock
from slack_sandbox.errors import SlackError
from slack_sandbox.patience import Patience

_KEPT = 5_000


@dataclass(slots=True)
class Trigger:
    """Who acted when, in which channel, and in which view, if any."""

    user: str
    at: float
    channel: str | None
    view_id: str | None
    used: bool = False


class Triggers:
    """The recent trigger ids."""

    def __init__(self, clock: Clock, patience: Patience) -> None:
        """Ids expire by `clock`, after the seconds of `patience`."""
        self._clock = clock
        self._patience = patience
        self._known: dict[str, Trigger] = {}

    def new(self, user: str, *, channel: str | None = None, view_id: str | None = None) -> str:
        """Issue a trigger id for a person's action."""
        now = self._clock.now()
        trigger_id = f"{int(now * 1000)}.{secrets.randbelow(10**12):012d}.{secrets.token_hex(16)}"
        self._known[trigger_id] = Trigger(user, now, channel, view_id)
        if len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use up a trigger id; SlackError if it is unknown, expired or already used."""
        trigger = self._known.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.at > self._patience.seconds:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
