"""Blocks: what each may contain and on which surface it may appear."""

from enum import Enum

from slack_sandbox.block_kit.checks import (
    Check,
    Problems,
    Shape,
    anything,
    as_object,
    at_least_one,
    boolean,
    both,
    exactly_one,
    integer,
    items,
    matching,
    one_of,
    string,
    typed,
)
from slack_sandbox.block_kit.composition import SLACK_FILE, URL, WEB_URL, any_text, plain_text
from slack_sandbox.block_kit.elements import (
    BUTTON,
    CONTEXT_PRESSED,
    IMAGE,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    PRESSED,
)
from slack_sandbox.block_kit.rich_text import RICH_ELEMENTS, rich_text

_BLOCK_ID = string(255)
_HTTPS = both(WEB_URL, matching(r"https://\S+", "must be an https URL"))
_ROWS, _COLUMNS, _CELL = 100, 20, 3000


class Surface(Enum):
    """Where blocks appear, with the maximum number of them."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"

    @property
    def most_blocks(self) -> int:
        """Slack's limit on the number of blocks."""
        return 50 if self is Surface.MESSAGE else 100


def _block(required: str = "", /, **fields: Check) -> Shape:
    return Shape(required, block_id=_BLOCK_ID, **fields)


_SECTION = _block(
    text=any_text(3000),
    fields=items(any_text(2000), most=10),
    accessory=typed(IN_SECTION),
    expand=boolean,
)


def _section(value: object, path: str, problems: Problems) -> None:
    _SECTION(value, path, problems)
    if not {"text", "fields"} & as_object(value).keys():
        problems.add("missing required field: text or fields", path)


_CARD_IMAGE = typed({"image": IMAGE})
_CARD_FIELDS = _block(
    hero_image=_CARD_IMAGE,
    icon=_CARD_IMAGE,
    title=any_text(150),
    subtitle=any_text(150),
    body=any_text(200),
    actions=items(typed({"button": BUTTON}), most=5),
    slack_icon=anything,
    subtext=anything,
)
_CARD = at_least_one(_CARD_FIELDS, "hero_image", "title", "actions", "body")
_TASK_SOURCE = typed({"url": Shape("url text", url=URL, text=string(), icon_url=URL)})
_TASK = _block(
    "task_id title status",
    task_id=string(255),
    title=string(),
    details=rich_text,
    output=rich_text,
    sources=items(_TASK_SOURCE, most=100, least=0),
    status=one_of("pending", "in_progress", "complete", "error"),
)
_CELLS = typed(
    {
        "raw_text": Shape("text", text=string(_CELL)),
        "raw_number": Shape("value", value=anything, text=string()),
        "rich_text": Shape("elements", elements=items(typed(RICH_ELEMENTS), most=_CELL), block_id=anything),
    }
)
_COLUMN = Shape(align=one_of("left", "center", "right"), is_wrapped=boolean)


def _column(value: object, path: str, problems: Problems) -> None:
    if value is not None:
        _COLUMN(value, path, problems)


SIMPLE: dict[str, Check] = {
    "section": _section,
    "divider": _block(),
    "header": _block("text", text=plain_text(150), level=integer(1, 4)),
    "context": _block(
        "elements",
        elements=items(
            typed(
                {
                    "image": IMAGE,
                    "plain_text": Shape("text", text=string(3000, least=1), emoji=boolean),
                    "mrkdwn": Shape("text", text=string(3000, least=1), verbatim=boolean),
                }
            ),
            most=10,
        ),
    ),
    "actions": _block("elements", elements=items(typed(IN_ACTIONS), most=25)),
    "image": exactly_one(
        _block(
            "alt_text",
            image_url=WEB_URL,
            slack_file=SLACK_FILE,
            alt_text=string(2000),
            title=plain_text(2000),
        ),
        "image_url",
        "slack_file",
    ),
    "input": _block(
        "label element",
        label=plain_text(2000),
        hint=plain_text(2000),
        element=typed(IN_INPUT),
        dispatch_action=boolean,
        optional=boolean,
    ),
    "rich_text": rich_text,
    "auth_provider": _block(
        "value name is_connected",
        value=string(150, least=1),
        name=plain_text(75),
        is_connected=boolean,
        description=plain_text(150),
        icon_url=_HTTPS,
        auth_url=_HTTPS,
        disconnect_url=_HTTPS,
        connected_identity=plain_text(75),
        connected_context=plain_text(75),
        accessory=typed({"overflow": PRESSED["overflow"]}),
        fallback=items(anything, most=10),
    ),
    "video": _block(
        "alt_text title thumbnail_url video_url",
        alt_text=string(2000),
        title=plain_text(199),
        title_url=WEB_URL,
        description=plain_text(199),
        video_url=_HTTPS,
        thumbnail_url=WEB_URL,
        author_name=string(49),
        provider_name=string(),
        provider_icon_url=WEB_URL,
    ),
}
_CONTAINER = at_least_one(
    _block(
        "child_blocks",
        title=plain_text(150),
        rich_text_title=rich_text,
        subtitle=any_text(150),
        child_blocks=items(typed(SIMPLE), most=10),
        width=one_of("narrow", "standard", "wide", "full"),
        icon=_CARD_IMAGE,
        is_collapsible=boolean,
        default_collapsed=boolean,
        has_header_divider=boolean,
    ),
    "title",
    "rich_text_title",
)


def _container(value: object, path: str, problems: Problems) -> None:
    _CONTAINER(value, path, problems)
    found = as_object(value)
    if found.get("is_collapsible") and found.get("has_header_divider"):
        problems.add("has_header_divider cannot be set when is_collapsible is true", f"{path}/has_header_divider")
    if found.get("default_collapsed") and not found.get("is_collapsible"):
        problems.add("default_collapsed requires is_collapsible", f"{path}/default_collapsed")


IN_MESSAGES: dict[str, Check] = {
    "markdown": _block("text", text=string(12_000, least=1)),
    "table": _block(
        "rows",
        rows=items(items(_CELLS, most=_COLUMNS), most=_ROWS),
        column_settings=items(_column, most=_COLUMNS),
    ),
    "context_actions": _block("elements", elements=items(typed(CONTEXT_PRESSED), most=5)),
    "alert": _block("text", text=any_text(200), level=one_of("default", "info", "warning", "error", "success")),
    "card": _CARD,
    "carousel": _block("elements", elements=items(typed({"card": _CARD}), most=10)),
    "task_card": _TASK,
    "plan": _block("title", title=string(least=1), tasks=items(typed({"task_card": _TASK}), most=50, least=0)),
    "file": _block("external_id source", external_id=string(255), source=one_of("remote")),
    "call": _block("call_id", call_id=string(), api_decoration_available=boolean, call=anything),
    "container": _container,
}
BLOCKS: dict[Surface, Check] = {
    Surface.MESSAGE: typed(SIMPLE | IN_MESSAGES),
    Surface.MODAL: typed(SIMPLE),
    Surface.HOME: typed(SIMPLE),
}
