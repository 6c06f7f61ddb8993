"""Any Block Kit that the SDK's models can build is rendered, in messages and on Home, and none breaks the page."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from browser.page import OpenPage, Workspace
from run_length import times
from sandbox.sdk_blocks import EVERYWHERE, IN_MESSAGES, INPUTS, TABLE, spelled

Blocks = list[dict[str, Any]]
_DRAWN_AS = {"button": 1, "feedback_buttons": 2}
_UNKNOWN = "is not shown in the sandbox"
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
# No shrinking: each failure waits for the full timeout, so it would take minutes.
_PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
_SOME = settings(max_examples=times(5, 50), deadline=None, suppress_health_check=_CHECKS, phases=_PHASES)

# Strategies for whole messages are large, and Hypothesis warns when it prints one after a failure.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def _without_files(blocks: Blocks) -> Blocks:
    """Leave out blocks that refer to a file, because no file has that id."""
    return [block for block in blocks if "slack_file" not in str(block)]


_ANY = st.one_of(EVERYWHERE, INPUTS, IN_MESSAGES)
_MESSAGES = st.tuples(st.lists(_ANY, min_size=4, max_size=8), st.lists(TABLE, max_size=1)).map(
    lambda parts: _without_files(spelled([*parts[0], *parts[1]]))
)
_HOMES = st.lists(st.one_of(EVERYWHERE, INPUTS), min_size=4, max_size=8).map(
    lambda blocks: _without_files(spelled(blocks))
)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page("ben", "empty", path=None)


def _buttons(blocks: Blocks) -> int:
    """Count the buttons in action rows."""
    rows = [block for block in blocks if block["type"] in ("actions", "context_actions")]
    return sum(_DRAWN_AS.get(element["type"], 0) for block in rows for element in block["elements"])


def test_any_message_is_drawn(page: Page, workspace: Workspace) -> None:
    channel = workspace.channel("any-blocks", app=True)
    page.goto(f"{workspace.client.url}/?as={workspace.members['ben']}&channel={channel}")

    @_SOME
    @given(_MESSAGES)
    def drawn(blocks: Blocks) -> None:
        row = page.locator(f".message[data-ts='{workspace.say(channel, text='any', blocks=blocks)}']")
        expect(row.locator(".message-text > .blocks > .block")).to_have_count(len(blocks))
        expect(row.locator(".blocks > .actions > .button:not(.button-square)")).to_have_count(_buttons(blocks))
        expect(row).not_to_contain_text(_UNKNOWN)

    drawn()
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]


def test_any_home_is_drawn(page: Page, workspace: Workspace) -> None:
    page.locator("#sidebar").get_by_role("button", name="Demo").click()
    page.get_by_role("heading", name="Welcome home").wait_for()

    @_SOME
    @given(_HOMES)
    def drawn(blocks: Blocks) -> None:
        mark = {"type": "divider", "block_id": f"mark-{hash(str(blocks))}"}
        view = {"type": "home", "blocks": [*blocks, mark]}
        answer = workspace.client.web_api("views.publish", user_id=workspace.members["ben"], view=view)
        assert answer["ok"], answer
        expect(page.locator(f"#stage [data-block='{mark['block_id']}']")).to_have_count(1)
        expect(page.locator("#stage .home .blocks > .block")).to_have_count(len(blocks) + 1)
        expect(page.locator("#stage")).not_to_contain_text(_UNKNOWN)

    drawn()
