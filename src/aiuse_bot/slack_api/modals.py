"""Modals for a person who is waiting, and how long the bot waits for Slack to confirm them."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from slack_sdk import WebClient

LEAST = 0.5
"""Minimum timeout in seconds even after the deadline: enough to send the call while the trigger may still be valid."""

View = dict[str, Any]

log = structlog.get_logger(__name__)

# The client logs a missing response as an error. Here it may not be one; real errors are raised.
_silent = logging.getLogger(f"{__name__}.client")
_silent.setLevel(logging.CRITICAL)


class Modals:
    """Opens and changes modals while the bot answers one request.

    Slack shows a modal before it responds, which sometimes takes more than a second. So a call that was sent but not
    answered in time counts as done, and no view is ever returned. Refusals are raised as `SlackApiError`, calls that
    could not be sent or were cut off as `OSError`.
    """

    def __init__(self, client: WebClient, until: float) -> None:
        """Take the request's client, and the deadline (of `time.monotonic`) by which the request must be answered.

        Bolt acknowledges when the listener returns, so no call may wait beyond that, whatever the client's timeout.
        """
        self._client = client
        self._until = until

    def open(self, trigger_id: str, view: View) -> None:
        """Open a modal in front of whoever caused the trigger."""
        with self._sending("views.open") as client:
            client.views_open(trigger_id=trigger_id, view=view)

    def push(self, trigger_id: str, view: View) -> None:
        """Push a modal on top of the one that caused the trigger."""
        with self._sending("views.push") as client:
            client.views_push(trigger_id=trigger_id, view=view)

    def update(self, view_id: str, view: View, view_hash: str | None = None) -> None:
        """Replace a modal's view; with a hash only if it still shows that view, else Slack refuses."""
        with self._sending("views.update") as client:
            client.views_update(view_id=view_id, view=view, hash=view_hash)

    @contextmanager
    def _sending(self, method: str) -> Iterator[WebClient]:
        try:
            yield self._hurried_client()
        except TimeoutError:
            # urllib raises URLError for anything before the request is sent, so this request was sent.
            log.info("modal_not_confirmed", method=method)

    def _hurried_client(self) -> WebClient:
        given, left = self._client, max(self._until - time.monotonic(), LEAST)
        # The library declares `int` but passes it to sockets, which accept fractions.
        return WebClient(
            token=given.token,
            base_url=given.base_url,
            timeout=min(given.timeout, left),  # type: ignore[arg-type]
            ssl=given.ssl,
            proxy=given.proxy,
            logger=_silent,
            retry_handlers=[],
        )
