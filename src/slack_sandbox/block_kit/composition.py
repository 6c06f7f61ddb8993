"""Composition objects. The limits are those of Slack's reference (and of `slack_sdk.models`)."""

from slack_sandbox.block_kit.checks import (
    Check,
    Shape,
    anything,
    boolean,
    both,
    items,
    matching,
    one_of,
    string,
    typed,
)

ID = string(255, least=1)
URL = string(3000, least=1)
WEB_URL = both(URL, matching(r"https?://\S+", "must be a valid http or https URL"))
NUMBER = matching(r"-?\d+(\.\d+)?", "must be a number")
DATE = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "must be a date as YYYY-MM-DD")
TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "must be a time as HH:mm")


def plain_text(most: int) -> Check:
    """Accept a `plain_text` object of up to `most` characters."""
    return typed({"plain_text": Shape("text", text=string(most, least=1), emoji=boolean)})


def any_text(most: int) -> Check:
    """Accept a `plain_text` or `mrkdwn` object of up to `most` characters."""
    return typed(
        {
            "plain_text": Shape("text", text=string(most, least=1), emoji=boolean),
            "mrkdwn": Shape("text", text=string(most, least=1), verbatim=boolean),
        }
    )


CONFIRM = Shape(
    "title text confirm deny",
    title=plain_text(100),
    text=any_text(300),
    confirm=plain_text(30),
    deny=plain_text(30),
    style=one_of("primary", "danger"),
)


def option(text: Check) -> Check:
    """Accept an option whose text passes the check `text`."""
    return Shape("text value", text=text, value=string(150, least=1), description=any_text(75), url=URL)


SELECT_OPTION = option(plain_text(75))
TICK_OPTION = option(any_text(75))
SELECT_OPTIONS = items(SELECT_OPTION, most=100)
OPTION_GROUPS = items(Shape("label options", label=plain_text(75), options=SELECT_OPTIONS), most=100)
FILTER = Shape(
    include=items(one_of("im", "mpim", "private", "public"), most=4),
    exclude_external_shared_channels=boolean,
    exclude_bot_users=boolean,
)
DISPATCH = Shape(
    trigger_actions_on=items(one_of("on_enter_pressed", "on_character_entered"), most=2),
)
SLACK_FILE = Shape(id=string(255), url=URL)
WORKFLOW = Shape("trigger", trigger=Shape("url", url=URL, customizable_input_parameters=anything))
