"""Hypothesis strategies of valid Block Kit, made with slack_sdk's models, and every limit that a block could break."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk
from slack_sdk.models.blocks.basic_components import FeedbackButtonObject, RawTextObject, SlackFile
from slack_sdk.models.blocks.block_elements import FileInputElement

Json = dict[str, Any]
_URL = "https://example.com/a.png"


def _text(most: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=min(most, 40))


def _plain(most: int = 75) -> st.SearchStrategy[sdk.PlainTextObject]:
    return st.builds(sdk.PlainTextObject, text=_text(most), emoji=st.booleans())


def _any_text(most: int = 3000) -> st.SearchStrategy[sdk.TextObject]:
    return st.one_of(_plain(most), st.builds(sdk.MarkdownTextObject, text=_text(most), verbatim=st.booleans()))


_OPTION = st.builds(sdk.Option, text=_plain(), value=_text(150), description=st.none() | _plain())
_OPTIONS = st.lists(_OPTION, min_size=1, max_size=4)
_CONFIRM = st.none() | st.builds(
    sdk.ConfirmObject, title=_plain(100), text=_plain(300), confirm=_plain(30), deny=_plain(30)
)
_BUTTON = st.builds(
    sdk.ButtonElement,
    text=_plain(),
    value=st.none() | _text(2000),
    url=st.none() | st.just(_URL),
    style=st.sampled_from([None, "primary", "danger"]),
    confirm=_CONFIRM,
    accessibility_label=st.none() | _text(75),
)
_IMAGE = st.one_of(
    st.builds(sdk.ImageElement, image_url=st.just(_URL), alt_text=_text(2000)),
    st.builds(sdk.ImageElement, slack_file=st.just(SlackFile(id="F1")), alt_text=_text(2000)),
)
_PLACEHOLDER = st.none() | _plain(150)
_SELECTS = st.one_of(
    st.builds(sdk.StaticSelectElement, options=_OPTIONS, placeholder=_PLACEHOLDER, confirm=_CONFIRM),
    st.builds(sdk.StaticMultiSelectElement, options=_OPTIONS, max_selected_items=st.integers(1, 9)),
    st.builds(
        sdk.StaticSelectElement,
        option_groups=st.lists(st.builds(sdk.OptionGroup, label=_plain(), options=_OPTIONS), min_size=1, max_size=3),
    ),
    st.builds(sdk.ExternalDataSelectElement, min_query_length=st.integers(0, 5), placeholder=_PLACEHOLDER),
    st.builds(sdk.ExternalDataMultiSelectElement, placeholder=_PLACEHOLDER),
    st.builds(sdk.UserSelectElement, initial_user=st.just("U1")),
    st.builds(sdk.UserMultiSelectElement, initial_users=st.just(["U1"])),
    st.builds(sdk.ConversationSelectElement, default_to_current_conversation=st.booleans()),
    st.builds(sdk.ConversationMultiSelectElement, placeholder=_PLACEHOLDER),
    st.builds(sdk.ChannelSelectElement, initial_channel=st.just("C1")),
    st.builds(sdk.ChannelMultiSelectElement, placeholder=_PLACEHOLDER),
)
_PICKERS = st.one_of(
    st.builds(sdk.DatePickerElement, initial_date=st.dates().map(str), placeholder=_PLACEHOLDER),
    st.builds(sdk.TimePickerElement, initial_time=st.times().map(lambda time: time.strftime("%H:%M"))),
    st.builds(sdk.DateTimePickerElement, initial_date_time=st.integers(10**9, 10**10 - 1)),
    st.builds(sdk.CheckboxesElement, options=_OPTIONS),
    st.builds(sdk.RadioButtonsElement, options=_OPTIONS),
)
_PRESSED = st.one_of(_BUTTON, st.builds(sdk.OverflowMenuElement, options=_OPTIONS))
_TYPED = st.one_of(
    st.builds(sdk.PlainTextInputElement, multiline=st.booleans(), min_length=st.just(1), max_length=st.just(3000)),
    st.builds(sdk.NumberInputElement, is_decimal_allowed=st.booleans(), min_value=st.just("1"), max_value=st.just("9")),
    st.builds(sdk.EmailInputElement, placeholder=_PLACEHOLDER),
    st.builds(sdk.UrlInputElement, placeholder=_PLACEHOLDER),
    st.builds(sdk.RichTextInputElement, placeholder=_PLACEHOLDER),
    st.builds(FileInputElement, max_files=st.integers(1, 10)),
)
_SECTIONS = st.one_of(
    st.builds(sdk.SectionBlock, text=_any_text(), accessory=st.one_of(_PRESSED, _SELECTS, _PICKERS, _IMAGE)),
    st.builds(sdk.SectionBlock, fields=st.lists(_any_text(2000), min_size=1, max_size=10)),
)
EVERYWHERE = st.one_of(
    _SECTIONS,
    st.builds(sdk.DividerBlock),
    st.builds(sdk.HeaderBlock, text=_plain(150)),
    st.builds(sdk.ImageBlock, image_url=st.just(_URL), alt_text=_text(2000), title=st.none() | _plain(2000)),
    st.builds(sdk.ContextBlock, elements=st.lists(st.one_of(_any_text(), _IMAGE), min_size=1, max_size=10)),
    st.builds(sdk.ActionsBlock, elements=st.lists(st.one_of(_PRESSED, _SELECTS, _PICKERS), min_size=1, max_size=5)),
    st.builds(
        sdk.VideoBlock,
        alt_text=_text(2000),
        title=_plain(199),
        video_url=st.just(_URL),
        thumbnail_url=st.just(_URL),
        author_name=st.none() | _text(49),
    ),
)
INPUTS = st.builds(
    sdk.InputBlock,
    label=_plain(2000),
    hint=st.none() | _plain(2000),
    element=st.one_of(_TYPED, _SELECTS, _PICKERS),
    optional=st.booleans(),
)
_CARD = st.builds(
    sdk.CardBlock, title=_any_text(150), body=_any_text(200), actions=st.lists(_BUTTON, min_size=1, max_size=3)
)
_FEEDBACK = st.builds(FeedbackButtonObject, text=_plain(), value=_text(2000))
IN_MESSAGES = st.one_of(
    st.builds(sdk.MarkdownBlock, text=_text(12_000)),
    st.builds(sdk.AlertBlock, text=_any_text(200), level=st.sampled_from(["info", "error"])),
    _CARD,
    st.builds(sdk.CarouselBlock, elements=st.lists(_CARD, min_size=1, max_size=3)),
    st.builds(sdk.ContainerBlock, title=_plain(150), child_blocks=st.lists(_SECTIONS, min_size=1, max_size=3)),
    st.builds(
        sdk.ContextActionsBlock,
        elements=st.lists(
            st.builds(sdk.FeedbackButtonsElement, positive_button=_FEEDBACK, negative_button=_FEEDBACK),
            min_size=1,
            max_size=1,
        ),
    ),
)
TABLE = st.builds(
    sdk.TableBlock,
    rows=st.lists(st.lists(st.builds(RawTextObject, text=_text(100)), min_size=1, max_size=4), min_size=1, max_size=4),
)


def spelled(blocks: list[Any]) -> list[Json]:
    """Serialize blocks as the SDK sends them, which also validates them."""
    found: list[Json] = [_plain_json(block.to_dict()) for block in blocks]
    return found


def _plain_json(value: Any) -> Any:
    """Serialize what `to_dict` leaves as objects in nested lists."""
    if hasattr(value, "to_dict"):
        value = value.to_dict()
    if isinstance(value, dict):
        return {name: _plain_json(inner) for name, inner in value.items()}
    return [_plain_json(inner) for inner in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class Limit:
    """A place in blocks and a value beyond its limit; the problem is reported at `path`."""

    path: str
    break_it: Callable[[Any], Any]
    keys: tuple[str | int, ...]

    def broken(self, blocks: list[Json]) -> list[Json]:
        """Return the blocks with this one limit broken."""
        changed = copy.deepcopy(blocks)
        place: Any = changed
        for key in self.keys[:-1]:
            place = place[key]
        place[self.keys[-1]] = self.break_it(place.get(self.keys[-1]))
        return changed


_TEXTS = {
    "button": {"value": 2000, "accessibility_label": 75, "action_id": 255},
    "image": {"alt_text": 2000},
    "video": {"alt_text": 2000, "author_name": 49},
    "markdown": {"text": 12_000},
    "static_select": {"action_id": 255},
    "datepicker": {"action_id": 255},
}
_INNER_TEXTS = {
    ("section", "text"): 3000,
    ("header", "text"): 150,
    ("button", "text"): 75,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("video", "title"): 199,
    ("alert", "text"): 200,
    ("card", "title"): 150,
    ("card", "body"): 200,
    ("container", "title"): 150,
    (None, "label"): 75,
    (None, "description"): 75,
    ("option", "text"): 75,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "deny"): 30,
}
_LISTS: dict[tuple[str | None, str], int] = {
    ("section", "fields"): 10,
    ("context", "elements"): 10,
    ("actions", "elements"): 25,
    ("static_select", "options"): 100,
    ("multi_static_select", "options"): 100,
    ("overflow", "options"): 5,
    ("checkboxes", "options"): 10,
    ("radio_buttons", "options"): 10,
    ("carousel", "elements"): 10,
    ("container", "child_blocks"): 10,
    ("context_actions", "elements"): 5,
    ("table", "rows"): 100,
}


def limits_of(blocks: list[Json]) -> Iterator[Limit]:
    """Yield every limit that these blocks could break."""
    for number, block in enumerate(blocks):
        yield Limit(f"/blocks/{number}/block_id", lambda _: "x" * 256, (number, "block_id"))
        yield Limit(f"/blocks/{number}", lambda _: 1, (number, "nonsense"))
        yield from _inside(block, (number,))


def _kind(value: Json) -> str | None:
    if "deny" in value:
        return "confirm"
    return "option" if "value" in value and "type" not in value and "text" in value else value.get("type")


def _inside(value: Any, keys: tuple[str | int, ...]) -> Iterator[Limit]:
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _inside(inner, (*keys, number))
    if not isinstance(value, dict):
        return
    kind, path = _kind(value), "/blocks/" + "/".join(map(str, keys))
    for name, most in _TEXTS.get(kind or "", {}).items():
        yield Limit(f"{path}/{name}", _longer(most), (*keys, name))
    for name, inner in value.items():
        characters, items = _INNER_TEXTS.get((kind, name)), _LISTS.get((kind, name))
        if characters and isinstance(inner, dict):
            yield Limit(f"{path}/{name}/text", _longer(characters), (*keys, name, "text"))
        if items and isinstance(inner, list):
            yield Limit(f"{path}/{name}", _more(items), (*keys, name))
        yield from _inside(inner, (*keys, name))


def _longer(most: int) -> Callable[[Any], str]:
    return lambda _: "x" * (most + 1)


def _more(most: int) -> Callable[[list[Any]], list[Any]]:
    return lambda items: [items[0]] * (most + 1)
