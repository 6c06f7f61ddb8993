"""One Web API call from arguments to response: token, scopes, limits, the method, the log."""

from dataclasses import dataclass

from slack_sandbox.api import (
    auth,
    channels,
    chat,
    conversations,
    files,
    history,
    oauth,
    pins,
    reactions,
    scheduled,
    usergroups,
    users,
    views,
)
from slack_sandbox.api.arguments import Arguments
from slack_sandbox.api.registry import METHODS, Call, Method
from slack_sandbox.delivery.log import LoggedCall
from slack_sandbox.errors import SlackError
from slack_sandbox.faults import Fault
from slack_sandbox.hub import Hub
from slack_sandbox.limits import rate_limited
from slack_sandbox.values import Json
from slack_sandbox.workspace.models import App, State

FAMILIES = (
    auth,
    channels,
    chat,
    conversations,
    files,
    history,
    oauth,
    pins,
    reactions,
    scheduled,
    usergroups,
    users,
    views,
)
"""Importing a family registers its methods in the table."""
_SECRETS = frozenset({"token", "client_secret", "access_token", "id_token"})
"""Arguments and fields left out of the log."""
_STORING = ("hang_after_storing", "close_after_storing", "error_after_storing", "slow")


@dataclass(slots=True)
class Reply:
    """A response; a body of None means that the connection gets none (`hang` or `close`)."""

    body: Json | None
    status: int = 200
    headers: dict[str, str] | None = None
    fault: Fault | None = None


def answer_call(hub: Hub, name: str, token: str | None, values: Json) -> Reply:
    """Perform a call, or the fault injected for it, and log it."""
    number, at = hub.calls.next_number(), hub.clock.now()
    fault = hub.faults.take(name, channel=values.get("channel"))
    reply = _fault_reply(fault) if fault is not None and fault.kind not in _STORING else None
    if reply is None:
        reply = _apply_fault(_perform(hub, name, token, values), fault)
    entry = LoggedCall(
        n=number,
        at=at,
        method=name,
        token_kind=_token_kind(hub.workspace.state, token),
        arguments={key: value for key, value in values.items() if key not in _SECRETS},
        response=reply.body and {key: "…" if key in _SECRETS else value for key, value in reply.body.items()},
        status=None if reply.body is None else reply.status,
    )
    hub.calls.add(entry)
    return reply


def _fault_reply(fault: Fault) -> Reply:
    if fault.kind == "ratelimited":
        refusal = rate_limited(fault.retry_after)
        return Reply(refusal.body, refusal.status, refusal.headers, fault)
    if fault.kind == "status":
        return Reply({"ok": False, "error": "service_unavailable"}, fault.status, fault=fault)
    if fault.kind == "error":
        return Reply({"ok": False, "error": fault.error}, fault=fault)
    return Reply(None, fault=fault)


def _apply_fault(reply: Reply, fault: Fault | None) -> Reply:
    if fault is None:
        return reply
    reply.fault = fault
    if fault.kind == "error_after_storing":
        reply.body = {"ok": False, "error": fault.error}
    elif fault.kind != "slow":
        reply.body = None
    return reply


def _perform(hub: Hub, name: str, token: str | None, values: Json) -> Reply:
    try:
        method = _find_method(name)
        call = Call(hub, Arguments(values), name, token)
        _check_token(hub.workspace.state, method, token)
        if method.scopes:
            call.need_scope(*method.scopes)
        hub.limits.count_call(name, method.tier)
        return Reply({"ok": True, **method.do(call)}, headers=_granted(hub.workspace.app, method))
    except SlackError as refusal:
        return Reply(refusal.body, refusal.status, refusal.headers)


def _granted(app: App, method: Method) -> dict[str, str] | None:
    """Return the headers with a bot token's scopes that Slack adds to every response, or None."""
    return {"x-oauth-scopes": ",".join(app.bot_scopes)} if method.takes == "bot" else None


def _find_method(name: str) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    return method


def _token_kind(state: State, token: str | None) -> str | None:
    if token is None:
        return None
    if token in state.sign_ins:
        return "openid"
    return {state.app.bot_token: "bot", state.app.app_token: "app"}.get(token, "unknown")


def _check_token(state: State, method: Method, token: str | None) -> None:
    if method.takes == "none":
        return
    if token is None:
        raise SlackError("not_authed")
    kind = _token_kind(state, token)
    if kind == "unknown":
        raise SlackError("invalid_auth")
    if not state.app.installed and kind != "openid":
        raise SlackError("account_inactive")
    if kind != method.takes:
        raise SlackError("not_allowed_token_type")
