"""All operator settings, read once from the environment (and `.env`) by the command line."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self
from zoneinfo import ZoneInfo, available_timezones

import platformdirs
from pydantic import (
    AliasChoices,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MODEL_PROVIDERS = ("openai", "anthropic", "bedrock")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class SettingsError(Exception):
    """A setting is missing or wrong; the message names the variable and what it expects."""


_BEGINNINGS = {
    "xoxb-": "a bot token",
    "xoxe.xoxb-": "a bot token that is rotated",
    "xapp-": "an app-level token",
    "xoxp-": "a user token",
    "xoxe.xoxp-": "a user or configuration token that is rotated",
    "xoxe-": "a refresh token",
    "xoxa-": "a workspace token",
    "xoxr-": "a refresh token",
    "xoxs-": "the token of a session",
    "xoxc-": "the token of a session",
    "xoxd-": "the cookie of a session",
    "xwfp-": "the token of a workflow",
}
"""Prefixes of Slack's tokens, which are not secret."""


class SlackToken(NamedTuple):
    """A token that an operator sets: its variable, its prefixes, and where to find it on the app's page."""

    variable: str
    kind: str
    beginnings: tuple[str, ...]
    place: str

    @property
    def advice(self) -> str:
        """Where to find the right token."""
        return f"The {self.kind} begins with {self.beginnings[0]} and is on the app's page under {self.place}."

    def fault(self, token: SecretStr | None) -> str | None:
        """Return what is wrong with a token, judged by its prefix and quoting nothing else; `None` if nothing is."""
        if token is None:
            return f"{self.variable} is not set."
        value = token.get_secret_value()
        beginning = next((one for one in _BEGINNINGS if value.startswith(one)), None)
        if beginning is None:
            return f"{self.variable} is no token of Slack's."
        if beginning not in self.beginnings:
            return f"{self.variable} begins with {beginning}, which is {_BEGINNINGS[beginning]}."
        if not any(character.isalnum() for character in value.removeprefix(beginning)):
            return f"{self.variable} holds only the beginning of a token."
        return None

    def checked(self, token: SecretStr | None) -> str:
        """Return the token, or raise `SettingsError` saying what is wrong with it and where to find the right one."""
        fault = self.fault(token)
        if token is None or fault is not None:
            raise SettingsError(f"{fault} {self.advice}")
        return token.get_secret_value()


BOT_TOKEN = SlackToken("SLACK_BOT_TOKEN", "bot token", ("xoxb-", "xoxe.xoxb-"), "OAuth & Permissions")
APP_TOKEN = SlackToken(
    "SLACK_APP_TOKEN",
    "app-level token",
    ("xapp-",),
    "Basic Information, App-Level Tokens; without any, events come over HTTP",
)


def _pasted(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the environment held
    """Strip whitespace copied along with a value; whitespace only counts as not set."""
    return (value.strip() or None) if isinstance(value, str) else value


def _names(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the environment held
    """Accept `clap, tada` as well as `:clap: :tada:`; anything but text is left to pydantic."""
    if not isinstance(value, str):
        return value
    return [name.strip().strip(":") for name in value.replace(",", " ").split()]


UserIds = Annotated[frozenset[str], NoDecode, BeforeValidator(_names)]
Pasted = Annotated[SecretStr | None, BeforeValidator(_pasted)]
EmojiNames = Annotated[frozenset[str], NoDecode, BeforeValidator(_names)]


def _default_data_dir() -> Path:
    return platformdirs.user_data_path("aiuse-bot")


class Settings(BaseSettings):
    """The settings of one bot; `.env.example` explains each for operators."""

    model_config = SettingsConfigDict(
        env_prefix="AIUSE_BOT_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    slack_bot_token: Pasted = Field(None, validation_alias=AliasChoices("SLACK_BOT_TOKEN"))
    slack_signing_secret: Pasted = Field(None, validation_alias=AliasChoices("SLACK_SIGNING_SECRET"))
    slack_app_token: Pasted = Field(None, validation_alias=AliasChoices("SLACK_APP_TOKEN"))
    slack_api_url: HttpUrl = Field(HttpUrl("https://slack.com/api/"), validation_alias=AliasChoices("SLACK_API_URL"))
    database_url: SecretStr | None = Field(None, validation_alias=AliasChoices("DATABASE_URL"))

    data_dir: Path = Field(default_factory=_default_data_dir)
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$")
    log_format: str = Field("json", pattern="^(json|console)$")

    timezone: str | None = None
    admins: UserIds = frozenset()
    locale: str = Field("en", pattern="^(en|ja)$")
    praise_emoji: EmojiNames = frozenset(
        {"+1", "clap", "tada", "raised_hands", "heart", "star", "sparkles", "fire", "100", "pray", "rocket"}
    )
    record_emoji: EmojiNames = frozenset({"bookmark", "pushpin"})
    reply_with: str = Field("card", pattern="^(card|reaction)$")
    ask_when_unsure: bool = True
    praise_points: int = Field(1, ge=0, le=1000)
    roundup_weekday: str = "friday"
    roundup_time: dt.time = dt.time(16, 0)
    catch_up_hours: float = Field(6, gt=0, le=7 * 24)
    read_back_hours: float = Field(24, ge=0, le=90 * 24)
    tick_seconds: float = Field(15, ge=0.2, le=60)
    inbox_keep_days: int = Field(
        30, ge=2, description="how long handled events are remembered, so that late retries change nothing"
    )
    slack_timeout_seconds: float = Field(15, ge=0.5, le=60)
    person_timeout_seconds: float = Field(
        1,
        gt=0,
        le=60,
        description="how long a command, click or form waits for Slack: it is answered within three seconds, if need be"
        " without what Slack did not tell in time",
    )
    lease_seconds: float = Field(120, ge=1, le=3600)
    settle_seconds: float = Field(10, ge=0, le=600)
    max_body_bytes: int = Field(3_000_000, ge=10_000)

    semantic: str = Field("auto", pattern="^(auto|off)$")

    model: str | None = None
    model_url: HttpUrl | None = None
    model_api_key: SecretStr | None = None
    model_timeout_seconds: float = Field(8, gt=0, le=30)

    @model_validator(mode="after")
    def _lease_outlives_a_call(self) -> Self:
        """See `jobs.deliver.Timing`, which has the same rule."""
        if self.lease_seconds <= self.slack_timeout_seconds + self.settle_seconds:
            raise ValueError(
                "AIUSE_BOT_LEASE_SECONDS must be longer than AIUSE_BOT_SLACK_TIMEOUT_SECONDS and "
                "AIUSE_BOT_SETTLE_SECONDS together: a call still under way when its lease ends would be made again"
            )
        return self

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        if name is not None and name not in available_timezones():
            raise ValueError("is no time zone of the IANA database, such as Asia/Tokyo or Europe/Berlin")
        return name

    @field_validator("roundup_weekday")
    @classmethod
    def _known_weekday(cls, name: str) -> str:
        if name.lower() not in WEEKDAYS:
            raise ValueError(f"must be one of {', '.join(WEEKDAYS)}")
        return name.lower()

    @field_validator("model")
    @classmethod
    def _known_provider(cls, name: str | None) -> str | None:
        provider, _, model = (name or "").partition(":")
        if name is not None and not (provider in MODEL_PROVIDERS and model.strip()):
            raise ValueError(
                f"must be the name of a model behind one of {', '.join(f'{one}:' for one in MODEL_PROVIDERS)}"
            )
        return name

    def timezone_of(self, member_timezone: str | None) -> ZoneInfo:
        """Return the zone in which roundups are due: the one in the settings if any, else the requesting admin's."""
        name = self.timezone or member_timezone
        return ZoneInfo(name if name in available_timezones() else "UTC")

    @property
    def api_url(self) -> str:
        """Slack's Web API address with the trailing slash that slack_sdk expects."""
        return str(self.slack_api_url).rstrip("/") + "/"

    @property
    def uses_socket_mode(self) -> bool:
        """Whether events come over Socket Mode: an app-level token is set."""
        return self.slack_app_token is not None

    @property
    def uses_model(self) -> bool:
        """Whether a model reads posts after the rules have."""
        return self.model is not None

    @property
    def rules(self) -> dict[str, Any]:
        """The rules that the operator set, by their names in `domain.rules`."""
        return {
            "praise_emoji": dict.fromkeys(sorted(self.praise_emoji), 1),
            "record_emoji": sorted(self.record_emoji),
            "points_for_praise": self.praise_points,
            "timezone": self.timezone or "UTC",
        }

    def bot_token(self) -> str:
        """Return the bot token, or raise a `SettingsError` that names the variable."""
        return BOT_TOKEN.checked(self.slack_bot_token)

    @property
    def lacks(self) -> str | None:
        """What must be set before the bot can talk to Slack, as a sentence; `None` if nothing is missing."""
        if self.slack_bot_token is None:
            return f"{BOT_TOKEN.fault(None)} {BOT_TOKEN.advice}"
        if self.slack_app_token is None and self.slack_signing_secret is None:
            return (
                "Neither SLACK_APP_TOKEN (Socket Mode, begins with xapp-) nor SLACK_SIGNING_SECRET (HTTP) is set: "
                "one of them is needed."
            )
        return None

    def checked_for_run(self) -> Self:
        """Return these settings if they are enough to talk to Slack, else raise `SettingsError`."""
        self.bot_token()
        if self.lacks is not None:
            raise SettingsError(self.lacks)
        if self.slack_app_token is not None:
            APP_TOKEN.checked(self.slack_app_token)
        return self


def read_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - as many kinds of values as there are settings
    """Read the settings from the environment, or raise `SettingsError` with one line for each wrong variable."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError("\n".join(_line(problem) for problem in error.errors())) from None


def _line(problem: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    if not problem["loc"]:
        return str(problem["msg"].removeprefix("Value error, "))
    name = str(problem["loc"][0])
    variable = name if name.isupper() else f"AIUSE_BOT_{name.upper()}"
    return f"{variable}: {problem['msg'].removeprefix('Value error, ')}"
