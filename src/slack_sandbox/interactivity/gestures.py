"""Commands, shortcuts, button presses and type-ahead: sends a gesture to the app and shows its answer."""

from dataclasses import dataclass

from slack_sandbox.block_kit import options_problems
from slack_sandbox.block_kit.state import Place, Values, initial_state, state_of
from slack_sandbox.delivery.parcel import Answer, Parcel
from slack_sandbox.errors import RefusedError, SlackError, unknown
from slack_sandbox.hub import Hub
from slack_sandbox.interactivity import payloads
from slack_sandbox.interactivity.answers import apply_answer
from slack_sandbox.interactivity.filling import fill_in_known
from slack_sandbox.interactivity.payloads import Spot
from slack_sandbox.manifest import SlashCommand
from slack_sandbox.mrkdwn.stored import escape, store_typed
from slack_sandbox.response_urls import ResponseUrl
from slack_sandbox.values import Json, without_nones
from slack_sandbox.workspace.changes import ToastShown
from slack_sandbox.workspace.models import Channel, Member, Message, View
from slack_sandbox.workspace.workspace import Workspace

_MIN_QUERY = 3
_PAYLOAD_TYPES = {"button": ("text", "value", "style", "url"), "overflow": (), "workflow_button": ("text",)}


async def run_command(hub: Hub, user: Member, channel: Channel, line: str, thread_ts: str | None) -> Json:
    """Send a slash command and show the answer where it was typed; `line` begins with the `/`."""
    name, _, rest = line.strip().partition(" ")
    _check_team(user)
    command = hub.manifest.command(name)
    if command is None:
        raise RefusedError("command_not_found", f"{name} is not a command of this workspace.", status=404)
    response_url = hub.workspace.base_url + hub.response_urls.new(user.id, channel.id, thread_ts=thread_ts)
    text = _command_text(hub.workspace, command, rest.strip())
    payload = payloads.command_payload(hub, user, channel, name, text=text, response_url=response_url)
    answer = await _ask(hub, Parcel("command", name, payload), user, name)
    if answer.acknowledged:
        _show(hub, answer, ResponseUrl(user.id, channel.id, 0.0, thread_ts=thread_ts))
    return _outcome(answer) | {"response": answer.body}


def _check_team(user: Member) -> None:
    """Refuse members of other workspaces: they may press buttons, but not use commands or shortcuts here."""
    if user.is_stranger:
        raise RefusedError("restricted_action", f"{user.name} belongs to another workspace, whose apps they use.")


def _command_text(workspace: Workspace, command: SlashCommand, text: str) -> str:
    return store_typed(workspace, text) if command.should_escape else escape(text)


def _show(hub: Hub, answer: Answer, to: ResponseUrl) -> None:
    try:
        apply_answer(hub, answer.body, to)
    except SlackError as refusal:
        messages = refusal.body.get("response_metadata", {}).get("messages", [])
        detail = f": {'; '.join(messages)}" if messages else ""
        hub.workspace.announce(ToastShown(to.user, f"The app's answer was refused ({refusal.code}{detail})"))
        answer.error = refusal.code


def _response_url(hub: Hub, user: Member, channel: Channel, message: Message) -> str:
    path = hub.response_urls.new(user.id, channel.id, message_ts=message.ts, thread_ts=message.thread_ts)
    return f"{hub.workspace.base_url}{path}"


def _outcome(answer: Answer) -> Json:
    return {"acknowledged": answer.acknowledged, "status": answer.status}


async def _ask(hub: Hub, parcel: Parcel, user: Member, what: str) -> Answer:
    answer = await hub.post_office.ask(parcel)
    if not answer.acknowledged:
        text = f"{what}: {hub.workspace.app.name} did not respond in time"
        if answer.status is not None:
            text = f"{what}: {hub.workspace.app.name} answered with an error ({answer.status})"
        hub.workspace.announce(ToastShown(user.id, text))
    return answer


async def run_shortcut(hub: Hub, user: Member, callback_id: str, on: Spot | None) -> Json:
    """Run a global shortcut, or a message shortcut if `on` names a message."""
    _check_team(user)
    shortcut = hub.manifest.shortcut(callback_id)
    if shortcut is None or (shortcut.type == "message") != (on is not None):
        raise unknown("shortcut", callback_id)
    if on is None:
        parcel = Parcel("interactive", "shortcut", payloads.shortcut(hub, user, callback_id))
    else:
        response_url = _response_url(hub, user, *on)
        payload = payloads.message_shortcut(hub, user, callback_id, on, response_url)
        parcel = Parcel("interactive", "message_action", payload)
    return _outcome(await _ask(hub, parcel, user, shortcut.name))


@dataclass(slots=True, kw_only=True)
class Gesture:
    """A press or choice: where, what was chosen, and the values of all other fields by block and action id."""

    place: Place
    choice: object
    values: object = None


async def press_in_message(hub: Hub, user: Member, on: Spot, gesture: Gesture) -> Json:
    """Press a button or choose something in a message."""
    place, blocks = gesture.place, blocks_of(on[1])
    action = _action(hub, place, gesture.choice)
    state = initial_state(blocks)
    fill_in_known(blocks, state, gesture.values, hub.suggested)
    _keep(state, action)
    payload = payloads.message_action(hub, user, on, action, _response_url(hub, user, *on)) | {
        "state": {"values": state}
    }
    return _outcome(await _ask(hub, Parcel("interactive", "block_actions", payload), user, _label(place)))


def blocks_of(message: Message) -> list[Json]:
    """Return all blocks of a message, including those of its attachments."""
    return message.blocks + [block for item in message.attachments for block in item.get("blocks", [])]


def _keep(state: Values, action: Json) -> None:
    """Write the choice itself into the state."""
    known = state.get(action["block_id"], {}).get(action["action_id"])
    if known is not None:
        known.update({key: action.get(key, value) for key, value in known.items()})


async def press_in_view(hub: Hub, user: Member, view: View, gesture: Gesture) -> Json:
    """Press or choose something in a modal or on Home; inputs send actions only with `dispatch_action`."""
    place = gesture.place
    action = _action(hub, place, gesture.choice)
    fill_in_known(view.content["blocks"], view.state, gesture.values, hub.suggested)
    _keep(view.state, action)
    if place.block["type"] == "input" and not place.block.get("dispatch_action"):
        return {"acknowledged": True, "status": None}
    payload = payloads.view_action(hub, user, view, action)
    return _outcome(await _ask(hub, Parcel("interactive", "block_actions", payload), user, _label(place)))


def _label(place: Place) -> str:
    text = place.element.get("text")
    return text["text"] if isinstance(text, dict) else str(place.element["action_id"])


def _action(hub: Hub, place: Place, choice: object) -> Json:
    """Return what was done as an entry of the payload's `actions`."""
    element = place.element
    action: Json = {
        "action_id": element["action_id"],
        "block_id": place.block["block_id"],
        "type": element["type"],
        "action_ts": hub.workspace.now_ts(),
    }
    if place.key:
        try:
            return action | state_of(place, choice, hub.suggested)
        except ValueError as error:
            raise RefusedError("invalid_option", str(error)) from None
    if element["type"] == "feedback_buttons":
        return action | _feedback(element, choice)
    kept = _PAYLOAD_TYPES.get(element["type"], ("text", "value"))
    return action | without_nones(**{name: element.get(name) for name in kept})


def _feedback(element: Json, choice: object) -> Json:
    name = "negative_button" if choice in ("negative", element["negative_button"]["value"]) else "positive_button"
    return {"text": element[name]["text"], "value": element[name]["value"]}


async def suggest(hub: Hub, user: Member, place: Place, query: str, where: View | Spot) -> Json:
    """Ask the app for the options of an external select, unless the query is too short."""
    if len(query) < place.element.get("min_query_length", _MIN_QUERY):
        return {"options": []}
    payload = payloads.suggestion(hub, user, place, query, where)
    answer = await _ask(hub, Parcel("interactive", "block_suggestion", payload), user, _label(place))
    body = answer.body if isinstance(answer.body, dict) else {}
    if answer.acknowledged and (problems := options_problems(body)):
        hub.workspace.announce(ToastShown(user.id, f"{hub.workspace.app.name} answered with invalid options"))
        return {"options": [], "problem": "invalid_options", "messages": problems}
    groups = body.get("option_groups") or []
    options = body.get("options") or [option for group in groups for option in group.get("options", [])]
    hub.suggested.update({option["value"]: option for option in options})
    return {"option_groups": groups} if groups else {"options": options}
