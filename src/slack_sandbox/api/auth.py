"""`auth.*`, `api.*` and `apps.*`: identifying a token, connecting, uninstalling."""

from slack_sandbox.api.registry import Call, method
from slack_sandbox.delivery.socket_mode import MAX_CONNECTIONS
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import AppUninstalled


@method("api.test", takes="none")
def api_test(call: Call) -> Json:
    """Echo the arguments; `error` makes the call fail."""
    values = {name: value for name, value in call.arguments.values.items() if name != "token"}
    if error := call.arguments.text("error"):
        raise SlackError(error, args=values)
    return {"args": values}


@method("auth.test")
def auth_test(call: Call) -> Json:
    """Return whose token it is."""
    team, app = call.workspace.state.team, call.app
    member = call.workspace.state.members[app.bot_user_id]
    return {
        "url": f"{call.workspace.base_url}/",
        "team": team.name,
        "user": member.name,
        "team_id": team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", takes="app")
def connections_open(call: Call) -> Json:
    """Return a URL for one Socket Mode connection."""
    socket_mode = call.hub.post_office.socket_mode
    if socket_mode.connections >= MAX_CONNECTIONS:
        raise SlackError("too_many_websockets")
    base = call.workspace.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/link/?ticket={socket_mode.new_ticket()}&app_id={call.app.id}"}


@method("apps.uninstall", takes="none")
def uninstall(call: Call) -> Json:
    """Uninstall the app, which revokes its tokens."""
    app = call.app
    given = (call.arguments.text("client_id"), call.arguments.text("client_secret"))
    if given != (app.client_id, app.client_secret):
        raise SlackError("bad_client_secret")
    app.installed = False
    call.workspace.announce(AppUninstalled(call.workspace.now_ts()))
    return {}
