"""The app manifest, version 2: an app's name, permissions and subscriptions.

Field names and limits are those of Slack's published schema (`slackapi/manifest-schema`); unknown fields are errors.
"""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from slack_sandbox.values import Json


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Metadata(_Strict):
    """The schema version of the file."""

    major_version: int = Field(default=2, ge=1)
    minor_version: int = Field(default=0, ge=0)


class DisplayInformation(_Strict):
    """Name and description in the app directory."""

    name: str = Field(min_length=1, max_length=35)
    description: str = Field(default="", max_length=140)
    long_description: str | None = Field(default=None, min_length=174, max_length=4000)
    background_color: str | None = Field(default=None, pattern=r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")


class AppHome(_Strict):
    """Which tabs the app's Home has."""

    home_tab_enabled: bool = False
    messages_tab_enabled: bool = False
    messages_tab_read_only_enabled: bool = False


class BotUser(_Strict):
    """The app's bot user."""

    display_name: str = Field(min_length=1, max_length=80)
    always_online: bool = False


class Shortcut(_Strict):
    """An entry in the menu of a message or of the composer."""

    name: str = Field(min_length=1, max_length=24)
    type: Literal["message", "global"]
    callback_id: str = Field(min_length=1, max_length=255)
    description: str = Field(min_length=1, max_length=150)


class SlashCommand(_Strict):
    """A slash command."""

    command: str = Field(pattern=r"^/\S{1,31}$")
    description: str = Field(min_length=1, max_length=2000)
    usage_hint: str = Field(default="", max_length=1000)
    url: str | None = None
    should_escape: bool = False


class Features(_Strict):
    """What the app adds to the workspace."""

    app_home: AppHome = AppHome()
    bot_user: BotUser | None = None
    shortcuts: list[Shortcut] = Field(default=[], max_length=10)
    slash_commands: list[SlashCommand] = Field(default=[], max_length=50)
    unfurl_domains: list[str] = Field(default=[], max_length=5)
    assistant_view: Json | None = None
    agent_view: Json | None = None


class Scopes(_Strict):
    """The scopes the app requests; the optional ones may be declined at installation."""

    bot: list[str] = Field(default=[], max_length=255)
    user: list[str] = Field(default=[], max_length=255)
    bot_optional: list[str] = []
    user_optional: list[str] = []


class OauthConfig(_Strict):
    """Scopes, and the redirect URLs of the installation."""

    redirect_urls: list[str] = Field(default=[], max_length=1000)
    scopes: Scopes = Scopes()
    pkce_enabled: bool = False
    token_management_enabled: bool = True


class MetadataSubscription(_Strict):
    """Events about messages with this metadata."""

    app_id: str
    event_type: str


class EventSubscriptions(_Strict):
    """Which events the app subscribes to."""

    request_url: str | None = None
    bot_events: list[str] = Field(default=[], max_length=100)
    user_events: list[str] = Field(default=[], max_length=100)
    metadata_subscriptions: list[MetadataSubscription] = Field(default=[], max_length=50)


class Interactivity(_Strict):
    """Whether buttons, modals and shortcuts reach the app, and at which URL."""

    is_enabled: bool = False
    request_url: str | None = None
    message_menu_options_url: str | None = None


class ManifestSettings(_Strict):
    """How Slack connects to the app."""

    allowed_ip_address_ranges: list[str] = Field(default=[], max_length=10)
    event_subscriptions: EventSubscriptions = EventSubscriptions()
    interactivity: Interactivity = Interactivity()
    org_deploy_enabled: bool = False
    socket_mode_enabled: bool = False
    token_rotation_enabled: bool = False
    is_hosted: bool = False
    is_mcp_enabled: bool = False
    function_runtime: Literal["remote", "slack"] | None = None


class Manifest(_Strict):
    """The manifest file."""

    metadata: Metadata = Field(default=Metadata(), alias="_metadata")
    display_information: DisplayInformation
    features: Features = Features()
    oauth_config: OauthConfig = OauthConfig()
    settings: ManifestSettings = ManifestSettings()
    functions: dict[str, Json] = {}
    mcp_servers: dict[str, Json] = {}

    @property
    def bot_events(self) -> frozenset[str]:
        """The bot's event subscriptions, such as `message.channels`."""
        return frozenset(self.settings.event_subscriptions.bot_events)

    @property
    def bot_scopes(self) -> list[str]:
        """The bot's scopes, including the optional ones."""
        scopes = self.oauth_config.scopes
        return [*scopes.bot, *(scope for scope in scopes.bot_optional if scope not in scopes.bot)]

    def command(self, name: str) -> SlashCommand | None:
        """Return the slash command `name` (with its `/`), or None."""
        return next((c for c in self.features.slash_commands if c.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """Return the shortcut, or None."""
        return next((s for s in self.features.shortcuts if s.callback_id == callback_id), None)


def load_manifest(path: Path) -> Manifest:
    """Read a manifest from YAML or JSON; pydantic's ValidationError says what is wrong and where."""
    return Manifest.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


_BROAD_SCOPES = (
    "app_mentions:read bookmarks:read bookmarks:write channels:history channels:join channels:manage channels:read "
    "chat:write commands emoji:read files:read files:write groups:history groups:read groups:write im:history im:read "
    "im:write mpim:history mpim:read mpim:write pins:read pins:write reactions:read reactions:write team:read "
    "usergroups:read usergroups:write users.profile:read users:read"
)
_BROAD_EVENTS = (
    "app_home_opened app_mention app_uninstalled channel_archive channel_created channel_deleted channel_rename "
    "channel_shared channel_unarchive channel_unshared emoji_changed file_deleted file_shared group_archive "
    "group_deleted group_rename group_unarchive "
    "member_joined_channel member_left_channel message.channels message.groups message.im message.mpim pin_added "
    "pin_removed reaction_added reaction_removed subteam_created subteam_members_changed subteam_updated team_join "
    "tokens_revoked user_change"
)


def broad_manifest() -> Manifest:
    """Return a manifest with almost all scopes and subscriptions, for starting without a file."""
    return Manifest(
        display_information=DisplayInformation(name="Sandbox app"),
        features=Features(
            app_home=AppHome(home_tab_enabled=True, messages_tab_enabled=True),
            bot_user=BotUser(display_name="sandbox-app"),
        ),
        oauth_config=OauthConfig(scopes=Scopes(bot=_BROAD_SCOPES.split())),
        settings=ManifestSettings(
            event_subscriptions=EventSubscriptions(bot_events=_BROAD_EVENTS.split()),
            interactivity=Interactivity(is_enabled=True),
            socket_mode_enabled=True,
        ),
    )
