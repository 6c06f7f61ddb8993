"""A payload to deliver to the app, and the result of a delivery."""

from dataclasses import dataclass, field
from typing import Literal

from slack_sandbox.values import Json

Kind = Literal["event", "command", "interactive"]


@dataclass(slots=True)
class Parcel:
    """One payload for the app; `kind` decides how it is encoded."""

    kind: Kind
    type: str
    payload: Json
    headers: dict[str, str] = field(default_factory=dict)
    retry_num: int = 0
    retry_reason: str | None = None

    @property
    def wants_response(self) -> bool:
        """Whether the acknowledgement may contain a response."""
        return self.kind != "event"


@dataclass(slots=True)
class Answer:
    """The app's response to a parcel; `reason` is Slack's word for why it counts as failed."""

    acknowledged: bool
    status: int | None = None
    body: Json | str | None = None
    reason: str | None = None
    retry_wanted: bool = True
    error: str | None = None
