"""`views.*`: modals and Home."""

from slack_sandbox.api.lookup import find_user
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.models import View
from slack_sandbox.workspace.shapes import view_shape
from slack_sandbox.workspace.views import accepted_view, open_modal, publish_home, push_modal, update_modal


def _content(call: Call, kind: str) -> Json:
    return accepted_view(call.workspace, call.arguments.structure("view"), kind)


def _answer(call: Call, view: View) -> Json:
    return {"view": view_shape(call.workspace, view)}


@method("views.open", tier=4)
def open_view(call: Call) -> Json:
    """Open a modal for the person whose action issued the trigger id."""
    trigger_id = call.arguments.required("trigger_id")
    content = _content(call, "modal")
    trigger = call.hub.triggers.exchange(trigger_id)
    return _answer(call, open_modal(call.workspace, trigger.user, content, channel=trigger.channel))


@method("views.push", tier=4)
def push_view(call: Call) -> Json:
    """Push a modal on top of the one in which the trigger id was issued."""
    trigger_id = call.arguments.required("trigger_id")
    content = _content(call, "modal")
    trigger = call.hub.triggers.exchange(trigger_id)
    if trigger.view_id is None:
        raise SlackError("invalid_trigger_id")
    return _answer(call, push_modal(call.workspace, trigger.user, content))


@method("views.update", tier=4)
def update_view(call: Call) -> Json:
    """Replace a modal, found by `view_id` or `external_id`."""
    content = _content(call, "modal")
    view = _wanted_view(call)
    update_modal(call.workspace, view, content, view_hash=call.arguments.text("hash"))
    return _answer(call, view)


def _wanted_view(call: Call) -> View:
    view_id, external_id = call.arguments.text("view_id"), call.arguments.text("external_id")
    if view_id is None and external_id is None:
        raise SlackError.with_messages("invalid_arguments", ["[ERROR] missing required field: view_id"])
    for view in call.workspace.state.views.values():
        if view.id == view_id or (view_id is None and view.content.get("external_id") == external_id):
            return view
    raise SlackError("not_found")


@method("views.publish", tier=4)
def publish_view(call: Call) -> Json:
    """Set one person's Home tab."""
    user = find_user(call, call.arguments.required("user_id"))
    if not call.hub.manifest.features.app_home.home_tab_enabled:
        raise SlackError("not_enabled")
    content = _content(call, "home")
    return _answer(call, publish_home(call.workspace, user.id, content, view_hash=call.arguments.text("hash")))
