import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from aiuse_bot.settings import Settings, SettingsError, read_settings

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def variable(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"AIUSE_BOT_{name.upper()}"


VARIABLES = {variable(name, field): (name, field) for name, field in Settings.model_fields.items()}


@pytest.fixture(autouse=True)
def _nobodys_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_the_example_names_every_setting_and_nothing_else() -> None:
    assert set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == VARIABLES.keys()


@pytest.mark.parametrize("line", re.findall(r"^#(AIUSE_BOT_[A-Z_]+=.+|SLACK_API_URL=.+)$", EXAMPLE, re.MULTILINE))
def test_the_example_shows_the_defaults(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, _, value = line.partition("=")
    monkeypatch.setenv(name, value)
    field = VARIABLES[name][0]
    assert getattr(Settings(_env_file=None), field) == Settings.model_fields[field].get_default(
        call_default_factory=True
    )


def test_an_example_that_nobody_filled_in_is_read_and_names_the_first_token() -> None:
    settings = Settings(_env_file=ROOT / ".env.example")
    with pytest.raises(SettingsError) as told:
        settings.checked_for_run()
    assert str(told.value) == (
        "SLACK_BOT_TOKEN holds only the beginning of a token. The bot token begins with xoxb- and is on the app's page "
        "under OAuth & Permissions."
    )


def test_an_example_of_which_half_was_filled_in_names_the_other_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-nobody")
    settings = Settings(_env_file=ROOT / ".env.example")
    with pytest.raises(SettingsError, match=r"^SLACK_APP_TOKEN holds only the beginning .* xapp- .* Basic Information"):
        settings.checked_for_run()
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-nobody")
    assert Settings(_env_file=ROOT / ".env.example").checked_for_run().bot_token() == "xoxb-nobody"


def test_a_copied_example_is_read_where_the_command_runs(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN holds only the beginning of a token"):
        read_settings().bot_token()


@pytest.mark.parametrize("token", ["xoxb-nobody", "xoxb-1", "xoxe.xoxb-1-nobody", "  xoxb-pasted\n"])
def test_a_bot_token_is_known_by_its_beginning_and_taken_without_blanks(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", token)
    assert read_settings().bot_token() == token.strip()


def test_blanks_around_what_was_pasted_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "\txapp-1 ")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", " s3cret\n")
    settings = read_settings().checked_for_run()
    assert settings.slack_app_token is not None
    assert settings.slack_app_token.get_secret_value() == "xapp-1"
    assert settings.slack_signing_secret is not None
    assert settings.slack_signing_secret.get_secret_value() == "s3cret"
    monkeypatch.setenv("SLACK_APP_TOKEN", "  ")
    assert not read_settings().uses_socket_mode


OTHER_KINDS = [
    ("SLACK_BOT_TOKEN", "xoxp-", "a user token"),
    ("SLACK_BOT_TOKEN", "xapp-", "an app-level token"),
    ("SLACK_BOT_TOKEN", "xoxe.xoxp-", "a user or configuration token that is rotated"),
    ("SLACK_BOT_TOKEN", "xoxe-", "a refresh token"),
    ("SLACK_APP_TOKEN", "xoxb-", "a bot token"),
    ("SLACK_APP_TOKEN", "xoxe.xoxb-", "a bot token that is rotated"),
]


@pytest.mark.parametrize(("name", "beginning", "kind"), OTHER_KINDS)
@pytest.mark.parametrize("rest", ["", "1-hunter2"])
def test_a_token_of_another_kind_is_told_by_its_beginning_alone(
    name: str, beginning: str, kind: str, rest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", name: beginning + rest}.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as told:
        read_settings().checked_for_run()
    assert str(told.value).startswith(f"{name} begins with {beginning}, which is {kind}. ")
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
@pytest.mark.parametrize("value", ["hunter2", "Bearer xoxb-hunter2", "xoxb", "xoxq-hunter2", "https://hunter2"])
def test_what_is_no_token_is_not_repeated(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, given in {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", name: value}.items():
        monkeypatch.setenv(variable, given)
    with pytest.raises(SettingsError, match=f"^{name} is no token of Slack's. The ") as told:
        read_settings().checked_for_run()
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize("value", ["xoxb-", "xoxb-...", "xoxb-…", "xoxe.xoxb-", " xoxb- "])
def test_a_token_that_was_not_filled_in_is_only_a_beginning(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", value)
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN holds only the beginning of a token"):
        read_settings().bot_token()


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "")
    assert not read_settings().uses_socket_mode


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AIUSE_BOT_PORT", "http"),
        ("AIUSE_BOT_PORT", "70000"),
        ("AIUSE_BOT_TIMEZONE", "Tokyo"),
        ("AIUSE_BOT_ROUNDUP_WEEKDAY", "someday"),
        ("AIUSE_BOT_ROUNDUP_TIME", "noon"),
        ("AIUSE_BOT_LOG_LEVEL", "loud"),
        ("AIUSE_BOT_LOCALE", "fr"),
        ("SLACK_API_URL", "slack"),
        ("AIUSE_BOT_INBOX_KEEP_DAYS", "0"),
    ],
)
def test_a_wrong_value_names_its_variable(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{name}: "):
        read_settings()


def test_all_wrong_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIUSE_BOT_PORT", "x")
    monkeypatch.setenv("AIUSE_BOT_LOCALE", "x")
    with pytest.raises(SettingsError) as told:
        read_settings()
    assert len(str(told.value).splitlines()) == 2


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "DATABASE_URL"):
        monkeypatch.setenv(name, "hunter2")
    assert "hunter2" not in repr(read_settings())


@pytest.mark.parametrize("written", ["clap, tada", ":clap: :tada:", "clap tada", ":clap:,:tada:"])
def test_emoji_are_listed_in_any_manner(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIUSE_BOT_PRAISE_EMOJI", written)
    assert read_settings().rules["praise_emoji"] == {"clap": 1, "tada": 1}


@pytest.mark.parametrize("url", ["http://127.0.0.1:8070/api", "http://127.0.0.1:8070/api/"])
def test_the_api_address_ends_with_a_slash(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", url)
    assert read_settings().api_url == "http://127.0.0.1:8070/api/"


def test_running_needs_a_way_for_events_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    with pytest.raises(SettingsError, match=r"SLACK_APP_TOKEN .* SLACK_SIGNING_SECRET"):
        read_settings().checked_for_run()
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "s")
    assert read_settings().checked_for_run().bot_token() == "xoxb-1"


def test_the_zone_of_a_roundup_is_the_workspaces_or_else_the_admins(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().timezone_of("Europe/Berlin").key == "Europe/Berlin"
    assert read_settings().timezone_of(None).key == "UTC"
    assert read_settings().timezone_of("Middle-earth/Shire").key == "UTC"
    monkeypatch.setenv("AIUSE_BOT_TIMEZONE", "Asia/Tokyo")
    assert read_settings().timezone_of("Europe/Berlin").key == "Asia/Tokyo"


def test_a_machine_without_files_of_time_zones_knows_them_all_the_same(tmp_path: Path) -> None:
    program = (
        "import zoneinfo; from aiuse_bot.settings import read_settings; "
        "print(zoneinfo.TZPATH, zoneinfo.ZoneInfo('Asia/Tokyo'), read_settings().timezone_of(None))"
    )
    environment = {**os.environ, "PYTHONTZPATH": "", "AIUSE_BOT_TIMEZONE": "Asia/Tokyo"}
    told = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (told.stdout, told.stderr) == ("() Asia/Tokyo Asia/Tokyo\n", "")


def test_a_lease_that_a_call_could_outlive_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIUSE_BOT_LEASE_SECONDS", "20")
    with pytest.raises(SettingsError, match="AIUSE_BOT_LEASE_SECONDS must be longer"):
        read_settings()
