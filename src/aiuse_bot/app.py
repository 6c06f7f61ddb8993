"""The Bolt app: authorization, middleware and error handling."""

import logging
import time
import traceback
import uuid
from collections.abc import Callable
from math import ceil
from threading import Lock
from typing import Any

import structlog
from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from aiuse_bot.blocks.help import failure_message
from aiuse_bot.db import Session
from aiuse_bot.domain.rules import set_operator_rules
from aiuse_bot.domain.workspace import ensure_workspace
from aiuse_bot.i18n import language
from aiuse_bot.listeners import register
from aiuse_bot.listeners.bot import Bot
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.channels import PrivateChannels
from aiuse_bot.slack_api.emoji import CustomEmoji
from aiuse_bot.slack_api.home import Homes
from aiuse_bot.slack_api.members import Members
from aiuse_bot.slack_api.modals import Modals

FRAMES_SHOWN = 4
"""Stack frames logged with an error; its message is not logged, as it may quote a person."""

ANSWERED_WITHIN = 2.5
"""Seconds of Slack's three that a listener may spend waiting for Slack; the rest is for sending the response."""

log = structlog.get_logger(__name__)


def build_app(settings: Settings) -> App:
    """Build the Bolt app with all its listeners.

    The door has verified Slack's requests, and events are already in the inbox, so listeners run synchronously
    (`process_before_response`) and their failures are seen. Our own events are not ignored: Bolt would also ignore the
    deletion of our own posts.
    """
    # Bolt reads SLACK_BOT_TOKEN from the environment and then warns that it does not use it.
    logging.getLogger("slack_bolt.App").setLevel(logging.ERROR)
    app = App(
        client=slack_client(settings, token=None),
        authorize=_authorize_with(settings),
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        raise_error_for_unhandled_request=True,
    )
    app.middleware(_house(settings))
    app.error(_failed)
    register(app)
    return app


def slack_client(settings: Settings, token: str | None) -> WebClient:
    """Return a client of Slack's Web API that never retries by itself; Bolt sets its own client's token per request."""
    return WebClient(
        token=token, base_url=settings.api_url, timeout=ceil(settings.slack_timeout_seconds), retry_handlers=[]
    )


def dispatch_event(app: App, envelope: dict[str, Any]) -> None:
    """Run the listener of an event to completion; raises what it raised.

    An event without a listener is simply done: Slack may send what the manifest no longer subscribes to.
    """
    request = BoltRequest(mode="socket_mode", body=envelope)
    app.dispatch(request)
    failure = request.context.get("failure")
    if failure is not None and not isinstance(failure, BoltUnhandledRequestError):
        raise failure


def _authorize_with(settings: Settings) -> Callable[..., AuthorizeResult]:
    """Return Bolt's `authorize` function, which uses the settings alone.

    Bolt's default calls `auth.test` on each request, and if Slack does not answer it responds 200 without running the
    listener, which loses the event.
    """
    known: set[str] = set()
    lock = Lock()

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        workspace_id = team_id or enterprise_id
        with lock:
            if workspace_id is not None and workspace_id not in known:
                with Session.begin() as session:
                    ensure_workspace(session, workspace_id)
                    set_operator_rules(session, workspace_id, settings.rules)
                known.add(workspace_id)
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=settings.bot_token())

    return authorize


def _house(settings: Settings) -> Callable[..., None]:
    """Return the middleware that provides the arguments each listener may request by name."""
    remembered: dict[str, Any] = {
        "settings": settings,
        "members": Members(),
        "private_channels": PrivateChannels(),
        "custom_emoji": CustomEmoji(),
        "homes": Homes(),
    }

    def house(context: BoltContext, body: dict[str, Any], next_: Callable[[], None]) -> None:
        begun = time.monotonic()
        context.update(remembered)
        if "event" not in body:
            context.client.timeout = ceil(settings.person_timeout_seconds)
        context["workspace_id"] = context.team_id or context.enterprise_id
        context["modals"] = Modals(context.client, until=begun + max(ANSWERED_WITHIN, settings.person_timeout_seconds))
        context["bot"] = Bot(
            workspace_id=context["workspace_id"], client=context.client, modals=context["modals"], **remembered
        )
        next_()

    return house


def _failed(
    error: Exception, context: BoltContext, body: dict[str, Any], settings: Settings | None, members: Members | None
) -> BoltResponse | None:
    """Record why a listener failed. A waiting person gets a message with a reference to give to an admin.

    `None` leaves the response at status 500, on which Slack keeps an open modal and asks to try again.
    """
    context["failure"] = error
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=404, body="")
    if "event" in body:
        return None
    reference = uuid.uuid4().hex[:8]
    where = "".join(traceback.format_tb(error.__traceback__)[-FRAMES_SHOWN:])
    log.error("listener_failed", reference=reference, error=type(error).__name__, where=where)
    if "command" not in body:
        return None
    known = members.known(body["user_id"]) if members else None
    locale = (known and known.locale) or (settings and settings.locale)
    message = failure_message(reference, language(locale))
    return BoltResponse(status=200, body={"response_type": "ephemeral", **message})
