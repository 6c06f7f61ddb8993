"""What slack_sdk's models consider valid is accepted; past any single limit it is refused at the right path."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.conftest import Desk
from sandbox.sdk_blocks import EVERYWHERE, IN_MESSAGES, INPUTS, TABLE, limits_of, spelled
from slack_sandbox.block_kit import Surface, block_problems, view_problems

_MESSAGES = st.builds(
    lambda blocks, tables: spelled([*blocks, *tables]),
    st.lists(st.one_of(EVERYWHERE, INPUTS, IN_MESSAGES), min_size=1, max_size=8),
    st.lists(TABLE, max_size=1),
)
_FORMS = st.lists(st.one_of(EVERYWHERE, INPUTS), min_size=1, max_size=8).map(spelled)
_PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def _thorough(examples: int) -> settings:
    """Run this many examples; slow generation is no failure, because the SDK's models are slow to build."""
    return settings(max_examples=examples, suppress_health_check=_PATIENT)


# Strategies for whole messages are large, and Hypothesis warns when it prints one after a failure.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

_PLAIN = {"type": "plain_text", "text": "a"}


@_thorough(60)
@given(_MESSAGES)
def test_valid_messages_are_accepted(blocks: list[dict[str, Any]]) -> None:
    assert block_problems(blocks, Surface.MESSAGE) == []


@_thorough(60)
@given(_FORMS)
def test_valid_views_are_accepted(blocks: list[dict[str, Any]]) -> None:
    modal = {"type": "modal", "title": _PLAIN, "submit": _PLAIN, "blocks": blocks}
    assert view_problems(modal) == []
    assert view_problems({"type": "home", "blocks": blocks}) == []


@_thorough(150)
@given(_MESSAGES, st.data())
def test_one_step_past_a_limit_is_refused_there(blocks: list[dict[str, Any]], data: st.DataObject) -> None:
    limit = data.draw(st.sampled_from(list(limits_of(blocks))))
    problems = block_problems(limit.broken(blocks), Surface.MESSAGE)
    assert problems
    assert f"[json-pointer:{limit.path}]" in problems[0]


@_thorough(15)
@given(st.lists(st.one_of(EVERYWHERE, IN_MESSAGES), min_size=1, max_size=5).map(spelled))
def test_valid_messages_are_posted_and_kept(quiet: Desk, blocks: list[dict[str, Any]]) -> None:
    without_files = [block for block in blocks if "slack_file" not in str(block)]
    answer = quiet.api("chat.postMessage", channel=quiet.channel, text="a", blocks=without_files)
    assert answer["ok"] is True, answer
    kept = answer["message"].get("blocks", [])
    assert [block["type"] for block in kept] == [block["type"] for block in without_files]
    assert all(block["block_id"] for block in kept)
