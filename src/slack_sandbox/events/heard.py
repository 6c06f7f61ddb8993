"""An inner event on its way to the app."""

from dataclasses import dataclass

from slack_sandbox.values import Json
from slack_sandbox.workspace.models import Channel


@dataclass(slots=True)
class Heard:
    """An inner event, the name by which an app subscribes to it, and the conversation it must be in to hear it."""

    subscription: str
    event: Json
    channel: Channel | None = None
