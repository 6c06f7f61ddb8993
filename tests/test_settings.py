import re
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


def test_a_copied_example_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE, encoding="utf-8")
    assert read_settings().bot_token() == "xoxb-"


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


def test_a_lease_that_a_call_could_outlive_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIUSE_BOT_LEASE_SECONDS", "20")
    with pytest.raises(SettingsError, match="AIUSE_BOT_LEASE_SECONDS must be longer"):
        read_settings()
