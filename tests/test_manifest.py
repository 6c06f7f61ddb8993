import json
import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from slack_bolt import App, BoltRequest, BoltResponse

from aiuse_bot.app import build_app
from aiuse_bot.settings import Settings
from slack_sandbox.manifest import Manifest, load_manifest

ROOT = Path(__file__).parent.parent
SHAPES = ROOT / "tests" / "data" / "slack_shapes" / "events"
EVENT_TYPES = sorted(
    {json.loads(path.read_text(encoding="utf-8")).get("event", {}).get("type", "") for path in SHAPES.glob("*.json")}
    - {""}
)

NEEDED_BY_EVENTS: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "channel_deleted": {"channels:read"},
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "group_deleted": {"groups:read"},
    "emoji_changed": {"emoji:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "subteam_created": {"usergroups:read"},
    "subteam_members_changed": {"usergroups:read"},
    "subteam_updated": {"usergroups:read"},
    "user_change": {"users:read"},
}
"""Event → the scopes, any of which makes Slack send it, from https://docs.slack.dev/reference/events."""

NEEDED_BY_METHODS: dict[str, set[str]] = {
    "apps.connections.open": set(),
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.replies": {"channels:history", "groups:history"},
    "emoji.list": {"emoji:read"},
    "reactions.add": {"reactions:write"},
    "reactions.get": {"reactions:read"},
    "usergroups.list": {"usergroups:read"},
    "users.conversations": {"channels:read", "groups:read"},
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
"""Method → the scopes, any of which lets us call it, from https://docs.slack.dev/reference/methods."""

FAMILIES = "admin|apps|auth|bots|chat|conversations|emoji|files|pins|reactions|search|team|usergroups|users|views"


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return load_manifest(ROOT / "manifest.yml")


@pytest.fixture(scope="module")
def app() -> App:
    return build_app(Settings(_env_file=None, slack_bot_token=SecretStr("xoxb-made-up")))


def has_listener(app: App, event_type: str) -> bool:
    request = BoltRequest(body={"type": "event_callback", "event": {"type": event_type}}, mode="socket_mode")
    return any(listener.matches(req=request, resp=BoltResponse(status=404)) for listener in app._listeners)


def called_methods() -> set[str]:
    """Return the Slack methods that our code names, as `client.users_info(` or as "chat.update"."""
    ours = (ROOT / "src" / "aiuse_bot").rglob("*.py")
    code = "\n".join(path.read_text(encoding="utf-8") for path in ours)
    code = re.sub(r'ForeignKey\("[a-z_.]+"', "", code)  # the column team.id is not a method
    as_functions = re.findall(rf"\.((?:{FAMILIES})_[a-zA-Z_]+)\(", code)
    return {name.replace("_", ".") for name in as_functions} | set(re.findall(rf'"((?:{FAMILIES})\.[a-zA-Z.]+)"', code))


def test_the_manifest_is_valid_and_of_version_2(manifest: Manifest) -> None:
    assert manifest.metadata.major_version == 2
    assert manifest.settings.interactivity.is_enabled
    assert not manifest.settings.token_rotation_enabled
    assert not manifest.settings.org_deploy_enabled


def test_every_subscribed_event_has_a_listener(manifest: Manifest, app: App) -> None:
    deaf = {event for event in manifest.bot_events if not has_listener(app, event.partition(".")[0])}
    assert deaf == set()


def test_every_listened_event_is_subscribed(manifest: Manifest, app: App) -> None:
    subscribed = {event.partition(".")[0] for event in manifest.bot_events}
    heard = {event_type for event_type in EVENT_TYPES if has_listener(app, event_type)}
    assert heard == subscribed


def test_each_event_has_a_scope_that_lets_it_through(manifest: Manifest) -> None:
    assert manifest.bot_events == NEEDED_BY_EVENTS.keys()
    scopes = set(manifest.bot_scopes)
    assert [event for event, any_of in NEEDED_BY_EVENTS.items() if any_of and not any_of & scopes] == []


def test_each_method_that_is_called_has_a_scope(manifest: Manifest) -> None:
    assert called_methods() == NEEDED_BY_METHODS.keys()
    scopes = set(manifest.bot_scopes)
    assert [name for name, any_of in NEEDED_BY_METHODS.items() if any_of and not any_of & scopes] == []


def test_no_scope_is_asked_for_in_vain(manifest: Manifest) -> None:
    used = set().union(*NEEDED_BY_EVENTS.values(), *NEEDED_BY_METHODS.values(), {"commands"})
    assert set(manifest.bot_scopes) == used


def test_private_channels_emoji_of_any_kind_and_user_groups_may_be_refused(manifest: Manifest) -> None:
    scopes = manifest.oauth_config.scopes
    assert set(scopes.bot_optional) == {
        "emoji:read",
        "groups:history",
        "groups:read",
        "reactions:write",
        "usergroups:read",
    }
    assert set(scopes.bot_optional) < set(scopes.bot)


def test_the_command_hands_ids_over_instead_of_names(manifest: Manifest) -> None:
    command = manifest.command("/usecase")
    assert command is not None
    assert command.should_escape
    assert command.usage_hint


@pytest.mark.parametrize("kind", ["scopes", "events"])
def test_each_scope_and_event_is_explained_once(kind: str, manifest: Manifest) -> None:
    page = (ROOT / "docs" / "scopes.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([a-z_.:]+)` \|", page, re.MULTILINE)
    wanted = set(manifest.bot_scopes) if kind == "scopes" else manifest.bot_events
    assert sorted(name for name in explained if (":" in name or name == "commands") == (kind == "scopes")) == sorted(
        wanted
    )
