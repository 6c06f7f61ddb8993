from collections.abc import Callable
from threading import Lock
from typing import Any

from cachetools import TTLCache
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

REMEMBERED_S = 900
REMEMBERED_PEOPLE = 10_000

View = dict[str, Any]


class Homes:
    """Recently shown Homes: the view as Slack has it, with the hash that tells whether it is still current.

    Home is rendered when someone opens it, and again after their actions during the next quarter of an hour.
    """

    def __init__(self) -> None:
        """Start with an empty cache."""
        self._shown: TTLCache[tuple[str, str], View] = TTLCache(REMEMBERED_PEOPLE, REMEMBERED_S)
        self._lock = Lock()

    def shown(self, workspace_id: str, user_id: str) -> View | None:
        """Return what somebody's Home showed last; `None` if it was not opened recently."""
        with self._lock:
            view: View | None = self._shown.get((workspace_id, user_id))
        return view

    def publish(
        self, client: WebClient, workspace_id: str, user_id: str, draw: Callable[[], View], seen: str | None
    ) -> None:
        """Show what `draw` returns in place of the view with the hash `seen`.

        If another device or click has replaced that view meanwhile, it is rendered again with current data.
        """
        try:
            answer = client.views_publish(user_id=user_id, view=draw(), hash=seen)
        except SlackApiError as error:
            if error.response["error"] != "hash_conflict":
                raise
            answer = client.views_publish(user_id=user_id, view=draw())
        with self._lock:
            self._shown[workspace_id, user_id] = answer["view"]
