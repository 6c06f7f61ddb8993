"""How long Slack waits for the app."""

from dataclasses import dataclass


@dataclass(slots=True)
class Patience:
    """Seconds that an app has to acknowledge a delivery, and that a trigger id is valid: three on Slack."""

    seconds: float = 3.0
