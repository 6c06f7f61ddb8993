import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr

from aiuse_bot.model.choose import check_model
from aiuse_bot.settings import Settings, SettingsError, read_settings
from patience import PATIENCE


@pytest.fixture(autouse=True)
def _nobodys_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_a_model_nothing_is_asked_of_the_machine() -> None:
    assert not Settings().uses_model
    check_model(Settings())


@pytest.mark.parametrize("name", ["gpt", "openai", "openai:", "openai: ", "google:gemini", ":x"])
def test_a_name_without_a_provider_we_know_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIUSE_BOT_MODEL", name)
    with pytest.raises(SettingsError, match=r"^AIUSE_BOT_MODEL: .*openai:"):
        read_settings()


@pytest.mark.parametrize("name", ["openai:some", "anthropic:some"])
def test_a_provider_wants_its_key(name: str) -> None:
    with pytest.raises(SettingsError, match="AIUSE_BOT_MODEL_API_KEY is needed"):
        check_model(Settings(model=name))
    check_model(Settings(model=name, model_api_key=SecretStr("key")))


def test_an_endpoint_of_ones_own_may_do_without_a_key() -> None:
    check_model(Settings(model="openai:some", model_url=HttpUrl("http://127.0.0.1:11434/v1")))


def test_bedrock_signs_in_in_its_own_way() -> None:
    check_model(Settings(model="bedrock:amazon.nova-lite-v1:0"))
    with pytest.raises(SettingsError, match="not for bedrock"):
        check_model(Settings(model="bedrock:amazon.nova-lite-v1:0", model_api_key=SecretStr("key")))


def test_the_key_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIUSE_BOT_MODEL_API_KEY", "hunter2")
    assert "hunter2" not in repr(read_settings())


WITHOUT_THE_EXTRA = """
import sys
sys.modules.update(dict.fromkeys(["pydantic_ai", "openai", "anthropic", "boto3"]))
from aiuse_bot.cli import main
main()
"""
"""`None` there is how Python says that a library cannot be imported."""


def test_without_the_extra_run_tells_how_to_get_it_before_it_does_anything(tmp_path: Path) -> None:
    told = run_without_the_extra(tmp_path, AIUSE_BOT_MODEL="openai:some", AIUSE_BOT_MODEL_API_KEY="key")
    assert told.returncode == 1
    assert 'pip install "aiuse-bot[model]"' in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "data").exists()


def test_without_the_extra_and_without_a_model_the_bot_gets_as_far_as_the_database(tmp_path: Path) -> None:
    told = run_without_the_extra(tmp_path, DATABASE_URL="mysql://nowhere")
    assert told.returncode == 1
    assert "PostgreSQL" in told.stderr


def test_the_bot_starts_without_the_libraries_of_models() -> None:
    """They take seconds to load."""
    code = "import sys, aiuse_bot.cli.run; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "slack_bolt" in loaded
    assert not {"pydantic_ai", "openai", "anthropic", "boto3"} & set(loaded)


def run_without_the_extra(directory: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    known = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AIUSE_", "DATABASE"))}
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "AIUSE_BOT_DATA_DIR": str(directory / "data")}
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_EXTRA, "run"],
        env={**known, **tokens, **environment},
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
