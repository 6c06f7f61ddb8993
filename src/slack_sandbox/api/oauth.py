"""`oauth.*` and `openid.*`: exchanging the code from a person's consent for a token."""

import base64
import hashlib
import hmac
import json
import secrets

from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import AppUninstalled
from slack_sandbox.workspace.models import Member

_ISSUER = "https://slack.com"
_ID_TOKEN_LIFETIME = 300


def _check_client(call: Call) -> None:
    if call.arguments.text("client_id") != call.app.client_id:
        raise SlackError("invalid_client_id")
    if call.arguments.text("client_secret") != call.app.client_secret:
        raise SlackError("bad_client_secret")


@method("oauth.v2.access", takes="none", tier=4)
def access(call: Call) -> Json:
    """Exchange an installation's code for the bot token, which is a new one after an uninstallation."""
    _check_client(call)
    if call.arguments.text("grant_type") not in (None, "authorization_code"):
        raise SlackError("invalid_grant_type")
    consent = call.hub.consents.exchange("install", call.arguments.text("code"), call.arguments.text("redirect_uri"))
    app, team = call.app, call.workspace.state.team
    if not app.installed:
        app.bot_token = f"{app.bot_token.rpartition('-')[0]}-{secrets.token_hex(12)}"
    app.installed, app.bot_scopes = True, consent.scopes
    call.workspace.changed = True
    return {
        "app_id": app.id,
        "authed_user": {"id": consent.user},
        "scope": ",".join(consent.scopes),
        "token_type": "bot",
        "access_token": app.bot_token,
        "bot_user_id": app.bot_user_id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


@method("auth.revoke")
def revoke(call: Call) -> Json:
    """Revoke the token, which uninstalls the app; `test` is a dry run."""
    if call.arguments.flag("test"):
        return {"revoked": False}
    call.app.installed = False
    call.workspace.announce(AppUninstalled(call.workspace.now_ts()))
    return {"revoked": True}


@method("openid.connect.token", takes="none", tier=4)
def openid_token(call: Call) -> Json:
    """Exchange a sign-in's code for a token and an `id_token`."""
    _check_client(call)
    consent = call.hub.consents.exchange("sign-in", call.arguments.text("code"), call.arguments.text("redirect_uri"))
    token = f"xoxp-{call.app.bot_token.split('-')[1]}-{secrets.token_hex(16)}"
    call.workspace.state.sign_ins[token] = consent.user
    call.workspace.changed = True
    member = call.workspace.state.members[consent.user]
    now = int(call.hub.clock.now())
    digest = hashlib.sha256(token.encode()).digest()
    claims = _claims(call, member) | {
        "iss": _ISSUER,
        "aud": call.app.client_id,
        "iat": now,
        "exp": now + _ID_TOKEN_LIFETIME,
        "auth_time": now,
        "nonce": consent.nonce,
        "at_hash": _base64(digest[: len(digest) // 2]),
    }
    return {"access_token": token, "token_type": "Bearer", "id_token": _signed(claims, call.app.client_secret)}


@method("openid.connect.userInfo", takes="openid", tier=4)
def user_info(call: Call) -> Json:
    """Return who signed in."""
    user = call.workspace.state.sign_ins[call.token or ""]
    return _claims(call, call.workspace.state.members[user])


def _claims(call: Call, member: Member) -> Json:
    team = call.workspace.state.team
    given_name, _, family_name = member.real_name.partition(" ")
    return {
        "sub": member.id,
        "https://slack.com/user_id": member.id,
        "https://slack.com/team_id": team.id,
        "email": f"{member.name}@{team.domain}.example",
        "email_verified": True,
        "date_email_verified": 1,
        "name": member.real_name,
        "picture": f"{call.workspace.base_url}/page/mark.svg",
        "given_name": given_name,
        "family_name": family_name,
        "locale": member.locale,
        "https://slack.com/team_name": team.name,
        "https://slack.com/team_domain": team.domain,
    }


def _signed(claims: Json, client_secret: str) -> str:
    """Sign with the client secret (HS256), which OpenID Connect allows; Slack itself signs with a key pair (RS256)."""
    header = {"alg": "HS256", "typ": "JWT"}
    body = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
    return f"{body}.{_base64(hmac.new(client_secret.encode(), body.encode(), hashlib.sha256).digest())}"


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
