"""The process: starting, stopping, saving the workspace."""

import json
import stat
import subprocess
import sys
from pathlib import Path

from patience import PATIENCE, wait_until
from sandbox_client import SandboxProcess


def test_a_second_start_keeps_everything(tmp_path: Path) -> None:
    with SandboxProcess("--data-dir", tmp_path) as first:
        app = first.client.app()
        first.client.join(app["bot_user_id"], "#general")
        ts = first.client.post("aya", "#general", "remember me")
        first.client.react("ben", "#general", ts, "tada")
        first.client.web_api(
            "views.publish", user_id=first.client.member_id("aya"), view={"type": "home", "blocks": []}
        )
        assert first.stop() == 0
    with SandboxProcess("--data-dir", tmp_path) as second:
        assert second.client.app() == app
        message = second.client.messages("aya", "#general")[-1]
        assert (message["ts"], message["reactions"][0]["name"]) == (ts, "tada")
        assert second.client.home("aya", peek=True) is not None
        later = second.client.add_channel("new")["id"]
        assert later not in {channel["id"] for channel in second.client.state("aya")["channels"][:-1]}


def test_the_snapshot_is_written_while_running(tmp_path: Path) -> None:
    with SandboxProcess("--data-dir", tmp_path) as process:
        process.client.post("aya", "#general", "survives a kill")
        snapshot = tmp_path / "workspace.json"
        wait_until(lambda: snapshot.exists() and "survives a kill" in snapshot.read_text())
        process.process.kill()
        process.process.wait(PATIENCE)
    with SandboxProcess("--data-dir", tmp_path) as again:
        assert again.client.messages("aya", "#general")[-1]["text"] == "survives a kill"
    assert stat.S_IMODE((tmp_path / "workspace.json").stat().st_mode) == 0o600


def test_credentials_are_written_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    with SandboxProcess("--credentials", path) as process:
        written = json.loads(path.read_text())
        assert written["bot_token"] == process.client.app()["bot_token"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_workspace_file_decides_who_is_there(tmp_path: Path) -> None:
    path = tmp_path / "workspace.yml"
    path.write_text(
        "team: {name: Kaiteki, domain: kaiteki}\n"
        "members:\n"
        "  - {name: hana, real_name: 山田 花, tz: Asia/Tokyo, locale: ja-JP, admin: true}\n"
        "  - {name: tom}\n"
        "channels:\n"
        "  - {name: ideas, topic: What helped, members: all, app: true}\n"
        "  - {name: hush, private: true, members: [hana]}\n"
        'emoji: {party: "alias:tada"}\n',
        encoding="utf-8",
    )
    with SandboxProcess("--workspace", path) as process:
        mine, his = process.client.state("hana"), process.client.state("tom")
        assert (mine["team"]["name"], mine["me"]["initials"]) == ("Kaiteki", "山")
        assert [channel["name"] for channel in mine["channels"]] == ["ideas", "hush"]
        assert [channel["name"] for channel in his["channels"]] == ["ideas"]
        assert process.client.web_api("conversations.info", channel=mine["channels"][0]["id"])["channel"]["is_member"]
        assert mine["emoji"] == {"party": "alias:tada"}


def test_a_bad_manifest_is_refused_with_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text("display_information: {name: x}\nfeatures: {slash_command: []}\n", encoding="utf-8")
    command = [sys.executable, "-m", "slack_sandbox", "--port", "0", "--manifest", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert result.returncode == 2
    assert "features.slash_command" in result.stderr


def test_a_port_that_is_taken_is_refused_with_what_to_do() -> None:
    with SandboxProcess() as process:
        port = process.url.rpartition(":")[2]
        command = [sys.executable, "-m", "slack_sandbox", "--port", port]
        result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith(f"slack-sandbox: port {port} cannot be used (Address already in use): choose")


def test_an_open_page_does_not_delay_stopping() -> None:
    with SandboxProcess() as process:
        stream = process.client._pool.request(
            "GET", f"{process.url}/sandbox/stream", fields={"as": "aya"}, preload_content=False
        )
        assert stream.status == 200
        process.process.terminate()
        assert process.process.wait(PATIENCE) == 0
        stream.release_conn()
