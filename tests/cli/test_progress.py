import io
import subprocess
import sys
from pathlib import Path

import pytest

from aiuse_bot.cli import progress
from aiuse_bot.cli.progress import Progress
from patience import PATIENCE


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_long_work_is_counted_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "QUIET_S", 0)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with Progress("records") as counter:
        counter.one_more()
        counter.say("line 1: odd")
    assert terminal.getvalue() == "\r1 records …\r\033[Kline 1: odd\n"


def test_short_work_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with Progress("records") as counter:
        counter.one_more()
    assert terminal.getvalue() == ""


def test_a_file_gets_messages_and_no_counter(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "QUIET_S", 0)
    with Progress("records") as counter:
        counter.one_more()
        counter.say("line 1: odd")
    assert capsys.readouterr().err == "line 1: odd\n"


def test_a_reader_who_leaves_early_causes_no_traceback(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"id": "1", "text": "Issue: slow"}\n' * 3000, encoding="utf-8")
    command = f"'{sys.executable}' -m aiuse_bot extract < '{posts}' | head -n 1"
    told = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert told.stdout.startswith('{"id": "1"')
    assert "Traceback" not in told.stderr
