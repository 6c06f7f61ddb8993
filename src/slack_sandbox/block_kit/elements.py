"""Block elements: what people press, choose and type."""

from zoneinfo import available_timezones

from slack_sandbox.block_kit.checks import (
    Check,
    Problems,
    Shape,
    boolean,
    exactly_one,
    integer,
    items,
    one_of,
    ordered,
    string,
)
from slack_sandbox.block_kit.composition import (
    CONFIRM,
    DATE,
    DISPATCH,
    FILTER,
    ID,
    NUMBER,
    OPTION_GROUPS,
    SELECT_OPTION,
    SELECT_OPTIONS,
    SLACK_FILE,
    TICK_OPTION,
    TIME,
    URL,
    WEB_URL,
    WORKFLOW,
    plain_text,
)
from slack_sandbox.block_kit.rich_text import rich_text

_PLACEHOLDER = plain_text(150)
_BUTTON_STYLE = one_of("primary", "danger")
_MOST_SELECTED = integer(1)
_VISIBLE_TO = items(string(), most=10)


def _zone(value: object, path: str, problems: Problems) -> None:
    if value not in available_timezones():
        problems.add("must be an IANA time zone", path)


def _input(required: str = "", /, **fields: Check) -> Shape:
    return Shape(required, action_id=ID, focus_on_load=boolean, **fields)


def _choice(required: str = "", /, **fields: Check) -> Shape:
    return _input(required, confirm=CONFIRM, placeholder=_PLACEHOLDER, **fields)


def _many(initial: str, check: Check) -> dict[str, Check]:
    return {initial: items(check, most=100), "max_selected_items": _MOST_SELECTED}


_FEEDBACK_BUTTON = Shape("text value", text=plain_text(75), value=string(2000), accessibility_label=string(75))
_STATIC: dict[str, Check] = {"options": SELECT_OPTIONS, "option_groups": OPTION_GROUPS}
_TYPED: dict[str, Check] = {"placeholder": _PLACEHOLDER, "dispatch_action_config": DISPATCH}

BUTTON = Shape(
    "text",
    action_id=ID,
    text=plain_text(75),
    url=URL,
    value=string(2000),
    style=_BUTTON_STYLE,
    confirm=CONFIRM,
    accessibility_label=string(75),
    agent_prompt=string(4000),
    agent_prompt_display=string(),
    visible_to_user_ids=_VISIBLE_TO,
)
IMAGE = exactly_one(
    Shape("alt_text", alt_text=string(2000), image_url=WEB_URL, slack_file=SLACK_FILE), "image_url", "slack_file"
)
SELECTS: dict[str, Check] = {
    "static_select": exactly_one(_choice(initial_option=SELECT_OPTION, **_STATIC), "options", "option_groups"),
    "external_select": _choice(initial_option=SELECT_OPTION, min_query_length=integer(0)),
    "users_select": _choice(initial_user=string()),
    "conversations_select": _choice(
        initial_conversation=string(),
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=FILTER,
    ),
    "channels_select": _choice(initial_channel=string(), response_url_enabled=boolean),
}
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": exactly_one(
        _choice(**_many("initial_options", SELECT_OPTION), **_STATIC), "options", "option_groups"
    ),
    "multi_external_select": _choice(**_many("initial_options", SELECT_OPTION), min_query_length=integer(0)),
    "multi_users_select": _choice(**_many("initial_users", string())),
    "multi_conversations_select": _choice(
        **_many("initial_conversations", string()), default_to_current_conversation=boolean, filter=FILTER
    ),
    "multi_channels_select": _choice(**_many("initial_channels", string())),
}
PICKERS: dict[str, Check] = {
    "datepicker": _choice(initial_date=DATE),
    "timepicker": _choice(initial_time=TIME, timezone=_zone),
    "datetimepicker": _input(initial_date_time=integer(10**9, 10**10 - 1), confirm=CONFIRM),
    "radio_buttons": _input(
        "options", options=items(TICK_OPTION, most=10), initial_option=TICK_OPTION, confirm=CONFIRM
    ),
    "checkboxes": _input(
        "options",
        options=items(TICK_OPTION, most=10),
        initial_options=items(TICK_OPTION, most=10),
        confirm=CONFIRM,
    ),
}
PRESSED: dict[str, Check] = {
    "button": BUTTON,
    "overflow": Shape("options", action_id=ID, options=items(SELECT_OPTION, most=5), confirm=CONFIRM),
    "workflow_button": Shape(
        "text workflow",
        action_id=ID,
        text=plain_text(75),
        workflow=WORKFLOW,
        style=_BUTTON_STYLE,
        accessibility_label=string(75),
    ),
}
TYPED: dict[str, Check] = {
    "plain_text_input": ordered(
        _input(
            initial_value=string(3000),
            multiline=boolean,
            min_length=integer(0, 3000),
            max_length=integer(1, 3000),
            **_TYPED,
        ),
        "min_length",
        "max_length",
    ),
    "number_input": ordered(
        _input(
            "is_decimal_allowed",
            is_decimal_allowed=boolean,
            initial_value=NUMBER,
            min_value=NUMBER,
            max_value=NUMBER,
            **_TYPED,
        ),
        "min_value",
        "max_value",
    ),
    "email_text_input": _input(initial_value=string(), **_TYPED),
    "url_text_input": _input(initial_value=string(), **_TYPED),
    "rich_text_input": ordered(
        _input(initial_value=rich_text, min_lines=integer(1), max_lines=integer(1), **_TYPED), "min_lines", "max_lines"
    ),
    "file_input": _input(filetypes=items(string(), most=100), max_files=integer(1, 10)),
}
CONTEXT_PRESSED: dict[str, Check] = {
    "feedback_buttons": Shape(
        "positive_button negative_button",
        action_id=ID,
        positive_button=_FEEDBACK_BUTTON,
        negative_button=_FEEDBACK_BUTTON,
    ),
    "icon_button": Shape(
        "icon text",
        action_id=ID,
        icon=string(),
        text=plain_text(75),
        value=string(2000),
        confirm=CONFIRM,
        accessibility_label=string(75),
        visible_to_user_ids=_VISIBLE_TO,
    ),
}
IN_ACTIONS = PRESSED | SELECTS | MULTI_SELECTS | PICKERS
IN_SECTION: dict[str, Check] = IN_ACTIONS | {"image": IMAGE}
IN_INPUT = TYPED | SELECTS | MULTI_SELECTS | PICKERS
