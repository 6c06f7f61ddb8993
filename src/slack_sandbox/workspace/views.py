"""Modals, in stacks of up to three per person, and Home tabs."""

from slack_sandbox.block_kit import is_too_large, normal_blocks, view_problems
from slack_sandbox.block_kit.state import initial_state
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import HomePublished, ViewChanged
from slack_sandbox.workspace.models import View
from slack_sandbox.workspace.workspace import Workspace, fresh_hash

STACK = 3


def accepted_view(workspace: Workspace, view: object, kind: str) -> Json:
    """Validate a view and return it as Slack stores it; SlackError says what is wrong."""
    problems = view_problems(view)
    if problems:
        raise SlackError.with_messages("invalid_arguments", problems)
    content = dict(view) if isinstance(view, dict) else {}
    if content["type"] != kind:
        raise SlackError.with_messages("invalid_arguments", [f"[ERROR] must be a {kind} [json-pointer:/view/type]"])
    if is_too_large(content):
        raise SlackError("view_too_large")
    content["blocks"] = normal_blocks(workspace, content["blocks"])
    return content


def check_external_id(workspace: Workspace, content: Json, own: View | None = None) -> None:
    """Raise SlackError if another open view has the same `external_id`."""
    external_id = content.get("external_id")
    others = [view for view in workspace.state.views.values() if view is not own]
    if external_id and any(view.content.get("external_id") == external_id for view in others):
        raise SlackError("duplicate_external_id")


def open_modal(workspace: Workspace, user: str, content: Json, *, channel: str | None) -> View:
    """Open a person's first modal, closing those open before."""
    close_all(workspace, user)
    check_external_id(workspace, content)
    view_id = workspace.new_id("V")
    view = View(view_id, "modal", user, content, fresh_hash(workspace.clock.now()), view_id, response_channel=channel)
    return _show(workspace, view, "open")


def push_modal(workspace: Workspace, user: str, content: Json) -> View:
    """Push a modal on top of the others; SlackError `push_limit_reached` if there are three already."""
    stack = workspace.state.stacks.get(user, [])
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= STACK:
        raise SlackError("push_limit_reached")
    check_external_id(workspace, content)
    below = workspace.state.views[stack[-1]]
    view = View(
        workspace.new_id("V"),
        "modal",
        user,
        content,
        fresh_hash(workspace.clock.now()),
        below.root_view_id,
        below.id,
        response_channel=below.response_channel,
    )
    return _show(workspace, view, "push")


def _show(workspace: Workspace, view: View, action: str) -> View:
    view.state = initial_state(view.content["blocks"])
    workspace.state.views[view.id] = view
    workspace.state.stacks.setdefault(view.user, []).append(view.id)
    workspace.announce(ViewChanged(view.user, action, view))
    return view


def update_modal(workspace: Workspace, view: View, content: Json, *, view_hash: str | None = None) -> None:
    """Replace a modal's content; typed input stays where block and action ids are the same."""
    if view_hash is not None and view_hash != view.hash:
        raise SlackError("hash_conflict")
    check_external_id(workspace, content, view)
    view.content = content
    view.hash = fresh_hash(workspace.clock.now())
    view.state = initial_state(content["blocks"], view.state)
    workspace.announce(ViewChanged(view.user, "update", view))


def close_modal(workspace: Workspace, view: View) -> None:
    """Close a modal and those above it."""
    stack = workspace.state.stacks.get(view.user, [])
    while view.id in stack:
        top = workspace.state.views.pop(stack.pop())
        workspace.announce(ViewChanged(view.user, "close", top))


def close_all(workspace: Workspace, user: str) -> None:
    """Close all of a person's modals."""
    stack = workspace.state.stacks.get(user, [])
    if stack:
        close_modal(workspace, workspace.state.views[stack[0]])


def publish_home(workspace: Workspace, user: str, content: Json, *, view_hash: str | None) -> View:
    """Set a person's Home tab."""
    former = workspace.state.homes.get(user)
    if view_hash is not None and (former is None or former.hash != view_hash):
        raise SlackError("hash_conflict")
    view_id = former.id if former else workspace.new_id("V")
    view = View(view_id, "home", user, content, fresh_hash(workspace.clock.now()), view_id)
    view.state = initial_state(content["blocks"], former.state if former else None)
    workspace.state.homes[user] = view
    workspace.announce(HomePublished(user, view))
    return view


def find_view(workspace: Workspace, view_id: str) -> View | None:
    """Return an open modal or Home tab, or None."""
    home = next((view for view in workspace.state.homes.values() if view.id == view_id), None)
    return workspace.state.views.get(view_id) or home
