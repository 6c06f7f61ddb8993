"""Block Kit limits from Slack's reference that are in no other table: one step within, one step past."""

from typing import Any

import pytest

from sandbox.echo_app import form
from sandbox.test_block_kit import actions, button, confirm, mrkdwn, option, plain, section, select
from slack_sandbox.block_kit import Surface, block_problems, view_problems

Json = dict[str, Any]
_URL = "https://example.com/"


def image(**more: object) -> list[Json]:
    return [{"type": "image", "image_url": _URL, "alt_text": "a", **more}]


def video(**more: object) -> list[Json]:
    return [{"type": "video", "title": plain("t"), "video_url": _URL, "thumbnail_url": _URL, "alt_text": "a", **more}]


def card(**more: object) -> Json:
    return {"type": "card", "title": plain("t"), **more}


def url_of(length: int) -> str:
    return _URL + "x" * (length - len(_URL))


def groups(number: int, label: str = "l") -> list[Json]:
    found = [{"label": plain(label), "options": [option(str(n))]} for n in range(number)]
    return actions({"type": "static_select", "option_groups": found})


def radios(number: int) -> list[Json]:
    return actions({"type": "radio_buttons", "options": [option(str(n)) for n in range(number)]})


def entry(**more: object) -> list[Json]:
    return [{"type": "input", "label": plain("l"), "element": {"type": "plain_text_input", **more}}]


def carousel(number: int) -> list[Json]:
    return [{"type": "carousel", "elements": [card()] * number}]


def container(number: int) -> list[Json]:
    return [{"type": "container", "title": plain("t"), "child_blocks": section(text=plain("a")) * number}]


@pytest.mark.parametrize(
    ("within", "past", "path"),
    [
        (groups(100), groups(101), "/blocks/0/elements/0/option_groups"),
        (groups(1, "x" * 75), groups(1, "x" * 76), "/blocks/0/elements/0/option_groups/0/label/text"),
        (radios(10), radios(11), "/blocks/0/elements/0/options"),
        (
            actions(button(confirm=confirm(confirm=plain("x" * 30)))),
            actions(button(confirm=confirm(confirm=plain("x" * 31)))),
            "/blocks/0/elements/0/confirm/confirm/text",
        ),
        (
            actions(select(options=[option(value="x" * 150)])),
            actions(select(options=[option(value="x" * 151)])),
            "/blocks/0/elements/0/options/0/value",
        ),
        (image(image_url=url_of(3000)), image(image_url=url_of(3001)), "/blocks/0/image_url"),
        (image(title=plain("x" * 2000)), image(title=plain("x" * 2001)), "/blocks/0/title/text"),
        (video(title=plain("x" * 199)), video(title=plain("x" * 200)), "/blocks/0/title/text"),
        (video(author_name="x" * 49), video(author_name="x" * 50), "/blocks/0/author_name"),
        ([card(title=plain("x" * 150))], [card(title=plain("x" * 151))], "/blocks/0/title/text"),
        ([card(subtitle=plain("x" * 150))], [card(subtitle=plain("x" * 151))], "/blocks/0/subtitle/text"),
        ([card(body=mrkdwn("x" * 200))], [card(body=mrkdwn("x" * 201))], "/blocks/0/body/text"),
        (carousel(10), carousel(11), "/blocks/0/elements"),
        (container(10), container(11), "/blocks/0/child_blocks"),
        (
            entry(placeholder=plain("x" * 150)),
            entry(placeholder=plain("x" * 151)),
            "/blocks/0/element/placeholder/text",
        ),
        (entry(max_length=3000), entry(max_length=3001), "/blocks/0/element/max_length"),
    ],
)
def test_a_limit_is_reached_and_not_passed(within: list[Json], past: list[Json], path: str) -> None:
    assert block_problems(within, Surface.MESSAGE) == []
    problems = block_problems(past, Surface.MESSAGE)
    assert len(problems) == 1
    assert f"[json-pointer:{path}]" in problems[0]


@pytest.mark.parametrize("field", ["title", "submit", "close"])
def test_words_around_a_modal_have_24_characters(field: str) -> None:
    assert view_problems({**form(), field: plain("x" * 24)}) == []
    assert f"/view/{field}/text]" in view_problems({**form(), field: plain("x" * 25)})[0]


def test_what_an_app_keeps_in_a_modal_has_3000_characters() -> None:
    assert view_problems({**form(), "private_metadata": "x" * 3000}) == []
    assert "/view/private_metadata]" in view_problems({**form(), "private_metadata": "x" * 3001})[0]
