"""The two authorisation pages: `/oauth/v2/authorize` and `/openid/connect/authorize`."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from slack_sandbox.consent import Purpose, is_allowed, with_query
from slack_sandbox.errors import SlackError
from slack_sandbox.hub import Hub
from slack_sandbox.replies import hub_of
from slack_sandbox.workspace.messages import SLACKBOT

_STYLE = """body{font:16px/1.6 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;
color-scheme:light dark}
li{margin:.5rem 0}"""
_SIGN_IN_SCOPES = {"openid", "profile", "email"}


def consent_routes() -> list[BaseRoute]:
    """Return the routes of the authorisation pages."""
    return [Route("/oauth/v2/authorize", install), Route("/openid/connect/authorize", sign_in)]


async def install(request: Request) -> Response:
    """Ask who installs the app; the query parameter `as` agrees for that member."""
    return _answer(request, "install")


async def sign_in(request: Request) -> Response:
    """Ask who signs in; the query parameter `as` agrees for that member."""
    return _answer(request, "sign-in")


def _answer(request: Request, purpose: Purpose) -> Response:
    hub, given = hub_of(request), request.query_params
    try:
        redirect_uri, scopes = _checked(hub, dict(given), purpose)
    except SlackError as refusal:
        return _page(f"<h1>Something is not right</h1><p>{escape(refusal.code)}</p>", status=400)
    state = given.get("state")
    if given.get("cancel"):
        return RedirectResponse(with_query(redirect_uri, error="access_denied", state=state), 302)
    member = hub.workspace.member(given.get("as", "")) or hub.workspace.member_named(given.get("as", ""))
    if member is None:
        return _chooser(hub, request, purpose)
    code = hub.consents.new(purpose, member.id, scopes, redirect_uri, given.get("nonce"))
    return RedirectResponse(with_query(redirect_uri, code=code, state=state), 302)


def _checked(hub: Hub, given: dict[str, str], purpose: Purpose) -> tuple[str, list[str]]:
    """Return the redirect URI and the requested scopes; SlackError where Slack would show an error."""
    oauth = hub.manifest.oauth_config
    if given.get("client_id") != hub.workspace.app.client_id:
        raise SlackError("invalid_client_id")
    redirect_uri = given.get("redirect_uri") or next(iter(oauth.redirect_urls), "")
    if not is_allowed(redirect_uri, oauth.redirect_urls):
        raise SlackError("bad_redirect_uri")
    scopes = given.get("scope", "").replace(",", " ").split()
    known = _SIGN_IN_SCOPES if purpose == "sign-in" else set(hub.manifest.bot_scopes)
    wanted = ["openid"] if purpose == "sign-in" else oauth.scopes.bot
    if not set(scopes) <= known or (purpose == "sign-in" and not set(wanted) <= set(scopes)):
        raise SlackError("invalid_scope")
    if purpose == "sign-in" and given.get("response_type") != "code":
        raise SlackError("invalid_response_type")
    return redirect_uri, scopes or list(wanted)


def _chooser(hub: Hub, request: Request, purpose: Purpose) -> Response:
    people = [m for m in hub.workspace.state.members.values() if not (m.is_bot or m.deleted) and m.id != SLACKBOT]
    here = request.url.path + "?" + request.url.query
    verb = "Install" if purpose == "install" else "Sign in to"
    items = [
        f'<li><a href="{escape(with_query(here, **{"as": member.id}))}">{escape(member.real_name)}</a></li>'
        for member in people
    ]
    cancel = f'<p><a href="{escape(with_query(here, cancel="1"))}">Cancel</a></p>'
    name = escape(hub.workspace.app.name)
    return _page(f"<h1>{verb} {name}</h1><p>Who are you?</p><ul>{''.join(items)}</ul>{cancel}")


def _page(body: str, *, status: int = 200) -> Response:
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    document = f'<!doctype html><html lang="en"><title>Sandbox</title><style>{_STYLE}</style>{body}'
    return HTMLResponse(document, status, {"Content-Security-Policy": policy})
