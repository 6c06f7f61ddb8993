from collections.abc import Mapping
from threading import Lock

from cachetools import TTLCache
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

REMEMBERED_S = 3600


class CustomEmoji:
    """The workspace's emoji aliases, cached for an hour or until Slack reports a change."""

    def __init__(self) -> None:
        """Start with an empty cache."""
        self._known: TTLCache[str, Mapping[str, str]] = TTLCache(1, REMEMBERED_S)
        self._lock = Lock()

    def aliases(self, client: WebClient) -> Mapping[str, str]:
        """Return alias → name; empty without the optional scope `emoji:read`."""
        with self._lock:
            if "aliases" not in self._known:
                self._known["aliases"] = _ask(client)
            return self._known["aliases"]

    def invalidate(self) -> None:
        """Ask again next time."""
        with self._lock:
            self._known.clear()


def _ask(client: WebClient) -> Mapping[str, str]:
    try:
        emoji = client.emoji_list()["emoji"]
    except SlackApiError as error:
        if error.response["error"] == "missing_scope":
            return {}
        raise
    return {name: target.removeprefix("alias:") for name, target in emoji.items() if target.startswith("alias:")}
