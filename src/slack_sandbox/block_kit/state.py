"""The state of inputs: what was typed or chosen, in the form of `view.state.values` and `block_actions`."""

from dataclasses import dataclass

from slack_sandbox.block_kit.validate import elements_of
from slack_sandbox.values import Json

_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
    "overflow": ("selected_option", ""),
}
_WITHOUT_STATE = ("overflow",)
_LISTS = ("selected_options", "selected_users", "selected_conversations", "selected_channels", "files")

Values = dict[str, dict[str, Json]]


@dataclass(slots=True)
class Place:
    """An element with the block it is in."""

    block: Json
    element: Json

    @property
    def key(self) -> str:
        """The key of the value in the element's state; empty for buttons."""
        return _KEYS.get(self.element["type"], ("", ""))[0]


def places(blocks: list[Json]) -> list[Place]:
    """Return all elements with an `action_id`, including those inside containers."""
    inner = [child for block in blocks for child in block.get("child_blocks", [])]
    cards = [card for block in blocks if block["type"] == "carousel" for card in block["elements"]]
    every = [*blocks, *inner, *cards]
    return [Place(block, element) for block in every for element, _ in elements_of(block) if "action_id" in element]


def find_place(blocks: list[Json], action_id: str, block_id: str | None) -> Place | None:
    """Return the element with these ids, or None; without a block id, the first with that action id."""
    found = (place for place in places(blocks) if place.element["action_id"] == action_id)
    return next((place for place in found if block_id in (None, place.block["block_id"])), None)


def initial_state(blocks: list[Json], kept: Values | None = None) -> Values:
    """Return the initial state of a surface; values in `kept` were typed before and stay."""
    values: Values = {}
    for place in places(blocks):
        kind = place.element["type"]
        if kind not in _KEYS or kind in _WITHOUT_STATE:
            continue
        block_id, action_id = place.block["block_id"], place.element["action_id"]
        former = (kept or {}).get(block_id, {}).get(action_id)
        values.setdefault(block_id, {})[action_id] = former if former and former["type"] == kind else _initial(place)
    return values


def _initial(place: Place) -> Json:
    key, initial = _KEYS[place.element["type"]]
    empty: list[Json] | None = [] if key in _LISTS else None
    return {"type": place.element["type"], key: place.element.get(initial, empty)}


def state_of(place: Place, value: object, suggested: dict[str, Json]) -> Json:
    """Convert a choice (an option's value, an id, a date, a string, or a whole state object) to a state object.

    Raises ValueError if a static element does not offer the value. `suggested` are options that the app offered.
    """
    kind = place.element["type"]
    if isinstance(value, dict) and (value.get("type") == kind or place.key in value):
        return {"type": kind, **value}
    if place.key in _LISTS:
        chosen = [item for item in (value if isinstance(value, list) else [value]) if item is not None]
        if place.key == "selected_options":
            chosen = [_option(place.element, item, suggested) for item in chosen]
        return {"type": kind, place.key: chosen}
    empty = value is None or value == ""
    return {"type": kind, place.key: None if empty else _single(place, value, suggested)}


def _single(place: Place, value: object, suggested: dict[str, Json]) -> object:
    match place.key:
        case "selected_option":
            return _option(place.element, value, suggested)
        case "selected_date_time":
            return int(str(value))
        case "rich_text_value":
            section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
            return {"type": "rich_text", "elements": [section]}
        case _:
            return str(value)


def _option(element: Json, value: object, suggested: dict[str, Json]) -> Json:
    if isinstance(value, dict):
        return value
    groups = element.get("option_groups") or []
    offered = element.get("options") or [option for group in groups for option in group["options"]]
    by_value = {option["value"]: option for option in offered}
    option = by_value.get(str(value)) or suggested.get(str(value))
    if option is None:
        raise ValueError(f"{value!r} is not among the options of {element['action_id']!r}")
    return option
