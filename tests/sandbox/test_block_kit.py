"""What Slack refuses in blocks and views, with the JSON path, and what it accepts."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.conftest import Desk
from sandbox.echo_app import card, form
from slack_sandbox.block_kit import Surface, block_problems, options_problems, view_problems

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "v", text: str = "t") -> Json:
    return {"text": plain(text), "value": value}


def button(**more: object) -> Json:
    return {"type": "button", "text": plain("Go"), **more}


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "elements": list(elements)}]


def section(**fields: object) -> list[Json]:
    return [{"type": "section", **fields}]


def select(**more: object) -> Json:
    return {"type": "static_select", "options": [option()], **more}


def confirm(**more: object) -> Json:
    return {"title": plain("t"), "text": plain("t"), "confirm": plain("y"), "deny": plain("n"), **more}


def cell(text: str = "c") -> Json:
    return {"type": "raw_text", "text": text}


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([{"type": "nonsense"}], "unsupported type: nonsense [json-pointer:/blocks/0/type]"),
        ([{}], "missing required field: type [json-pointer:/blocks/0]"),
        (["text"], "must be an object [json-pointer:/blocks/0]"),
        ("text", "must be an array [json-pointer:/blocks]"),
        (section(), "missing required field: text or fields [json-pointer:/blocks/0]"),
        (section(text=mrkdwn("x" * 3001)), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        (section(text=mrkdwn("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (section(text=plain("a"), colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
        (section(fields=[plain("a")] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
        (section(fields=[mrkdwn("x" * 2001)]), "less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
        (section(text=plain("a"), block_id="x" * 256), "less than 256 characters [json-pointer:/blocks/0/block_id]"),
        (
            section(text=plain("a"), accessory={"type": "plain_text_input"}),
            "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]",
        ),
        ([{"type": "header", "text": mrkdwn("a")}], "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
        ([{"type": "header", "text": plain("x" * 151)}], "less than 151 characters [json-pointer:/blocks/0/text/text]"),
        (
            [{"type": "context", "elements": [plain("a")] * 11}],
            "more than 10 items allowed [json-pointer:/blocks/0/ele",
        ),
        (actions(*[button()] * 26), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
        (actions(), "no fewer than 1 item allowed [json-pointer:/blocks/0/elements]"),
        (
            actions(button(text=plain("x" * 76))),
            "less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (actions(button(value="x" * 2001)), "less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
        (actions(button(url="x" * 3001)), "less than 3001 characters [json-pointer:/blocks/0/elements/0/url]"),
        (
            actions(button(action_id="x" * 256)),
            "less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
        ),
        (actions(button(style="loud")), "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"),
        (actions(button(confirm=confirm(deny=plain("x" * 31)))), "less than 31 characters [json-pointer:/blocks/0/ele"),
        (actions(button(confirm=confirm(title=plain("x" * 101)))), "/elements/0/confirm/title/text]"),
        (actions(button(confirm=confirm(text=plain("x" * 301)))), "/elements/0/confirm/text/text]"),
        (
            actions(button(action_id="a"), button(action_id="a")),
            "used more than once in a block [json-pointer:/blocks/0",
        ),
        (actions(select(options=[option(str(n)) for n in range(101)])), "no more than 100 items allowed"),
        (actions(select(options=[option(text="x" * 76)])), "/elements/0/options/0/text/text]"),
        (actions(select(options=[option(value="x" * 151)])), "/elements/0/options/0/value]"),
        (actions(select(options=[option() | {"description": plain("x" * 76)}])), "/options/0/description/text]"),
        (actions(select(placeholder=plain("x" * 151))), "/elements/0/placeholder/text]"),
        (
            actions(select(option_groups=[{"label": plain("l"), "options": [option()]}])),
            "must provide exactly one of: options, option_groups",
        ),
        (actions(select(initial_option=option("other"))), "initial_option must be one of the options"),
        (actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]}), "no more than 5 items allowed"),
        (
            [{"type": "image", "image_url": "https://example.com/u", "alt_text": "x" * 2001}],
            "less than 2001 characters [json-pointer:/blo",
        ),
        ([{"type": "image", "alt_text": "a"}], "must provide exactly one of: image_url, slack_file"),
        ([{"type": "markdown", "text": "x" * 12_001}], "less than 12001 characters [json-pointer:/blocks/0/text]"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "markdown blocks must be less than 12001 characters together"),
        ([{"type": "table", "rows": [[cell()]]}] * 2, "only_one_table_allowed [json-pointer:/blocks]"),
        ([{"type": "table", "rows": [[cell()]] * 101}], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
        ([{"type": "table", "rows": [[cell()] * 21]}], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
        (
            [{"type": "divider", "block_id": "b"}] * 2,
            "`block_id` 'b' is used more than once [json-pointer:/blocks/1/blo",
        ),
    ],
)
def test_each_limit_is_named_with_its_path(blocks: object, said: str) -> None:
    problems = block_problems(blocks, Surface.MESSAGE)
    assert len(problems) == 1
    assert problems[0].startswith("[ERROR] ")
    assert said in problems[0]


def changed(**fields: object) -> Json:
    return {**form(), **fields}


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("text", "must be an object [json-pointer:/view]"),
        ({"type": "window"}, "unsupported type: window [json-pointer:/view/type]"),
        (changed(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (changed(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (
            changed(private_metadata="x" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (changed(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
        (changed(colour="red"), "invalid additional property: colour [json-pointer:/view]"),
        (changed(blocks=[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (
            changed(blocks=[{"type": "table", "rows": [[cell()]]}]),
            "unsupported type: table [json-pointer:/view/blocks/0",
        ),
        (changed(submit=None), "missing required field: submit [json-pointer:/view]"),
        (
            changed(blocks=[{"type": "input", "label": plain("x" * 2001), "element": {"type": "plain_text_input"}}]),
            "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]",
        ),
        (
            changed(blocks=[{"type": "input", "label": plain("a"), "element": button()}]),
            "unsupported type: button [json-pointer:/view/blocks/0/element/type]",
        ),
    ],
)
def test_each_limit_of_a_view_is_named_with_its_path(view: object, said: str) -> None:
    problems = view_problems(view)
    assert len(problems) == 1
    assert said in problems[0]


def test_what_is_within_the_limits_is_accepted() -> None:
    assert block_problems(card() + [{"type": "divider"}] * 48, Surface.MESSAGE) == []
    assert block_problems([{"type": "divider"}] * 100, Surface.HOME) == []
    assert view_problems(form()) == []
    assert block_problems(section(text=mrkdwn("x" * 3000)), Surface.MESSAGE) == []


_TEXT = st.text(min_size=1, max_size=30)
_OPTIONS = st.lists(_TEXT, min_size=1, max_size=5, unique=True).map(lambda values: [option(value) for value in values])
_ELEMENTS = st.one_of(
    _TEXT.map(lambda text: button(text=plain(text))),
    _OPTIONS.map(lambda options: {"type": "static_select", "options": options}),
    _OPTIONS.map(lambda options: {"type": "checkboxes", "options": options, "initial_options": options[:1]}),
    _OPTIONS.map(lambda options: {"type": "overflow", "options": options}),
    st.just({"type": "datepicker", "initial_date": "2026-11-23"}),
    st.just({"type": "users_select"}),
)
_BLOCKS = st.lists(
    st.one_of(
        st.just({"type": "divider"}),
        _TEXT.map(lambda text: {"type": "header", "text": plain(text)}),
        _TEXT.map(lambda text: {"type": "section", "text": mrkdwn(text)}),
        st.lists(_ELEMENTS, min_size=1, max_size=5).map(lambda elements: {"type": "actions", "elements": elements}),
        st.lists(_TEXT.map(mrkdwn), min_size=1, max_size=10).map(lambda texts: {"type": "context", "elements": texts}),
    ),
    min_size=1,
    max_size=20,
)


@given(_BLOCKS)
def test_valid_blocks_of_any_kind_are_accepted(blocks: list[Json]) -> None:
    for surface in Surface:
        assert block_problems(blocks, surface) == []


def _overlong(block: Json) -> Json:
    return block | {"block_id": "x" * 256}


def _foreign(block: Json) -> Json:
    return block | {"nonsense": 1}


def _typeless(block: Json) -> Json:
    return {name: value for name, value in block.items() if name != "type"}


@given(_BLOCKS, st.data(), st.sampled_from([_overlong, _foreign, _typeless]))
def test_one_mutation_is_refused_at_its_place(
    blocks: list[Json], data: st.DataObject, mutate: Callable[[Json], Json]
) -> None:
    place = data.draw(st.integers(0, len(blocks) - 1))
    mutated = [mutate(block) if number == place else block for number, block in enumerate(blocks)]
    problems = block_problems(mutated, Surface.MESSAGE)
    assert len(problems) == 1
    assert f"[json-pointer:/blocks/{place}" in problems[0]


def test_elements_inside_a_container_get_ids_of_their_own(quiet: Desk) -> None:
    boxes = {"type": "checkboxes", "options": [option()]}
    choose = [{"type": "section", "text": plain("Which?"), "accessory": kind} for kind in (select(), boxes)]
    blocks = [{"type": "container", "title": plain("Two questions"), "child_blocks": choose}]
    said = quiet.api("chat.postMessage", channel=quiet.channel, text="Two questions", blocks=blocks)
    inside = said["message"]["blocks"][0]["child_blocks"]
    assert len({block["block_id"] for block in inside} | {block["accessory"]["action_id"] for block in inside}) == 4


@pytest.mark.parametrize("given", [(), ("options", "option_groups")])
def test_an_answer_to_a_type_ahead_holds_options_or_groups_of_them(given: tuple[str, ...]) -> None:
    assert "exactly one of" in " ".join(options_problems({name: [] for name in given}))


def test_an_empty_list_of_options_is_an_answer_to_a_type_ahead() -> None:
    assert options_problems({"options": []}) == []
