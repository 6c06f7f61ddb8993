"""A channel's history, page by page, as fast as Slack's rate limits allow."""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, NamedTuple

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from aiuse_bot.slack_api.headers import header, retry_after_s

PAGE = 200
"""Slack recommends no more per page. Apps distributed outside its marketplace get 15, whatever they request."""

EVERY_S = 1.2
"""Seconds between two calls of a method: the methods used here allow fifty a minute (tier 3)."""
AT_ONCE = 10
"""Burst size: calls that may follow each other immediately after a pause."""

CLOCKS_AGREE = dt.timedelta(seconds=5)
"""A `Date` header has whole seconds, and servers refresh it only now and then: smaller differences do not count."""

_NO_THREAD = frozenset({"thread_not_found", "message_not_found"})

Json = dict[str, Any]


class HistoryPage(NamedTuple):
    """Messages as Slack shows them, and the time by Slack's clock (a `ts`) from which they may have changed.

    `cursor` leads to the next page; `has_more` says whether there is one.
    """

    messages: list[Json]
    cursor: str | None
    has_more: bool
    as_of: str


class History:
    """Reads messages within Slack's rate limits.

    `wait` gets the seconds to wait; an exception it raises ends the reading. `on_refusal` gets the seconds before each
    wait that a rate limit causes. All methods raise `SlackApiError` for any other refusal.
    """

    def __init__(
        self,
        client: WebClient,
        *,
        wait: Callable[[float], None] = time.sleep,
        on_refusal: Callable[[float], None] = lambda _seconds: None,
        page: int = PAGE,
    ) -> None:
        self._client = client
        self._wait = wait
        self._on_refusal = on_refusal
        self._page = page
        self._paces: dict[str, _Pace] = {}

    def page(self, channel_id: str, *, oldest: str, latest: str, cursor: str | None = None) -> HistoryPage:
        """Return the newest messages between two timestamps, both exclusive, newest first; or the page of a cursor."""
        return self._read(
            "conversations.history",
            channel=channel_id,
            oldest=oldest,
            latest=latest,
            inclusive=False,
            limit=self._page,
            cursor=cursor,
        )

    def newest_up_to(self, channel_id: str, ts: str) -> HistoryPage:
        """Return the message with this `ts`, else the one before; an empty page if Slack shows none that old."""
        return self._read("conversations.history", channel=channel_id, latest=ts, inclusive=True, limit=1)

    def thread(self, channel_id: str, thread_ts: str) -> HistoryPage:
        """Return a whole thread, oldest first; an empty page if it is gone."""
        arguments: Json = {"channel": channel_id, "ts": thread_ts, "limit": self._page}
        try:
            whole = page = self._read("conversations.replies", **arguments)
            while page.cursor:
                page = self._read("conversations.replies", **arguments, cursor=page.cursor)
                # Every page begins with the thread's first message.
                replies = [message for message in page.messages if message["ts"] != thread_ts]
                whole = whole._replace(messages=[*whole.messages, *replies])
        except SlackApiError as refusal:
            if refusal.response["error"] not in _NO_THREAD:
                raise
            return HistoryPage([], None, has_more=False, as_of="")
        return whole

    def reactions(self, channel_id: str, ts: str) -> list[Json]:
        """Return the reactions to a message with all their users, some of which a page may leave out."""
        answer, _ = self._ask("reactions.get", {"channel": channel_id, "timestamp": ts, "full": True})
        found: list[Json] = answer["message"].get("reactions", [])
        return found

    def _read(self, method: str, **arguments: Any) -> HistoryPage:  # noqa: ANN401 - any argument of Slack's methods
        given = {name: value for name, value in arguments.items() if value is not None}
        answer, as_of = self._ask(method, given)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
        return HistoryPage(answer["messages"], cursor, bool(answer.get("has_more") or cursor), as_of)

    def _ask(self, method: str, arguments: Json) -> tuple[SlackResponse, str]:
        """Call a method, retrying while rate-limited; returns the response and the `ts` as of which it holds."""
        pace = self._paces.setdefault(method, _Pace())
        while True:
            self._wait_for(pace.due_in(time.monotonic()))
            asked_at = dt.datetime.now(dt.UTC)
            try:
                answer = self._client.api_call(method, http_verb="GET", params=arguments)
            except SlackApiError as refusal:
                if not _is_too_much(refusal):
                    raise
                seconds = retry_after_s(refusal.response.headers)
                self._on_refusal(seconds)
                self._wait_for(seconds)
            else:
                return answer, _as_of(asked_at, answer.headers)

    def _wait_for(self, seconds: float) -> None:
        if seconds > 0:
            self._wait(seconds)


class _Pace:
    """Allows `AT_ONCE` calls, and one more every `EVERY_S` seconds."""

    def __init__(self) -> None:
        self._full_at = 0.0

    def due_in(self, now: float) -> float:
        """Count one call and return in how many seconds it may be made."""
        self._full_at = max(self._full_at, now) + EVERY_S
        return max(self._full_at - now - AT_ONCE * EVERY_S, 0)


def _is_too_much(refusal: SlackApiError) -> bool:
    is_refused = int(refusal.response.status_code) == HTTPStatus.TOO_MANY_REQUESTS
    return is_refused or refusal.response.get("error") == "ratelimited"


def _as_of(asked_at: dt.datetime, headers: Mapping[str, Any]) -> str:
    """Use our clock unless it is ahead of Slack's, which would make newer events look older than this response."""
    told = header(headers, "date")
    slacks = parsedate_to_datetime(told) if told else asked_at
    moment = slacks if asked_at - slacks > CLOCKS_AGREE else asked_at
    return f"{moment.timestamp():.6f}"
