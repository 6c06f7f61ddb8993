"""Events about channels, members and uninstallation have only keys that Slack's recorded events have."""

from patience import wait_until
from sandbox.conftest import Desk
from sandbox.echo_app import MANIFEST, EchoApp
from sandbox.shape_keys import shape, unknown_keys
from sandbox_fixtures import SandboxFactory

Kind = tuple[str, str | None]
_CHANNEL: dict[str, Kind] = {
    "ChannelCreated": ("channel_created", None),
    "ChannelUnarchive": ("channel_unarchive", None),
    "ChannelDeleted": ("channel_deleted", None),
    "MessageChannelName": ("message", "channel_name"),
    "MessageChannelPurpose": ("message", "channel_purpose"),
    "MessageChannelArchive": ("message", "channel_archive"),
    "MessageChannelUnarchive": ("message", "channel_unarchive"),
    "MessageChannelLeave": ("message", "channel_leave"),
    "MessageBot": ("message", "bot_message"),
    "MessageMe": ("message", "me_message"),
    "TeamJoin": ("team_join", None),
    "FileDeleted": ("file_deleted", None),
}
_PRIVATE: dict[str, Kind] = {
    "MessageGroupTopic": ("message", "group_topic"),
    "GroupRename": ("group_rename", None),
    "GroupArchive": ("group_archive", None),
    "GroupUnarchive": ("group_unarchive", None),
    "GroupDeleted": ("group_deleted", None),
    "GroupLeft": ("group_left", None),
}


def _compare(echo: EchoApp, kinds: dict[str, Kind]) -> None:
    for name, kind in kinds.items():
        events = echo.events(*kind)
        assert events, name
        assert unknown_keys(events[0], shape(f"event.{name}")["event"]) == [], name


def _live_through(desk: Desk, channel: str) -> None:
    """Rename, archive, unarchive, leave and delete a channel."""
    client, number = desk.client, channel.lower()
    desk.api("conversations.setTopic", channel=channel, topic="News")
    desk.api("conversations.setPurpose", channel=channel, purpose="To tell")
    client.change_channel(channel, name=f"renamed-{number}")
    client.change_channel(channel, is_archived=True)
    client.change_channel(channel, is_archived=False)
    client.leave(desk.ben, channel)


def test_the_life_of_a_public_channel(desk: Desk, connected: EchoApp) -> None:
    client = desk.client
    bot = desk.app["bot_user_id"]
    channel = client.add_channel(f"life-{desk.channel.lower()}", members=[desk.aya, desk.ben, bot])["id"]
    client.post(desk.aya, channel, "from a webhook", subtype="bot_message")
    client.post(desk.aya, channel, "waves", subtype="me_message")
    file = client.upload(desk.aya, "a.txt", b"a")
    client.post(desk.aya, channel, "a file", files=[file["id"]])
    _live_through(desk, channel)
    client.change_channel(channel, deleted=True)
    client.add_member(f"late-{channel.lower()}")
    announced = desk.api("files.getUploadURLExternal", filename="b.txt", length=1)
    client._pool.request("POST", announced["upload_url"], body=b"b")
    desk.api("files.completeUploadExternal", files=[{"id": announced["file_id"]}])
    desk.api("files.delete", file=announced["file_id"])
    client.settle()
    _compare(connected, _CHANNEL)


def test_the_life_of_a_private_channel(desk: Desk, connected: EchoApp) -> None:
    client, bot = desk.client, desk.app["bot_user_id"]
    people = [desk.aya, desk.ben, bot]
    first, second = (
        client.add_channel(f"{name}-{desk.channel.lower()}", members=people, is_private=True)["id"]
        for name in ("one", "two")
    )
    _live_through(desk, first)
    client.change_channel(first, deleted=True)
    desk.api("conversations.leave", channel=second)
    client.settle()
    _compare(connected, _PRIVATE)


def test_the_end_of_an_app(sandbox_factory: SandboxFactory) -> None:
    client = sandbox_factory("--manifest", MANIFEST).client
    echo = EchoApp(client)
    with echo.over_socket_mode():
        wait_until(lambda: client.connections() == 1)
        client.call("POST", "uninstall")
        wait_until(lambda: echo.events("tokens_revoked") and echo.events("app_uninstalled"))
    _compare(echo, {"TokensRevoked": ("tokens_revoked", None), "AppUninstalled": ("app_uninstalled", None)})
