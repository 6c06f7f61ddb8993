"""Interactions of members: commands, shortcuts, buttons, type-ahead and modals."""

from slack_sandbox.block_kit.state import Place, find_place
from slack_sandbox.control.request import Request, control
from slack_sandbox.errors import unknown
from slack_sandbox.interactivity import gestures, modals
from slack_sandbox.interactivity.payloads import Spot
from slack_sandbox.values import Json
from slack_sandbox.workspace.models import View


@control("POST", "command")
async def command(request: Request) -> Json:
    """Run a slash command."""
    thread_ts = request.text("thread_ts")
    line = request.required("text")
    return await gestures.run_command(request.hub, request.actor(), request.visible_channel(), line, thread_ts)


@control("POST", "shortcut")
async def shortcut(request: Request) -> Json:
    """Run a global shortcut, or with a channel and a message a message shortcut."""
    on = None
    if request.text("ts") is not None:
        channel = request.visible_channel()
        on = channel, request.message(channel)
    return await gestures.run_shortcut(request.hub, request.actor(), request.required("callback_id"), on)


@control("POST", "action")
async def action(request: Request) -> Json:
    """Press a button or choose something in a message or a view."""
    values = request.values
    where = _where(request)
    choice = values.get("selected", values.get("value"))
    gesture = gestures.Gesture(place=_place(request, where), choice=choice, values=values.get("values"))
    if isinstance(where, View):
        return await gestures.press_in_view(request.hub, request.actor(), where, gesture)
    return await gestures.press_in_message(request.hub, request.actor(), where, gesture)


@control("POST", "options")
async def options(request: Request) -> Json:
    """Type into a select whose options come from the app."""
    where = _where(request)
    place = _place(request, where)
    query = request.text("query") or ""
    return await gestures.suggest(request.hub, request.actor(), place, query, where)


def _where(request: Request) -> View | Spot:
    if request.text("view_id") is not None:
        return request.view()
    channel = request.visible_channel()
    return channel, request.message(channel)


def _place(request: Request, where: View | Spot) -> Place:
    blocks = where.content["blocks"] if isinstance(where, View) else gestures.blocks_of(where[1])
    action_id = request.required("action_id")
    place = find_place(blocks, action_id, request.text("block_id"))
    if place is None:
        raise unknown("action", action_id)
    return place


@control("POST", "submit")
async def submit(request: Request) -> Json:
    """Fill in and submit a modal."""
    return await modals.submit(request.hub, request.actor(), request.view(), request.structure("values"))


@control("POST", "close")
async def close(request: Request) -> Json:
    """Close a modal, or with `clear` all of them."""
    modals.close(request.hub, request.actor(), request.view(), clear=request.flag("clear"))
    return {}
