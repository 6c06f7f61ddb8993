"""What a `rich_text` block may contain."""

from slack_sandbox.block_kit.checks import (
    Check,
    Problems,
    Shape,
    anything,
    boolean,
    integer,
    items,
    one_of,
    string,
    typed,
)

_STYLE = Shape(
    bold=boolean,
    italic=boolean,
    strike=boolean,
    code=boolean,
    underline=boolean,
    highlight=boolean,
    client_highlight=boolean,
    unlink=boolean,
)
_MANY = 3000
_PARTS = items(
    typed(
        {
            "text": Shape("text", text=string(least=1), style=_STYLE),
            "link": Shape("url", url=string(3000, least=1), text=string(), unsafe=boolean, style=_STYLE),
            "emoji": Shape(
                "name", name=string(), unicode=string(), skin_tone=integer(1, 6), url=string(), style=_STYLE
            ),
            "user": Shape("user_id", user_id=string(), style=_STYLE),
            "channel": Shape("channel_id", channel_id=string(), style=_STYLE),
            "usergroup": Shape("usergroup_id", usergroup_id=string(), style=_STYLE),
            "team": Shape("team_id", team_id=string(), style=_STYLE),
            "broadcast": Shape("range", range=one_of("here", "channel", "everyone"), style=_STYLE),
            "date": Shape(
                "timestamp format",
                timestamp=integer(),
                format=string(),
                url=string(),
                fallback=string(),
                style=_STYLE,
            ),
            "color": Shape("value", value=string(), style=_STYLE),
        }
    ),
    most=_MANY,
    least=0,
)
_SECTION = Shape("elements", elements=_PARTS)
RICH_ELEMENTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": Shape("elements", elements=_PARTS, border=integer()),
    "rich_text_preformatted": Shape("elements", elements=_PARTS, border=integer(), language=string()),
    "rich_text_list": Shape(
        "elements style",
        elements=items(typed({"rich_text_section": _SECTION}), most=_MANY, least=0),
        style=one_of("bullet", "ordered"),
        indent=integer(0, 8),
        offset=integer(0),
        border=integer(0, 1),
    ),
}
_RICH_TEXT = Shape("elements", elements=items(typed(RICH_ELEMENTS), most=_MANY), block_id=anything)


def rich_text(value: object, path: str, problems: Problems) -> None:
    """Check a whole `rich_text` object, as a block or as the value of an input."""
    _RICH_TEXT(value, path, problems)
