"""Validates lists of blocks and views as Slack does."""

import json

from slack_sandbox.block_kit.blocks import BLOCKS, Surface
from slack_sandbox.block_kit.checks import Check, Problems, Shape, anything, as_object, boolean, items, string
from slack_sandbox.block_kit.composition import OPTION_GROUPS, SELECT_OPTION, plain_text
from slack_sandbox.values import Json

_OFFERED = items(SELECT_OPTION, most=100, least=0)
_MARKDOWN_TOGETHER = 12_000
_VIEW_BYTES = 250_000
_PRIVATE_METADATA = 3000
_COMMON_VIEW: dict[str, Check] = {
    "blocks": anything,
    "private_metadata": string(_PRIVATE_METADATA),
    "callback_id": string(255),
    "external_id": string(255),
}
_TITLE = plain_text(24)
_VIEWS = {
    Surface.MODAL: Shape(
        "title blocks",
        title=_TITLE,
        close=_TITLE,
        submit=_TITLE,
        clear_on_close=boolean,
        notify_on_close=boolean,
        submit_disabled=boolean,
        **_COMMON_VIEW,
    ),
    Surface.HOME: Shape(
        "blocks",
        title=_TITLE,
        close=_TITLE,
        submit=_TITLE,
        clear_on_close=boolean,
        notify_on_close=boolean,
        **_COMMON_VIEW,
    ),
}


def block_problems(blocks: object, surface: Surface, path: str = "/blocks") -> list[str]:
    """Return what is wrong with blocks, in Slack's words; empty if they are valid."""
    problems = Problems()
    if not isinstance(blocks, list):
        problems.add("must be an array", path)
        return problems
    if len(blocks) > surface.most_blocks:
        problems.add(f"no more than {surface.most_blocks} items allowed", path)
        return problems
    check = BLOCKS[surface]
    for number, block in enumerate(blocks):
        check(block, f"{path}/{number}", problems)
    if not problems:
        _check_together(blocks, path, problems)
    return problems


def _check_together(blocks: list[Json], path: str, problems: Problems) -> None:
    seen: set[str] = set()
    markdown = tables = focused = 0
    for number, block in enumerate(blocks):
        here = f"{path}/{number}"
        block_id = block.get("block_id")
        if block_id:
            if block_id in seen:
                problems.add(f"`block_id` {block_id!r} is used more than once", f"{here}/block_id")
            seen.add(block_id)
        markdown += len(block["text"]) if block["type"] == "markdown" else 0
        tables += block["type"] == "table"
        focused += sum(element.get("focus_on_load") is True for element, _ in elements_of(block))
        _check_actions(block, here, problems)
    if markdown > _MARKDOWN_TOGETHER:
        problems.add(f"markdown blocks must be less than {_MARKDOWN_TOGETHER + 1} characters together", path)
    if tables > 1:
        problems.add("only_one_table_allowed", path)
    if focused > 1:
        problems.add("focus_on_load may be true for one element only", path)


def _check_actions(block: Json, path: str, problems: Problems) -> None:
    seen: set[str] = set()
    for element, where in elements_of(block):
        action_id = element.get("action_id")
        if action_id is not None:
            if action_id in seen:
                problems.add(f"`action_id` {action_id!r} is used more than once in a block", f"{path}{where}/action_id")
            seen.add(action_id)
        _check_initial(element, f"{path}{where}", problems)
    if block["type"] == "input" and block.get("dispatch_action") and block["element"]["type"] == "file_input":
        problems.add("file_input cannot dispatch actions", path)


def elements_of(block: Json) -> list[tuple[Json, str]]:
    """Return a block's elements, each with its path in the block."""
    found = [(block[name], f"/{name}") for name in ("accessory", "element") if isinstance(block.get(name), dict)]
    if block["type"] in ("actions", "context_actions"):
        found += [(element, f"/elements/{number}") for number, element in enumerate(block["elements"])]
    if block["type"] == "card":
        found += [(element, f"/actions/{number}") for number, element in enumerate(block.get("actions") or [])]
    return found


def _check_initial(element: Json, path: str, problems: Problems) -> None:
    """Report an initial choice that is not among the options."""
    groups = element.get("option_groups") or []
    options = element.get("options") or [option for group in groups for option in group["options"]]
    if not options or element["type"].startswith("external"):
        return
    offered = {option["value"] for option in options}
    if (initial := element.get("initial_option")) and initial["value"] not in offered:
        problems.add("initial_option must be one of the options", f"{path}/initial_option")
    for number, option in enumerate(element.get("initial_options") or []):
        if option["value"] not in offered:
            problems.add("initial_options must be among the options", f"{path}/initial_options/{number}")


def view_problems(view: object) -> list[str]:
    """Return what is wrong with a view for the `views.*` methods; empty if it is valid."""
    problems = Problems()
    if not isinstance(view, dict):
        problems.add("must be an object", "/view")
        return problems
    surfaces = {"modal": Surface.MODAL, "home": Surface.HOME}
    surface = surfaces.get(str(view.get("type")))
    if surface is None:
        problems.add(f"unsupported type: {view.get('type')}", "/view/type")
        return problems
    _VIEWS[surface](view, "/view", problems)
    if "blocks" in view:
        problems += block_problems(view["blocks"], surface, "/view/blocks")
    if surface is Surface.MODAL and not problems and _lacks_submit(view):
        problems.add("missing required field: submit", "/view")
    return problems


def _lacks_submit(view: Json) -> bool:
    has_input = any(as_object(block).get("type") == "input" for block in view["blocks"])
    return has_input and not view.get("submit")


def options_problems(body: Json) -> list[str]:
    """Return what is wrong with an app's answer to a type-ahead; empty if it is valid."""
    problems = Problems()
    for name, check in (("options", _OFFERED), ("option_groups", OPTION_GROUPS)):
        if body.get(name) is not None:
            check(body[name], f"/{name}", problems)
    if len({"options", "option_groups"} & body.keys()) != 1:
        problems.add("must provide exactly one of: options, option_groups", "")
    return problems


def is_too_large(view: Json) -> bool:
    """Return whether a view is over 250 kB as JSON."""
    return len(json.dumps(view)) > _VIEW_BYTES
