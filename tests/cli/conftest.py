import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aiuse_bot.cli import main
from cli_tools import Cli


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cli]:
    """Run commands in an empty directory, without any settings from the environment."""
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(*arguments: str | Path, stdin: str | bytes = "", **environment: str) -> Result:
        runner = CliRunner(env={**dict.fromkeys(_SETTINGS), **environment})
        return runner.invoke(main, [str(argument) for argument in arguments], input=stdin)

    yield run
    # The commands log to a stderr that is closed when they end.
    root.handlers[:], root.level = handlers, level


_SETTINGS = (
    "DATABASE_URL",
    "SLACK_API_URL",
    "SLACK_APP_TOKEN",
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "AIUSE_BOT_DATA_DIR",
    "AIUSE_BOT_LOG_LEVEL",
    "AIUSE_BOT_PORT",
)
