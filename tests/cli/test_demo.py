"""The whole demo, as a newcomer starts it: real processes and database, only the browser is missing."""

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from aiuse_bot.cli.demo.fortnight import Said, load_fortnight
from patience import PATIENCE, wait_until
from sandbox_client import SandboxClient

ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/\?as=(\w+)&channel=(\w+)")
HOME = "ai-use-cases"
SEVEN = 7
OBSERVER = "priya"


class Demo:
    """A demo in its own process and directory."""

    def __init__(self, directory: Path, *options: str) -> None:
        command = [sys.executable, "-m", "aiuse_bot", "demo", "--port", "0", "--dir", str(directory), *options]
        self.directory = directory
        self._output = directory.with_suffix(".out")
        environment = {**os.environ, "NO_BROWSER": "1", "SLACK_BOT_TOKEN": "xoxb-of-a-real-workspace", "PORT": "0"}
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=directory.parent
            )

    @property
    def output(self) -> str:
        return self._output.read_text("utf-8")

    def wait_for_address(self) -> SandboxClient:
        """Return a client of the workspace once the demo prints its address; each step gets the full patience."""
        while not self._has_arrived() and self.process.poll() is None:
            steps = self.output.count("✓")
            wait_until(
                lambda: self._has_arrived() or self.process.poll() is not None or self.output.count("✓") > steps,  # noqa: B023 - called before steps changes
                message=lambda: self.output,
            )
        found = ADDRESS.search(self.output)
        assert found, self.output
        client = SandboxClient(found[1])
        client.set_patience(PATIENCE)
        return client

    def _has_arrived(self) -> bool:
        return ADDRESS.search(self.output) is not None

    def wait_for_step(self, name: str) -> None:
        """Wait until the demo reports this step as done."""
        wait_until(lambda: f"✓ {name}" in self.output, message=lambda: self.output)

    def wait_for_end(self) -> int:
        return self.process.wait(PATIENCE)

    def interrupt(self) -> int:
        """Press Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.wait_for_end()

    def clean_up(self) -> None:
        if self.process.poll() is None:
            self.interrupt()
        wait_until(lambda: is_deserted(self.directory), message="processes of the demo are still there")


@contextmanager
def started(directory: Path, *options: str) -> Iterator[Demo]:
    demo = Demo(directory, *options)
    try:
        yield demo
    finally:
        demo.clean_up()


def is_deserted(directory: Path) -> bool:
    """Whether no process of a demo is left: each holds the lock, and a running database server has a pid file."""
    with (directory / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return not (directory / "postgres" / "data" / "postmaster.pid").exists()


@pytest.fixture(scope="module")
def shelter() -> Iterator[Path]:
    """A directory that the database server's account can access; as root, it cannot access pytest's own."""
    with tempfile.TemporaryDirectory(prefix="demo-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


class FirstStart(NamedTuple):
    directory: Path
    exit_code: int
    was_deserted: bool
    output: str


@pytest.fixture(scope="module")
def first_start(shelter: Path) -> FirstStart:
    """A demo that was started for the first time, became ready, and was stopped with Ctrl-C."""
    with started(shelter / "kept") as demo:
        demo.wait_for_address()
        exit_code = demo.interrupt()
        return FirstStart(demo.directory, exit_code, is_deserted(demo.directory), demo.output)


def test_ctrl_c_ends_everything_and_is_no_failure(first_start: FirstStart) -> None:
    assert first_start.exit_code == 0, first_start.output
    assert first_start.was_deserted


def test_the_first_start_shows_its_progress_and_one_address(first_start: FirstStart) -> None:
    steps = re.findall(r"✓ (.+?)  \d+\.\d s", first_start.output)
    assert len(steps) == 6, first_start.output
    assert len(re.findall(r"http://", first_start.output)) == 1
    assert "✗" not in first_start.output


def test_a_second_start_is_quick_and_shows_what_the_bot_did(first_start: FirstStart) -> None:
    with started(first_start.directory) as demo:
        client = demo.wait_for_address()
        assert "roundup" not in demo.output, "it was filled a second time"
        fortnight = load_fortnight().said
        channels = {channel["name"]: channel["id"] for channel in client.state(OBSERVER)["channels"]}
        posts = {name: client.messages(OBSERVER, channel_id, limit=200) for name, channel_id in channels.items()}

        for said in fortnight:
            assert_answered_as_it_should_be(client, channels[said.channel], posts[said.channel], said)
        assert len([said for said in fortnight if said.card and not said.deleted]) >= 26
        roundups = [message for message in posts[HOME] if is_of_bot(message)]
        assert len(roundups) == 1
        assert "UC-" in str(roundups[0]["blocks"])
        assert_found(client, channels[HOME], "返金", "refund")
        assert_thanks_follow_reactions(client, channels["cs-refunds"], posts["cs-refunds"])
        assert_card_for_new_post(client, channels["chat-support"])


def assert_answered_as_it_should_be(
    client: SandboxClient, channel_id: str, messages: list[dict[str, Any]], said: Said
) -> None:
    opening = (said.edit or said.text).strip().partition("\n")[0][:12]
    found = [message for message in messages if message["text"].startswith(opening)]
    if said.deleted:
        assert not found
        return
    assert len(found) == 1, (said.by, opening)
    cards = [reply for reply in client.thread(OBSERVER, channel_id, found[0]["ts"])[1:] if is_of_bot(reply)]
    assert len(cards) == (1 if said.card else 0), (said.by, opening)


def assert_found(client: SandboxClient, channel_id: str, *queries: str) -> None:
    for query in queries:
        answer = client.command("oliver", channel_id, f"/usecase search {query}")
        assert answer["acknowledged"]
        assert str(answer["response"]).count("UC-") >= 2, (query, answer)


def assert_thanks_follow_reactions(client: SandboxClient, channel_id: str, messages: list[dict[str, Any]]) -> None:
    """Seven people praise Oliver's post from the start; an eighth counts until they take it back."""
    post = next(message for message in messages if message["text"].startswith("*Issue:* Our refund refusals"))

    def thanks() -> int:
        card = next(reply for reply in client.thread(OBSERVER, channel_id, post["ts"]) if is_of_bot(reply))
        found = re.search(r"(\d+) people say thanks", str(card["blocks"]))
        return int(found[1]) if found else 0

    assert thanks() == SEVEN
    client.react("maya", channel_id, post["ts"], "clap::skin-tone-4")
    wait_until(lambda: thanks() == SEVEN + 1, message="the reaction was not counted")
    client.unreact("maya", channel_id, post["ts"], "clap::skin-tone-4")
    wait_until(lambda: thanks() == SEVEN, message="the reaction is still counted")


def assert_card_for_new_post(client: SandboxClient, channel_id: str) -> None:
    text = "課題：翌日の引き継ぎ表づくりに30分\nやったこと：Claudeに下書きを頼む\nツール：Claude\n結果：30分→5分"
    ts = client.post("sakura", channel_id, text)
    wait_until(lambda: any(map(is_of_bot, client.thread(OBSERVER, channel_id, ts))), message="no card for a new post")


def is_of_bot(message: dict[str, Any]) -> bool:
    """Whether an app posted this for everybody; 'joined the channel' is Slack's own message."""
    return bool(message["author"]["is_bot"]) and not message["is_ephemeral"] and "subtype" not in message


def test_when_the_bot_dies_the_demo_says_so_and_ends(first_start: FirstStart) -> None:
    with started(first_start.directory) as demo:
        demo.wait_for_address()
        # The bot is ready a moment before it logs that.
        wait_until(lambda: "connected_to_slack" in (demo.directory / "bot.log").read_text("utf-8"))
        os.kill(child_running(demo, "aiuse_bot run"), signal.SIGKILL)
        assert demo.wait_for_end() == 1
        assert "The bot ended by itself (exit code -9)" in demo.output
        assert "connected_to_slack" in demo.output, "the last lines of its log are missing"


def test_a_demo_refuses_another_in_its_place_and_leaves_nothing_behind_when_it_is_killed(
    first_start: FirstStart,
) -> None:
    with started(first_start.directory) as demo:
        demo.wait_for_address()
        refused = refusal("--fresh", "--port", "0", "--dir", str(demo.directory))
        assert f"running in {demo.directory} already (process {demo.process.pid})" in refused
        assert demo.process.poll() is None
        assert not is_deserted(demo.directory)
        demo.process.kill()
        demo.process.wait(PATIENCE)
        wait_until(lambda: is_deserted(demo.directory), message="processes outlived the demo")


def child_running(demo: Demo, words: str) -> int:
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    fields = [line.split(maxsplit=2) for line in lines]
    return next(int(pid) for pid, parent, args in fields if int(parent) == demo.process.pid and args.endswith(words))


def test_a_demo_interrupted_while_it_fills_begins_anew(shelter: Path) -> None:
    with started(shelter / "interrupted") as demo:
        demo.wait_for_step("Two weeks")
        assert demo.interrupt() == 0
        assert not (demo.directory / "filled.json").exists()
    with started(shelter / "interrupted") as demo:
        demo.wait_for_step("Two weeks")
        address = re.search(r"http://\S+", (demo.directory / "sandbox.log").read_text("utf-8"))
        assert address
        texts = [message["text"] for message in SandboxClient(address[0]).messages(OBSERVER, f"#{HOME}", limit=200)]
        assert texts.count(next(said.text for said in load_fortnight().said if said.by == "mei").strip()) == 1


def test_a_taken_port_is_named(shelter: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = refusal("--port", str(port), "--dir", str(shelter / "port"))
    assert f"Port {port} cannot be used" in refused


def refusal(*options: str) -> str:
    """Return the output of a demo that must refuse to start."""
    command = [sys.executable, "-m", "aiuse_bot", "demo", "--no-browser", *options]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr
