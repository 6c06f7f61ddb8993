"""How long Slack waits for the app."""

from dataclasses import dataclass


@dataclass(slots=True)
class Patience:
    """Seconds that an app has to acknowledge what it is sent, and that a trigger id lasts: Slack's three."""

    seconds: float = 3.0
