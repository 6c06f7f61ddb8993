"""Submitting and closing modals."""

from slack_sandbox.block_kit.inputs import input_errors
from slack_sandbox.block_kit.state import places
from slack_sandbox.delivery.parcel import Parcel
from slack_sandbox.errors import SlackError
from slack_sandbox.hub import Hub
from slack_sandbox.interactivity import payloads
from slack_sandbox.interactivity.filling import fill_in
from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import ToastShown, ViewChanged
from slack_sandbox.workspace.models import Member, View
from slack_sandbox.workspace.views import accepted_view, close_all, close_modal, push_modal, update_modal


async def submit(hub: Hub, user: Member, view: View, values: dict[str, Json]) -> Json:
    """Fill in and submit a modal; if not acknowledged in three seconds, it stays open and a toast says so."""
    fill_in(view.content["blocks"], view.state, values, hub.suggested)
    errors = input_errors(view.content["blocks"], view.state)
    if errors:
        hub.workspace.announce(ViewChanged(user.id, "errors", view, errors))
        return {"acknowledged": False, "response_action": "errors", "errors": errors}
    payload = payloads.view_submission(hub, user, view, _response_urls(hub, user, view))
    answer = await hub.post_office.ask(Parcel("interactive", "view_submission", payload))
    if not answer.acknowledged:
        text = f"{hub.workspace.app.name} did not respond in time: nothing was submitted"
        hub.workspace.announce(ToastShown(user.id, text))
        return {"acknowledged": False, "response_action": None, "errors": {}}
    body = answer.body if isinstance(answer.body, dict) else {}
    return {"acknowledged": True, **_follow(hub, user, view, body)}


def _response_urls(hub: Hub, user: Member, view: View) -> list[Json]:
    urls: list[Json] = []
    for place in places(view.content["blocks"]):
        if not place.element.get("response_url_enabled"):
            continue
        block_id, action_id = place.block["block_id"], place.element["action_id"]
        channel = view.state[block_id][action_id][place.key]
        if channel:
            path = hub.response_urls.new(user.id, channel)
            url = f"{hub.workspace.base_url}{path}"
            urls.append({"block_id": block_id, "action_id": action_id, "channel_id": channel, "response_url": url})
    return urls


def _follow(hub: Hub, user: Member, view: View, body: Json) -> Json:
    """Apply the acknowledgement's `response_action`; without one the modal closes."""
    workspace, action = hub.workspace, body.get("response_action")
    errors: dict[str, str] = {}
    try:
        if action == "errors":
            errors = _known_errors(view, body.get("errors"))
            workspace.announce(ViewChanged(user.id, "errors", view, errors))
        elif action == "update":
            update_modal(workspace, view, accepted_view(workspace, body.get("view"), "modal"))
        elif action == "push":
            push_modal(workspace, user.id, accepted_view(workspace, body.get("view"), "modal"))
        elif action == "clear":
            close_all(workspace, user.id)
        else:
            close_modal(workspace, view)
    except SlackError as refusal:
        messages = refusal.body.get("response_metadata", {}).get("messages", [])
        workspace.announce(ToastShown(user.id, f"{workspace.app.name} answered with an invalid view"))
        return {"response_action": action, "errors": {}, "problem": refusal.code, "messages": messages}
    return {"response_action": action, "errors": errors}


def _known_errors(view: View, errors: object) -> dict[str, str]:
    """Return the errors by block id if all name inputs of the view: Slack refuses any others."""
    inputs = {place.block["block_id"] for place in places(view.content["blocks"]) if place.block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError.with_messages(
            "invalid_arguments", ["[ERROR] errors must be keyed by the block_id of an input"]
        )
    return {str(block_id): str(text) for block_id, text in errors.items()}


def close(hub: Hub, user: Member, view: View, *, clear: bool) -> None:
    """Close a modal, or with `clear` all of them; sends `view_closed` where the view asked for it."""
    cleared = clear or bool(view.content.get("clear_on_close"))
    if view.content.get("notify_on_close"):
        payload = payloads.view_closed(hub, user, view, cleared=cleared)
        hub.post_office.send_once(Parcel("interactive", "view_closed", payload))
    if cleared:
        close_all(hub.workspace, user.id)
    else:
        close_modal(hub.workspace, view)
