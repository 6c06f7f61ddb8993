"""Uploading, sharing, reading and deleting files, as the app and as a member."""

from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.conftest import Desk
from sandbox.echo_app import EchoApp
from sandbox_client import Json, SandboxError, SandboxProcess

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


def _web(desk: Desk) -> WebClient:
    return WebClient(token=desk.app["bot_token"], base_url=desk.client.api_url)


def _upload(desk: Desk, content: bytes = b"a,b\n1,2\n", name: str = "table.csv", **more: Any) -> Json:
    answer = _web(desk).files_upload_v2(content=content, filename=name, **more)
    file: Json = answer["files"][0]
    return file


def _get(desk: Desk, url: str, token: str | None = None) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = desk.client._pool.request("GET", url, headers=headers, redirect=False)
    return response.status, response.data


def test_the_sdks_upload_puts_a_file_into_the_channel(desk: Desk, connected: EchoApp) -> None:
    file = _upload(desk, title="The table", channel=desk.channel, initial_comment="Here it is")
    message = desk.client.messages(desk.aya, desk.channel)[-1]
    assert (message["text"], message["files"][0]["id"], message["files"][0]["title"]) == (
        "Here it is",
        file["id"],
        "The table",
    )
    desk.client.settle()
    assert connected.events("message", "file_share")[0]["files"][0]["name"] == "table.csv"
    assert connected.events("file_shared")[0]["file_id"] == file["id"]


def test_the_bytes_come_back_to_the_token_alone(quiet: Desk) -> None:
    file = _upload(quiet, channel=quiet.channel)
    assert _get(quiet, file["url_private"], quiet.app["bot_token"]) == (200, b"a,b\n1,2\n")
    assert _get(quiet, file["url_private_download"], quiet.app["bot_token"])[0] == 200
    assert _get(quiet, file["url_private"])[0] == 302


def test_a_file_says_where_it_was_shared(quiet: Desk) -> None:
    file = _upload(quiet, channel=quiet.channel)
    info = quiet.api("files.info", file=file["id"])["file"]
    assert (info["size"], info["mimetype"], info["filetype"]) == (8, "text/csv", "csv")
    assert info["channels"] == [quiet.channel]
    assert info["shares"]["public"][quiet.channel][0]["ts"]
    assert quiet.api("files.delete", file=file["id"])["ok"] is True
    assert quiet.api("files.info", file=file["id"])["error"] == "file_not_found"
    assert not any("files" in message for message in quiet.client.messages(quiet.aya, quiet.channel))


def test_an_upload_that_never_came_cannot_be_completed(quiet: Desk) -> None:
    announced = quiet.api("files.getUploadURLExternal", filename="a.txt", length=3)
    complete = {"files": [{"id": announced["file_id"]}], "channel_id": quiet.channel}
    assert quiet.api("files.completeUploadExternal", **complete)["error"] == "file_update_failed"
    short = quiet.client._pool.request("POST", announced["upload_url"], body=b"no")
    assert short.status == 400
    sent = quiet.client._pool.request("POST", announced["upload_url"], body=b"yes")
    assert sent.data == b"OK - 3"
    assert quiet.client._pool.request("POST", announced["upload_url"], body=b"yes").status == 404
    assert quiet.api("files.completeUploadExternal", **complete)["files"][0]["name"] == "a.txt"


def test_an_upload_may_be_a_form_too(quiet: Desk) -> None:
    announced = quiet.api("files.getUploadURLExternal", filename="a.txt", length=3)
    sent = quiet.client._pool.request("POST", announced["upload_url"], fields={"filename": ("a.txt", b"yes")})
    assert sent.data == b"OK - 3"


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("files.getUploadURLExternal", {"length": 3}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a"}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 2_000_000_000}, "file_upload_size_restricted"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
        ("files.completeUploadExternal", {}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": [{"id": "F0NONE"}]}, "file_not_found"),
        ("files.info", {"file": "F0NONE"}, "file_not_found"),
    ],
)
def test_refusals(quiet: Desk, method: str, arguments: Json, error: str) -> None:
    assert quiet.api(method, **arguments)["error"] == error


def test_a_file_goes_only_into_channels_of_the_bot(quiet: Desk) -> None:
    quiet.client.leave(quiet.app["bot_user_id"], quiet.channel)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        _upload(quiet, channel=quiet.channel)


def test_a_persons_file_is_shared_by_their_post(desk: Desk, connected: EchoApp) -> None:
    file = desk.client.upload(desk.aya, "pixel.png", PIXEL)
    assert desk.api("files.info", file=file["id"])["error"] == "file_not_found"
    ts = desk.client.post(desk.aya, desk.channel, "", files=[file["id"]])
    desk.client.settle()
    event = connected.events("message", "file_share")[0]
    assert (event["ts"], event["user"], event["files"][0]["mimetype"]) == (ts, desk.aya, "image/png")
    assert _get(desk, event["files"][0]["url_private"], desk.app["bot_token"]) == (200, PIXEL)
    shown = desk.client.messages(desk.ben, desk.channel)[-1]["files"][0]
    response = desk.client._pool.request("GET", f"{desk.client.url}{shown['page_url']}&as={desk.ben}")
    assert (response.data, response.headers["Content-Type"]) == (PIXEL, "image/png")
    desk.client.delete(desk.aya, desk.channel, ts)


def test_what_might_hold_a_script_is_only_downloaded(quiet: Desk) -> None:
    file = quiet.client.upload(quiet.aya, "drawing.svg", b"<svg/>")
    response = quiet.client._pool.request("GET", f"{quiet.client.url}/sandbox/file?id={file['id']}&as={quiet.aya}")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_file_of_a_private_channel_is_for_its_members(quiet: Desk) -> None:
    private = quiet.client.add_channel(f"files-{quiet.channel.lower()}", members=[quiet.aya], is_private=True)["id"]
    file = quiet.client.upload(quiet.aya, "secret.txt", b"secret")
    quiet.client.post(quiet.aya, private, "for us", files=[file["id"]])
    url = f"{quiet.client.url}/sandbox/file?id={file['id']}"
    assert quiet.client._pool.request("GET", f"{url}&as={quiet.aya}").data == b"secret"
    assert quiet.client._pool.request("GET", f"{url}&as={quiet.ben}").status == 404
    assert quiet.api("files.info", file=file["id"])["error"] == "file_not_found"
    assert _get(quiet, file["url_private"], quiet.app["bot_token"])[0] == 404


def test_an_empty_file_is_no_file(quiet: Desk) -> None:
    with pytest.raises(SandboxError, match="no_file_data"):
        quiet.client.upload(quiet.aya, "empty.txt", b"")


def test_an_image_block_names_a_file_that_is_there(quiet: Desk) -> None:
    file = _upload(quiet, PIXEL, "pixel.png")
    image = {"type": "image", "alt_text": "a pixel"}
    good = [{**image, "slack_file": {"id": file["id"]}}, {**image, "slack_file": {"url": file["url_private"]}}]
    assert quiet.api("chat.postMessage", channel=quiet.channel, text="a", blocks=good)["ok"] is True
    bad = quiet.api(
        "chat.postMessage", channel=quiet.channel, text="a", blocks=[{**image, "slack_file": {"id": "F0NONE"}}]
    )
    assert bad["error"] == "invalid_blocks"
    assert bad["response_metadata"]["messages"] == [
        "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]",
    ]


def test_files_outlive_a_restart(tmp_path: Path) -> None:
    with SandboxProcess("--data-dir", tmp_path) as first:
        file = first.client.upload("aya", "note.txt", b"kept")
        first.client.post("aya", "#general", "a note", files=[file["id"]])
        first.stop()
    with SandboxProcess("--data-dir", tmp_path) as second:
        shown = second.client.messages("aya", "#general")[-1]["files"][0]
        assert shown["url_private"].startswith(second.url)
        response = second.client._pool.request("GET", f"{second.url}{shown['page_url']}&as=aya")
        assert response.data == b"kept"


def test_a_file_that_is_not_there_is_named_also_behind_a_made_up_one(quiet: Desk) -> None:
    with pytest.raises(SandboxError, match="F0NONE"):
        quiet.client.post(quiet.aya, quiet.channel, "Two files", files=[{"name": "made-up.png"}, "F0NONE"])
