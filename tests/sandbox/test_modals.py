"""Modals from opening to closing, with a Bolt app that answers."""

import pytest

from patience import PATIENCE, wait_until
from sandbox.conftest import Desk
from sandbox.echo_app import EchoApp, form
from sandbox_client import Json, SandboxError


@pytest.fixture
def modal(desk: Desk) -> Json:
    """A form that aya has just opened."""
    desk.client.command(desk.aya, desk.channel, "/echo open")
    return wait_until(lambda: desk.client.views(desk.aya))[-1]


def test_a_submission_reaches_the_app_with_what_was_typed(desk: Desk, modal: Json, connected: EchoApp) -> None:
    values = {"what": {"text": "good"}, "which": {"colour": "blue"}}
    outcome = desk.client.submit(desk.aya, modal["id"], values)
    assert outcome["acknowledged"] is True
    assert desk.client.views(desk.aya) == []
    view = connected.bodies("view_submission")[0]["view"]
    assert view["private_metadata"] == "kept"
    assert view["state"]["values"]["what"]["text"] == {"type": "plain_text_input", "value": "good"}
    assert view["state"]["values"]["which"]["colour"]["selected_option"]["value"] == "blue"


def test_a_required_input_is_demanded_before_anything_is_sent(desk: Desk, modal: Json, connected: EchoApp) -> None:
    outcome = desk.client.submit(desk.aya, modal["id"])
    assert outcome["errors"] == {"what": "Please complete this required field."}
    assert connected.bodies("view_submission") == []
    assert len(desk.client.views(desk.aya)) == 1


def test_errors_of_the_app_keep_the_modal_open(desk: Desk, modal: Json) -> None:
    outcome = desk.client.submit(desk.aya, modal["id"], {"what": {"text": "bad"}})
    assert outcome["response_action"] == "errors"
    assert outcome["errors"] == {"what": "Not that"}
    assert [view["id"] for view in desk.client.views(desk.aya)] == [modal["id"]]


def test_an_update_keeps_what_was_typed_and_changes_the_hash(desk: Desk, modal: Json) -> None:
    desk.client.submit(desk.aya, modal["id"], {"what": {"text": "update"}})
    updated = desk.client.views(desk.aya)[0]
    assert updated["title"]["text"] == "Updated"
    assert updated["hash"] != modal["hash"]
    assert updated["state"]["values"]["what"]["text"]["value"] == "update"


def test_a_stack_holds_three_views(desk: Desk, modal: Json) -> None:
    second = _push(desk, modal["id"])
    third = _push(desk, second)
    outcome = desk.client.submit(desk.aya, third, {"what": {"text": "push"}})
    assert outcome["problem"] == "push_limit_reached"
    stack = desk.client.views(desk.aya)
    assert [view["previous_view_id"] for view in stack] == [None, modal["id"], second]
    assert {view["root_view_id"] for view in stack} == {modal["id"]}


def _push(desk: Desk, view_id: str) -> str:
    desk.client.submit(desk.aya, view_id, {"what": {"text": "push"}})
    return str(desk.client.views(desk.aya)[-1]["id"])


def test_clear_closes_the_whole_stack(desk: Desk, modal: Json) -> None:
    second = _push(desk, modal["id"])
    desk.client.submit(desk.aya, second, {"what": {"text": "clear"}})
    assert desk.client.views(desk.aya) == []


def test_a_submission_that_is_not_acknowledged_leaves_the_modal_open(desk: Desk, modal: Json) -> None:
    with desk.client.impatience():
        outcome = desk.client.submit(desk.aya, modal["id"], {"what": {"text": "silent"}})
    assert outcome["acknowledged"] is False
    assert len(desk.client.views(desk.aya)) == 1


def test_closing_tells_the_app_where_it_asked_for_it(desk: Desk, modal: Json, connected: EchoApp) -> None:
    desk.client.close_view(desk.aya, modal["id"])
    body = wait_until(lambda: connected.bodies("view_closed"))[0]
    assert body["is_cleared"] is False
    assert desk.client.views(desk.aya) == []


def test_a_type_ahead_asks_the_app_once_the_query_is_long_enough(desk: Desk, modal: Json, connected: EchoApp) -> None:
    assert desk.client.options(desk.aya, "pick", "a", view_id=modal["id"])["options"] == []
    assert connected.bodies("block_suggestion") == []
    found = desk.client.options(desk.aya, "pick", "ab", view_id=modal["id"])["options"]
    assert found[0]["value"] == "v-ab"
    desk.client.action(desk.aya, "pick", view_id=modal["id"], selected="v-ab")
    action = connected.bodies("block_actions")[0]
    assert action["actions"][0]["selected_option"]["text"]["text"] == "Found ab"
    assert action["view"]["state"]["values"]["other"]["pick"]["selected_option"]["value"] == "v-ab"


def test_a_global_shortcut_opens_a_modal(desk: Desk) -> None:
    assert desk.client.shortcut(desk.aya, "hello")["acknowledged"] is True
    wait_until(lambda: desk.client.views(desk.aya)[-1:] and desk.client.views(desk.aya)[-1]["title"]["text"] == "Hello")


@pytest.mark.usefixtures("modal")
def test_a_trigger_lives_as_long_as_slack_waits_and_once(desk: Desk, connected: EchoApp) -> None:
    used = connected.heard[0]["trigger_id"]
    assert desk.api("views.open", trigger_id=used, view=form())["error"] == "exchanged_trigger_id"
    desk.client.command(desk.aya, desk.channel, "/echo hi")
    desk.client.advance_clock(PATIENCE + 1)
    late = connected.heard[-1]["trigger_id"]
    assert desk.api("views.open", trigger_id=late, view=form())["error"] == "expired_trigger_id"
    assert desk.api("views.open", trigger_id="1.2.3", view=form())["error"] == "invalid_trigger_id"


def test_an_update_with_an_old_hash_is_refused(desk: Desk, modal: Json) -> None:
    fresh = desk.api("views.update", view_id=modal["id"], hash=modal["hash"], view=form("One"))
    assert fresh["ok"] is True
    stale = desk.api("views.update", view_id=modal["id"], hash=modal["hash"], view=form("Two"))
    assert stale["error"] == "hash_conflict"


def test_nobody_else_can_submit_a_modal(desk: Desk, modal: Json) -> None:
    with pytest.raises(SandboxError, match="view_not_found"):
        desk.client.submit(desk.ben, modal["id"], {"what": {"text": "good"}})
