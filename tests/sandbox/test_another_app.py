"""The independent Bolt app of docs/sandbox.md, in a sandbox started from the command line."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from patience import PATIENCE, wait_until
from sandbox_client import SandboxClient

PAGE = Path(__file__).parent.parent.parent / "docs" / "sandbox.md"
COMMAND = Path(sys.executable).with_name("slack-sandbox")


def documented_app(url: str) -> str:
    (code,) = re.findall(r"^```python\n(.+?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert "http://127.0.0.1:8070/" in code
    return str(code).replace("http://127.0.0.1:8070/", f"{url}/")


@contextmanager
def running(*command: str | Path, directory: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(command, cwd=directory, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        assert process.stdout is not None
        process.stdout.close()


def test_the_app_of_the_docs_answers_in_the_sandbox(tmp_path: Path) -> None:
    with running(COMMAND, "--port", "0", "--credentials", "app.json", directory=tmp_path) as sandbox:
        assert sandbox.stdout is not None
        url = sandbox.stdout.readline().removeprefix("sandbox ready on ").strip()
        client = SandboxClient(url)
        client.set_patience(PATIENCE)
        client.join(client.app()["bot_user_id"], "#general")
        with running(sys.executable, "-c", documented_app(url), directory=tmp_path):
            wait_until(lambda: client.connections() == 1)
            ts = client.post("aya", "#general", "is anybody there?")
            channel = next(channel["id"] for channel in client.state("aya")["channels"] if channel["name"] == "general")
            answers = wait_until(lambda: client.thread("aya", channel, ts)[1:])
    assert [answer["text"] for answer in answers] == ["is anybody there?"]
