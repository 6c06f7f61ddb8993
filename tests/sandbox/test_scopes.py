"""Every method requires its token and scope, and lists are paginated."""

from collections.abc import Iterator

import pytest

from sandbox.conftest import Desk
from sandbox_client import Json, SandboxClient, SandboxProcess
from slack_sandbox.api import dispatch
from slack_sandbox.api.registry import METHODS

_MANAGED = "archive create kick rename setPurpose setTopic unarchive"
_NEEDED = {
    "bookmarks:read": "bookmarks.list",
    "bookmarks:write": "bookmarks.add bookmarks.edit bookmarks.remove",
    "channels:join": "conversations.join",
    "channels:manage": f"{' '.join(f'conversations.{name}' for name in _MANAGED.split())} conversations.leave",
    "channels:write.invites": "conversations.invite",
    "channels:history": "conversations.history conversations.replies",
    "channels:read": "conversations.info conversations.list conversations.members users.conversations",
    "chat:write": """chat.delete chat.deleteScheduledMessage chat.postEphemeral chat.postMessage chat.scheduleMessage
        chat.update""",
    "emoji:read": "emoji.list",
    "files:read": "files.info",
    "files:write": "files.completeUploadExternal files.delete files.getUploadURLExternal",
    "im:write": "conversations.open",
    "pins:read": "pins.list",
    "pins:write": "pins.add pins.remove",
    "reactions:read": "reactions.get",
    "reactions:write": "reactions.add reactions.remove",
    "team:read": "team.info",
    "usergroups:read": "usergroups.list usergroups.users.list",
    "usergroups:write": """usergroups.create usergroups.disable usergroups.enable usergroups.update
        usergroups.users.update""",
    "users:read": "bots.info users.info users.list",
    "users.profile:read": "users.profile.get",
}
_SCOPE_OF = {method: scope for scope, methods in _NEEDED.items() for method in methods.split()}
_WITHOUT_SCOPE = """auth.revoke auth.test chat.getPermalink chat.scheduledMessages.list views.open views.publish
views.push views.update"""
_WITHOUT_BOT_TOKEN = """api.test apps.connections.open apps.uninstall oauth.v2.access openid.connect.token
openid.connect.userInfo"""
_MANIFEST = """
_metadata: {major_version: 2}
display_information: {name: Modest}
features: {bot_user: {display_name: modest}}
oauth_config: {scopes: {bot: [commands]}}
settings: {socket_mode_enabled: true}
"""


@pytest.fixture(scope="module")
def modest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxClient]:
    """A sandbox whose app has only the scope `commands`."""
    manifest = tmp_path_factory.mktemp("modest") / "manifest.yml"
    manifest.write_text(_MANIFEST)
    with SandboxProcess("--manifest", manifest) as process:
        yield process.client


def test_each_method_is_in_one_of_the_tables() -> None:
    assert dispatch.FAMILIES  # importing them fills the table
    assert sorted([*_SCOPE_OF, *_WITHOUT_SCOPE.split(), *_WITHOUT_BOT_TOKEN.split()]) == sorted(METHODS)


@pytest.mark.parametrize("method", sorted(_SCOPE_OF))
def test_a_method_names_the_scope_that_it_lacks(modest: SandboxClient, method: str) -> None:
    answer = modest.web_api(method)
    assert (answer["ok"], answer["error"], answer["provided"]) == (False, "missing_scope", "commands")
    assert _SCOPE_OF[method] in answer["needed"].split(",")


@pytest.mark.parametrize("method", sorted([*_SCOPE_OF, *_WITHOUT_SCOPE.split()]))
def test_no_method_takes_a_token_of_another_kind(modest: SandboxClient, method: str) -> None:
    assert modest.web_api(method, "xoxb-wrong")["error"] == "invalid_auth"
    assert modest.web_api(method, modest.app()["app_token"])["error"] == "not_allowed_token_type"


def _pages(desk: Desk, method: str, field: str, **arguments: object) -> list[Json | str]:
    found: list[Json | str] = []
    cursor = ""
    while True:
        page = desk.api(method, limit=2, cursor=cursor, **arguments)
        assert page["ok"] is True, page
        assert len(page[field]) <= 2
        found += page[field]
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return found


@pytest.mark.parametrize(
    ("method", "field"),
    [("users.list", "members"), ("conversations.list", "channels"), ("users.conversations", "channels")],
)
def test_pages_of_a_list_neither_miss_nor_repeat(quiet: Desk, method: str, field: str) -> None:
    whole = [one["id"] for one in quiet.api(method, limit=999)[field]]
    in_pages = [one["id"] for one in _pages(quiet, method, field) if isinstance(one, dict)]
    assert len(whole) > 2
    assert in_pages == whole


def test_members_of_a_channel_come_in_pages(quiet: Desk) -> None:
    whole = quiet.api("conversations.members", channel=quiet.channel)["members"]
    assert sorted(whole) == sorted([quiet.aya, quiet.ben, quiet.app["bot_user_id"]])
    assert _pages(quiet, "conversations.members", "members", channel=quiet.channel) == whole
