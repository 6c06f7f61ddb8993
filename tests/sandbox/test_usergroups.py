"""User groups: their members, mentions, and the events that the app receives."""

from itertools import count

import pytest

from sandbox.conftest import Desk
from sandbox.echo_app import EchoApp
from sandbox_client import Json

_NUMBERS = count(1)


def _create(desk: Desk) -> Json:
    number = next(_NUMBERS)
    group: Json = desk.api("usergroups.create", name=f"Writers {number}", handle=f"writers{number}")["usergroup"]
    return group


def test_a_group_is_described_filled_and_listed(quiet: Desk) -> None:
    group = _create(quiet)
    quiet.api("usergroups.users.update", usergroup=group["id"], users=[quiet.aya, quiet.ben])
    quiet.api("usergroups.update", usergroup=group["id"], description="Those who write", channels=quiet.channel)
    listed = quiet.api("usergroups.list", include_users=True)["usergroups"]
    found = next(item for item in listed if item["id"] == group["id"])
    assert (found["handle"], found["description"]) == (group["handle"], "Those who write")
    assert (found["users"], found["prefs"]["channels"]) == ([quiet.aya, quiet.ben], [quiet.channel])
    assert quiet.api("usergroups.users.list", usergroup=group["id"])["users"] == [quiet.aya, quiet.ben]


def test_a_group_that_is_switched_off_is_only_listed_on_demand(quiet: Desk) -> None:
    group = _create(quiet)
    assert quiet.api("usergroups.disable", usergroup=group["id"])["usergroup"]["date_delete"] > 0
    assert quiet.api("usergroups.disable", usergroup=group["id"])["error"] == "already_disabled"
    assert group["id"] not in [item["id"] for item in quiet.api("usergroups.list")["usergroups"]]
    every = quiet.api("usergroups.list", include_disabled=True)["usergroups"]
    assert group["id"] in [item["id"] for item in every]
    assert quiet.api("usergroups.enable", usergroup=group["id"])["usergroup"]["date_delete"] == 0


def test_a_typed_handle_becomes_a_mention(quiet: Desk) -> None:
    group = _create(quiet)
    ts = quiet.client.post(quiet.aya, quiet.channel, f"dear @{group['handle']}")
    message = next(m for m in quiet.client.messages(quiet.aya, quiet.channel) if m["ts"] == ts)
    assert message["text"] == f"dear <!subteam^{group['id']}|@{group['handle']}>"
    assert {"type": "usergroup", "usergroup_id": group["id"]} in message["blocks"][0]["elements"][0]["elements"]


def test_the_app_hears_of_groups(desk: Desk, connected: EchoApp) -> None:
    group = _create(desk)
    desk.api("usergroups.users.update", usergroup=group["id"], users=desk.aya)
    desk.client.settle()
    assert connected.events("subteam_created")[0]["subteam"]["id"] == group["id"]
    assert connected.events("subteam_updated")[0]["subteam"]["users"] == [desk.aya]
    assert connected.events("subteam_members_changed")[0]["added_users"] == [desk.aya]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("usergroups.create", {}, "invalid_arguments"),
        ("usergroups.create", {"name": "a", "handle": "aya"}, "handle_already_exists"),
        ("usergroups.create", {"name": "a", "channels": "C0NONE"}, "invalid_channels"),
        ("usergroups.update", {"usergroup": "S0NONE", "name": "a"}, "no_such_subteam"),
        ("usergroups.users.list", {"usergroup": "S0NONE"}, "no_such_subteam"),
    ],
)
def test_refusals(quiet: Desk, method: str, arguments: Json, error: str) -> None:
    assert quiet.api(method, **arguments)["error"] == error


def test_names_and_members_are_checked(quiet: Desk) -> None:
    group = _create(quiet)
    assert quiet.api("usergroups.create", name=group["name"])["error"] == "name_already_exists"
    assert quiet.api("usergroups.users.update", usergroup=group["id"])["error"] == "no_users_provided"
    assert quiet.api("usergroups.users.update", usergroup=group["id"], users="U0NONE")["error"] == "user_not_found"
