"""Checks whether Slack accepts our tokens, and which scopes they have."""

import logging
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from aiuse_bot.cli.doctor.check import Check, note, well, wrong
from aiuse_bot.cli.manifest import bot_scopes
from aiuse_bot.settings import APP_TOKEN, BOT_TOKEN, Settings

TIMEOUT_S = 10

_REINSTALL = "Update the app's manifest and install the app to the workspace again."


def check_slack(settings: Settings) -> Iterator[Check]:
    """Check the tokens that are set; missing ones were reported with the settings."""
    if settings.slack_bot_token is not None:
        yield from _check_bot_token(settings, settings.slack_bot_token)
    if settings.slack_app_token is not None:
        yield _check_app_token(settings, settings.slack_app_token)
    elif settings.slack_signing_secret is not None:
        yield note("events", "Slack must reach /slack/events of this bot over https, which cannot be seen from here.")


def _check_bot_token(settings: Settings, token: SecretStr) -> Iterator[Check]:
    fault = BOT_TOKEN.fault(token)
    if fault is not None:
        yield wrong("slack", fault, BOT_TOKEN.advice)
        return
    try:
        answer = _client(settings, token.get_secret_value()).auth_test()
    except (SlackClientError, OSError) as error:
        yield wrong("slack", f"auth.test: {_reason(error)}", _help(error, settings, "SLACK_BOT_TOKEN"))
        return
    yield well("slack", f"{answer.get('user')} in {answer.get('team')} ({answer.get('team_id')}), {answer.get('url')}")
    yield _check_scopes(answer)


def _check_app_token(settings: Settings, token: SecretStr) -> Check:
    fault = APP_TOKEN.fault(token)
    if fault is not None:
        return wrong("socket mode", fault, APP_TOKEN.advice)
    try:
        _client(settings, value := token.get_secret_value()).apps_connections_open(app_token=value)
    except (SlackClientError, OSError) as error:
        reason = f"apps.connections.open: {_reason(error)}"
        return wrong("socket mode", reason, _help(error, settings, "SLACK_APP_TOKEN"))
    return well("socket mode", "Slack hands out connections.")


def _check_scopes(answer: SlackResponse) -> Check:
    """Compare the granted scopes with those this version requests."""
    header = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "")
    granted = {scope.strip() for scope in header.split(",")} - {""}
    required, optional = bot_scopes()
    missing = required - granted
    if missing:
        return wrong("scopes", f"Missing: {_listed(missing)}.", _REINSTALL)
    absent, superfluous = optional - granted, granted - required - optional
    if not absent and not superfluous:
        return well("scopes", f"{len(granted)} granted, all of them used.")
    parts = [(absent, "optional and not granted"), (superfluous, "granted and not used by this version")]
    text = "; ".join(f"{meaning}: {_listed(scopes)}" for scopes, meaning in parts if scopes)
    return note("scopes", f"{text[0].upper()}{text[1:]}.", "docs/scopes.md says what each is for.")


def _client(settings: Settings, token: str) -> WebClient:
    # The client also logs every failure; here the check's own line is enough.
    silent = logging.getLogger(f"{__name__}.client")
    silent.setLevel(logging.CRITICAL)
    return WebClient(token=token, base_url=settings.api_url, timeout=TIMEOUT_S, retry_handlers=[], logger=silent)


def _listed(scopes: AbstractSet[str]) -> str:
    return ", ".join(sorted(scopes))


def _reason(error: Exception) -> str:
    return str(error.response["error"]) if isinstance(error, SlackApiError) else f"no answer ({type(error).__name__})"


def _help(error: Exception, settings: Settings, variable: str) -> str:
    if isinstance(error, SlackApiError):
        return f"Copy {variable} from the app's page again; docs/install.md says where it is."
    return f"Can this machine reach {settings.api_url}? HTTPS_PROXY names a proxy, SLACK_API_URL another address."
