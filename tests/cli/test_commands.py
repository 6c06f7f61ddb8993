import subprocess
import sys

import pytest

from aiuse_bot.cli import COMMANDS
from cli_tools import Cli
from patience import PATIENCE


def test_help_lists_every_command(cli: Cli) -> None:
    result = cli("--help")
    assert result.exit_code == 0
    assert all(f"\n  {name} " in result.output for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, cli: Cli) -> None:
    assert cli(name, "--help").exit_code == 0


def test_an_unknown_command_is_a_usage_error(cli: Cli) -> None:
    result = cli("dance")
    assert (result.exit_code, "No such command 'dance'" in result.stderr) == (2, True)


@pytest.mark.parametrize("command", ["migrate", "run", "doctor"])
def test_a_wrong_setting_is_named(command: str, cli: Cli) -> None:
    result = cli(command, AIUSE_BOT_PORT="eighty")
    assert result.exit_code == 1
    assert "AIUSE_BOT_PORT" in result.output
    assert "Traceback" not in result.output


def test_run_says_which_token_is_missing(cli: Cli) -> None:
    result = cli("run")
    assert (result.exit_code, "SLACK_BOT_TOKEN is not set" in result.stderr) == (1, True)


def test_what_was_not_foreseen_is_one_sentence(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "broken", ("no_such_module", "command"))
    result = cli("broken")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: Something unforeseen happened (ModuleNotFoundError).")
    assert result.stderr.count("\n") == 1


def test_what_was_not_foreseen_is_shown_in_full_to_who_asks(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "broken", ("no_such_module", "command"))
    result = cli("broken", AIUSE_BOT_LOG_LEVEL="debug")
    assert isinstance(result.exception, ModuleNotFoundError)


def test_python_m_is_the_same_program() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "aiuse_bot", "--version"], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert told.stdout.startswith("aiuse-bot ")
