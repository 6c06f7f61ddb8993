from collections.abc import Mapping
from threading import Lock

from cachetools import TTLCache
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

REMEMBERED_S = 3600


class CustomEmoji:
    """The workspace's own names for emoji, remembered for an hour or until Slack says that they changed."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._known: TTLCache[str, Mapping[str, str]] = TTLCache(1, REMEMBERED_S)
        self._lock = Lock()

    def aliases(self, client: WebClient) -> Mapping[str, str]:
        """Return alias → name. Without the optional scope `emoji:read` there are none."""
        with self._lock:
            if "aliases" not in self._known:
                self._known["aliases"] = _ask(client)
            return self._known["aliases"]

    def invalidate(self) -> None:
        """Ask again at the next need."""
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
