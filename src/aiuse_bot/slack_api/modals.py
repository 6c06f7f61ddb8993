"""The modals that open in front of a person who waits, and how long the bot waits for Slack to say that they did."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from slack_sdk import WebClient

LEAST = 0.5
"""Seconds that a call gets although the time is over: enough to send it, while the trigger may still be good."""

View = dict[str, Any]

log = structlog.get_logger(__name__)

# The client logs as an error whatever keeps it from an answer. Here that may be none; what is one, is raised.
_silent = logging.getLogger(f"{__name__}.client")
_silent.setLevel(logging.CRITICAL)


class Modals:
    """Opens and changes modals for as long as the bot answers one request.

    Slack shows a modal before it answers, and takes more than a second for that at times. So what was sent and is not
    answered in time counts as done, and there is never a view to return. What Slack refuses is raised as
    `SlackApiError`, what could not be sent or was cut off as `OSError`.
    """

    def __init__(self, client: WebClient, until: float) -> None:
        """Take the client of the request, and the moment (of `time.monotonic`) by which the request is to be answered.

        Bolt acknowledges when the listener has ended, so no call waits longer than that, however patient the client is.
        """
        self._client = client
        self._until = until

    def open(self, trigger_id: str, view: View) -> None:
        """Open a modal in front of whoever caused the trigger."""
        with self._sending("views.open") as client:
            client.views_open(trigger_id=trigger_id, view=view)

    def push(self, trigger_id: str, view: View) -> None:
        """Put a modal on top of the one in which the trigger was caused."""
        with self._sending("views.push") as client:
            client.views_push(trigger_id=trigger_id, view=view)

    def update(self, view_id: str, view: View, view_hash: str | None = None) -> None:
        """Replace what a modal shows; with a hash only if it is still that view, else Slack refuses."""
        with self._sending("views.update") as client:
            client.views_update(view_id=view_id, view=view, hash=view_hash)

    @contextmanager
    def _sending(self, method: str) -> Iterator[WebClient]:
        try:
            yield self._hurried_client()
        except TimeoutError:
            # urllib makes a URLError of what happens before a request is sent, so this one was.
            log.info("modal_not_confirmed", method=method)

    def _hurried_client(self) -> WebClient:
        given, left = self._client, max(self._until - time.monotonic(), LEAST)
        # The library only says `int`, and hands it to sockets, which know fractions.
        return WebClient(
            token=given.token,
            base_url=given.base_url,
            timeout=min(given.timeout, left),  # type: ignore[arg-type]
            ssl=given.ssl,
            proxy=given.proxy,
            logger=_silent,
            retry_handlers=[],
        )
