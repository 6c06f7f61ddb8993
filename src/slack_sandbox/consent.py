"""What a person agreed to on the authorisation pages: installing the app, or signing in with Slack."""

import secrets
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from slack_sandbox.clock import Clock
from slack_sandbox.errors import SlackError

_CODE_LIFETIME = 600.0
"""Seconds for which a code is valid (Slack's page "Installing with OAuth")."""
Purpose = Literal["install", "sign-in"]


@dataclass(slots=True, kw_only=True)
class Consent:
    """Who agreed to what, and where to redirect."""

    purpose: Purpose
    user: str
    scopes: list[str]
    redirect_uri: str
    nonce: str | None
    at: float
    used: bool = False


class Consents:
    """The codes that were issued."""

    def __init__(self, clock: Clock) -> None:
        """Codes expire by `clock`."""
        self._clock = clock
        self._known: dict[str, Consent] = {}

    def new(self, purpose: Purpose, user: str, scopes: list[str], redirect_uri: str, nonce: str | None) -> str:
        """Issue a code for what a person agreed to."""
        code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
        self._known[code] = Consent(
            purpose=purpose, user=user, scopes=scopes, redirect_uri=redirect_uri, nonce=nonce, at=self._clock.now()
        )
        return code

    def exchange(self, purpose: Purpose, code: str | None, redirect_uri: str | None) -> Consent:
        """Use up a code; SlackError if it is unknown, used, expired, or for another redirect URI."""
        consent = self._known.get(code or "")
        if consent is None or consent.purpose != purpose:
            raise SlackError("invalid_code")
        if consent.used:
            raise SlackError("code_already_used")
        if self._clock.now() - consent.at > _CODE_LIFETIME:
            raise SlackError("code_expired")
        if redirect_uri not in (None, consent.redirect_uri):
            raise SlackError("bad_redirect_uri")
        consent.used = True
        return consent


def is_allowed(redirect_uri: str, configured: list[str]) -> bool:
    """Return whether a redirect URI is one of the manifest's, or below one of them."""
    return any(redirect_uri == url or redirect_uri.startswith(f"{url.rstrip('/')}/") for url in configured)


def with_query(url: str, **values: str | None) -> str:
    """Add the values that are not None to the URL's query."""
    given = {name: value for name, value in values.items() if value is not None}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(given)}"
