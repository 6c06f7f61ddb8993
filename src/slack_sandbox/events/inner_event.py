"""An inner event to be sent to the app."""

from dataclasses import dataclass

from slack_sandbox.values import Json
from slack_sandbox.workspace.models import Channel


@dataclass(slots=True)
class InnerEvent:
    """An inner event, its subscription name, and the conversation that the app must be in to receive it."""

    subscription: str
    event: Json
    channel: Channel | None = None
