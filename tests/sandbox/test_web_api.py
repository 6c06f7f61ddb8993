"""What the Web API refuses, and with which error codes."""

import pytest

from sandbox.conftest import Desk
from sandbox.echo_app import MANIFEST, EchoApp, form
from sandbox_client import Json, SandboxClient
from sandbox_fixtures import SandboxFactory

_LONG = "x" * 40_001
_LARGE = {"event_type": "e", "event_payload": {"k": "x" * 16_000}}


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("no.such", {}, "unknown_method"),
        ("chat.postMessage", {"text": "a"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C0NOTHERE", "text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "HERE"}, "no_text"),
        ("chat.postMessage", {"channel": "HERE", "text": "  "}, "no_text"),
        ("chat.postMessage", {"channel": "HERE", "text": _LONG}, "msg_too_long"),
        ("chat.postMessage", {"channel": "HERE", "blocks": "{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": "HERE", "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "HERE", "text": "a", "metadata": {"x": 1}}, "invalid_metadata_format"),
        ("chat.postMessage", {"channel": "HERE", "text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
        ("chat.postMessage", {"channel": "HERE", "markdown_text": "x" * 12_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "HERE", "text": "a", "attachments": "{"}, "invalid_attachments"),
        ("chat.postMessage", {"channel": "HERE", "text": "a", "attachments": [{}] * 101}, "too_many_attachments"),
        ("chat.postMessage", {"channel": "HERE", "text": "a", "metadata": _LARGE}, "metadata_too_large"),
        ("chat.postMessage", {"channel": "USLACKBOT", "text": "a"}, "cannot_dm_bot"),
        ("conversations.open", {"users": "USLACKBOT"}, "cannot_dm_bot"),
        ("chat.postMessage", {"channel": "HERE", "text": "a", "thread_ts": "1.000000"}, "thread_not_found"),
        ("chat.postEphemeral", {"channel": "HERE", "text": "a", "user": "U0NOBODY"}, "user_not_in_channel"),
        ("chat.update", {"channel": "HERE", "ts": "1.000000", "text": "a"}, "message_not_found"),
        ("chat.getPermalink", {"channel": "HERE", "message_ts": "1.000000"}, "message_not_found"),
        ("conversations.info", {"channel": "C0NOTHERE"}, "channel_not_found"),
        ("conversations.replies", {"channel": "HERE", "ts": "1.000000"}, "thread_not_found"),
        ("conversations.history", {"channel": "HERE", "limit": "many"}, "invalid_arguments"),
        ("conversations.history", {"channel": "HERE", "oldest": "yesterday"}, "invalid_ts_oldest"),
        ("conversations.history", {"channel": "HERE", "cursor": "???"}, "invalid_cursor"),
        ("conversations.list", {"types": "secret"}, "invalid_types"),
        ("reactions.add", {"channel": "HERE", "name": "tada"}, "no_item_specified"),
        ("reactions.add", {"channel": "HERE", "timestamp": "1.000000", "name": "no_such"}, "invalid_name"),
        ("reactions.get", {"channel": "HERE", "timestamp": "1.000000"}, "message_not_found"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("bots.info", {"bot": "B0NOBODY"}, "bot_not_found"),
        ("views.open", {"trigger_id": "1.2", "view": {"type": "modal"}}, "invalid_arguments"),
        ("views.publish", {"user_id": "U0NOBODY", "view": {}}, "user_not_found"),
        ("views.update", {"view_id": "V0", "view": {"type": "nothing"}}, "invalid_arguments"),
        ("api.test", {"error": "anything"}, "anything"),
    ],
)
def test_refusals(quiet: Desk, method: str, arguments: Json, error: str) -> None:
    given = {name: quiet.channel if value == "HERE" else value for name, value in arguments.items()}
    answer = quiet.api(method, **given)
    assert (answer["ok"], answer["error"]) == (False, error)


def test_tokens_are_checked(quiet: Desk) -> None:
    web_api = quiet.client.web_api
    assert web_api("auth.test", "xoxb-wrong")["error"] == "invalid_auth"
    assert web_api("auth.test", quiet.app["app_token"])["error"] == "not_allowed_token_type"
    assert quiet.api("apps.connections.open")["error"] == "not_allowed_token_type"
    response = quiet.client._pool.request("POST", f"{quiet.client.api_url}auth.test")
    assert response.json()["error"] == "not_authed"


def test_a_scope_that_the_manifest_lacks_is_named(sandbox_factory: SandboxFactory) -> None:
    client = sandbox_factory("--manifest", MANIFEST, "--without-optional-scopes").client
    answer = client.web_api("team.info")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "team:read")
    assert "chat:write" in answer["provided"].split(",")
    private = client.add_channel("hush", members=[client.app()["bot_user_id"]], is_private=True)["id"]
    assert client.web_api("conversations.history", channel=private)["needed"] == "groups:history"


def test_a_channel_without_the_bot(quiet: Desk) -> None:
    bot = quiet.app["bot_user_id"]
    public = quiet.channel
    quiet.client.leave(bot, public)
    assert quiet.api("chat.postMessage", channel=public, text="a")["error"] == "not_in_channel"
    assert quiet.api("conversations.history", channel=public)["error"] == "not_in_channel"
    assert quiet.api("conversations.info", channel=public)["channel"]["is_member"] is False
    private = quiet.client.add_channel(f"private-{public.lower()}", members=[quiet.aya], is_private=True)["id"]
    for method in ("conversations.info", "conversations.history", "conversations.members"):
        assert quiet.api(method, channel=private)["error"] == "channel_not_found"
    assert quiet.api("chat.postMessage", channel=private, text="a")["error"] == "channel_not_found"


def test_an_archived_channel_takes_no_messages(quiet: Desk) -> None:
    quiet.client.change_channel(quiet.channel, is_archived=True)
    assert quiet.api("chat.postMessage", channel=quiet.channel, text="a")["error"] == "is_archived"


def test_only_the_bots_own_messages_can_be_changed(quiet: Desk) -> None:
    ts = quiet.client.post(quiet.aya, quiet.channel, "mine")
    assert quiet.api("chat.update", channel=quiet.channel, ts=ts, text="a")["error"] == "cant_update_message"
    assert quiet.api("chat.delete", channel=quiet.channel, ts=ts)["error"] == "cant_delete_message"


def test_repeating_a_reaction_is_refused_and_changes_nothing(quiet: Desk) -> None:
    ts = quiet.client.post(quiet.aya, quiet.channel, "a")
    add = {"channel": quiet.channel, "timestamp": ts, "name": "thumbsup::skin-tone-3"}
    assert quiet.api("reactions.add", **add)["ok"] is True
    assert quiet.api("reactions.add", **add)["error"] == "already_reacted"
    message = quiet.api("reactions.get", channel=quiet.channel, timestamp=ts)["message"]
    assert message["reactions"] == [{"name": "thumbsup::skin-tone-3", "users": [quiet.app["bot_user_id"]], "count": 1}]
    assert quiet.api("reactions.remove", **add)["ok"] is True
    assert quiet.api("reactions.remove", **add)["error"] == "no_reaction"


def test_form_encoded_and_json_calls_are_the_same(quiet: Desk) -> None:
    form = {"token": quiet.app["bot_token"], "channel": quiet.channel, "blocks": '[{"type":"divider"}]'}
    response = quiet.client._pool.request("POST", f"{quiet.client.api_url}chat.postMessage", fields=form)
    assert response.json()["message"]["blocks"][0]["type"] == "divider"
    encoded = quiet.client._pool.request(
        "POST", f"{quiet.client.api_url}chat.postMessage", fields=form | {"text": "あ"}, encode_multipart=False
    )
    assert encoded.json()["message"]["text"] == "あ"


def test_more_than_a_message_a_second_is_refused_after_a_short_burst(sandbox_factory: SandboxFactory) -> None:
    client: SandboxClient = sandbox_factory().client
    bot = client.app()["bot_user_id"]
    channel = client.add_channel("busy", members=[bot])["id"]
    other = client.add_channel("calm", members=[bot])["id"]
    answers = [client.web_api("chat.postMessage", channel=channel, text=str(n)) for n in range(6)]
    assert [answer["ok"] for answer in answers] == [True] * 4 + [False] * 2
    refused = client._pool.request(
        "POST",
        f"{client.api_url}chat.postMessage",
        json={"channel": channel, "text": "again"},
        headers={"Authorization": f"Bearer {client.app()['bot_token']}"},
    )
    assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
    assert client.web_api("chat.postMessage", channel=other, text="elsewhere")["ok"] is True
    client.advance_clock(2)
    assert client.web_api("chat.postMessage", channel=channel, text="later")["ok"] is True


def test_tiers_hold_where_they_are_asked_for(sandbox_factory: SandboxFactory) -> None:
    client = sandbox_factory("--rate-limits", "strict").client
    answers = [client.web_api("users.list") for _ in range(21)]
    assert [answer["ok"] for answer in answers] == [True] * 20 + [False]
    assert answers[-1]["error"] == "ratelimited"


def test_texts_come_back_as_slack_keeps_them(quiet: Desk) -> None:
    text = f"R&D < 5 &amp; <@{quiet.aya}> <!here> 🎉 see https://example.com/?a=1&b=2."
    message = quiet.api("chat.postMessage", channel=quiet.channel, text=text)["message"]
    link = "<https://example.com/?a=1&amp;b=2>"
    assert message["text"] == f"R&amp;D &lt; 5 &amp; <@{quiet.aya}> <!here> :tada: see {link}."


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        ({}, "@here see <https://example.com>"),
        ({"parse": "none"}, "@here see https://example.com"),
        ({"parse": "full"}, "<!here> see <https://example.com>"),
        ({"link_names": True}, "<!here> see <https://example.com>"),
    ],
)
def test_how_much_is_read_into_a_text_can_be_chosen(quiet: Desk, arguments: Json, kept: str) -> None:
    answer = quiet.api("chat.postMessage", channel=quiet.channel, text="@here see https://example.com", **arguments)
    assert answer["message"]["text"] == kept


def test_a_view_has_its_size_and_its_own_external_id(desk: Desk, connected: EchoApp) -> None:
    def opened(user: str, view: Json) -> Json:
        desk.client.command(user, desk.channel, "/echo hi")
        trigger_id = [body for body in connected.heard if "command" in body][-1]["trigger_id"]
        return desk.api("views.open", trigger_id=trigger_id, view=view)

    text = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    assert opened(desk.aya, form() | {"blocks": [text] * 90})["error"] == "view_too_large"
    assert opened(desk.aya, form() | {"external_id": "only-once"})["ok"] is True
    assert opened(desk.ben, form() | {"external_id": "only-once"})["error"] == "duplicate_external_id"


def test_verbatim_keeps_names_from_being_read(quiet: Desk) -> None:
    def section(verbatim: bool) -> list[Json]:
        return [{"type": "section", "text": {"type": "mrkdwn", "text": "@here #general", "verbatim": verbatim}}]

    read = quiet.api("chat.postMessage", channel=quiet.channel, blocks=section(False))["message"]["blocks"][0]
    kept = quiet.api("chat.postMessage", channel=quiet.channel, blocks=section(True))["message"]["blocks"][0]
    assert read["text"]["text"].startswith("<!here> <#C")
    assert kept["text"]["text"] == "@here #general"


def test_members_are_described_with_zone_and_locale(quiet: Desk) -> None:
    user = quiet.api("users.info", user=quiet.aya, include_locale=True)["user"]
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("Asia/Tokyo", 32400, "ja-JP")
    guest = quiet.client.add_member(f"guest-{quiet.channel.lower()}", is_guest=True)["id"]
    assert quiet.api("users.info", user=guest)["user"]["is_restricted"] is True
    quiet.client.change_member(guest, deleted=True)
    assert quiet.api("users.info", user=guest)["user"]["deleted"] is True
    stranger = quiet.client.add_member(f"stranger-{quiet.channel.lower()}", is_stranger=True)["id"]
    shape = quiet.api("users.info", user=stranger)["user"]
    assert shape["is_stranger"] is True
    assert shape["team_id"] != quiet.app["team_id"]


def test_an_update_keeps_what_it_does_not_mention(quiet: Desk) -> None:
    metadata = {"event_type": "e", "event_payload": {"k": 1}}
    divider = [{"type": "divider"}]
    ts = quiet.api("chat.postMessage", channel=quiet.channel, text="a", blocks=divider, metadata=metadata)["ts"]
    kept = quiet.api("chat.update", channel=quiet.channel, ts=ts, text="b")["message"]
    assert (kept["text"], kept["blocks"][0]["type"], kept["metadata"]) == ("b", "divider", metadata)
    bare = quiet.api("chat.update", channel=quiet.channel, ts=ts, text="c", blocks=[], metadata={})["message"]
    assert "blocks" not in bare
    assert "metadata" not in bare


def test_a_message_of_a_webhook_has_no_user_to_name(desk: Desk, connected: EchoApp) -> None:
    ts = desk.client.post(desk.aya, desk.channel, "from a webhook", subtype="bot_message")
    desk.client.react(desk.ben, desk.channel, ts, "tada")
    desk.client.settle()
    assert "user" not in connected.events("message", "bot_message")[0]
    assert "item_user" not in connected.events("reaction_added")[0]
