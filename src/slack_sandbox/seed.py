"""The initial workspace when there is no snapshot, from a YAML file or the built-in one."""

import secrets
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from slack_sandbox.clock import Clock
from slack_sandbox.manifest import Manifest
from slack_sandbox.workspace.channels import create_channel, join_channel
from slack_sandbox.workspace.ids import scattered_id
from slack_sandbox.workspace.members import Profile, add_member
from slack_sandbox.workspace.messages import SLACKBOT
from slack_sandbox.workspace.models import App, Member, State, Team
from slack_sandbox.workspace.workspace import Workspace


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TeamSeed(_Strict):
    """The workspace's name and the first part of its host name."""

    name: str = "Sandbox"
    domain: str = "sandbox"


class MemberSeed(_Strict):
    """A member at the start."""

    name: str
    real_name: str | None = None
    display_name: str | None = None
    tz: str = "UTC"
    locale: str = "en-US"
    admin: bool = False
    bot: bool = False
    guest: bool = False
    stranger: bool = False
    deleted: bool = False


class ChannelSeed(_Strict):
    """A channel at the start; `members` are names and may include the app's bot by its display name."""

    name: str
    private: bool = False
    topic: str = ""
    members: list[str] | Literal["all"] = "all"
    app: bool = False


class WorkspaceSeed(_Strict):
    """The workspace file."""

    team: TeamSeed = TeamSeed()
    members: list[MemberSeed] = Field(
        default=[
            MemberSeed(name="aya", real_name="田中 綾", tz="Asia/Tokyo", locale="ja-JP", admin=True),
            MemberSeed(name="ben", real_name="Ben Carter", tz="Europe/London", locale="en-GB"),
            MemberSeed(name="chloe", real_name="Chloe Dubois", tz="America/New_York"),
        ],
        min_length=1,
    )
    channels: list[ChannelSeed] = [
        ChannelSeed(name="general", topic="For everybody"),
        ChannelSeed(name="random"),
    ]
    emoji: dict[str, str] = {}


def load_seed(path: Path | None) -> WorkspaceSeed:
    """Read the workspace file (None: built-in defaults); pydantic's ValidationError says what is wrong and where."""
    if path is None:
        return WorkspaceSeed()
    return WorkspaceSeed.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})


def new_workspace(seed: WorkspaceSeed, manifest: Manifest, clock: Clock, *, with_optional_scopes: bool) -> Workspace:
    """Create the workspace with the app installed; nothing listens yet, so nothing is announced."""
    team = Team(scattered_id("T", 1), seed.team.name, seed.team.domain)
    workspace = Workspace(State(team, _new_app(manifest, with_optional_scopes=with_optional_scopes)), clock)
    workspace.state.counter = 100
    workspace.state.emoji = dict(seed.emoji)
    workspace.state.members[SLACKBOT] = Member(SLACKBOT, "slackbot", "Slackbot", is_bot=False, color="757575")
    _add_bot(workspace, manifest)
    people = [_add_person(workspace, person) for person in seed.members]
    for channel in seed.channels:
        _add_channel(workspace, channel, people)
    return workspace


def _new_app(manifest: Manifest, *, with_optional_scopes: bool) -> App:
    numbers = f"{secrets.randbelow(10**12):012d}"
    scopes = manifest.bot_scopes if with_optional_scopes else list(manifest.oauth_config.scopes.bot)
    return App(
        id=scattered_id("A", 2),
        name=manifest.display_information.name,
        client_id=f"{numbers}.{secrets.randbelow(10**12):012d}",
        client_secret=secrets.token_hex(16),
        signing_secret=secrets.token_hex(16),
        verification_token=secrets.token_hex(12),
        bot_token=f"xoxb-{numbers}-{secrets.token_hex(12)}",
        app_token=f"xapp-1-{scattered_id('A', 2)}-{numbers}-{secrets.token_hex(32)}",
        bot_user_id=scattered_id("U", 3),
        bot_id=scattered_id("B", 4),
        bot_scopes=scopes,
    )


def _add_bot(workspace: Workspace, manifest: Manifest) -> None:
    app, bot = workspace.app, manifest.features.bot_user
    shown = bot.display_name if bot else manifest.display_information.name
    name = shown.lower().replace(" ", "-")
    workspace.state.members[app.bot_user_id] = Member(
        app.bot_user_id, name, shown, is_bot=True, color="3b4a6b", bot_id=app.bot_id, app_id=app.id
    )


def _add_person(workspace: Workspace, seed: MemberSeed) -> Member:
    profile = Profile(
        real_name=seed.real_name,
        display_name=seed.display_name,
        tz=seed.tz,
        locale=seed.locale,
        is_admin=seed.admin,
        is_bot=seed.bot,
        is_guest=seed.guest,
        is_stranger=seed.stranger,
        deleted=seed.deleted,
    )
    return add_member(workspace, seed.name, profile)


def _add_channel(workspace: Workspace, seed: ChannelSeed, people: list[Member]) -> None:
    channel = create_channel(workspace, seed.name, creator=people[0].id, is_private=seed.private, topic=seed.topic)
    everybody = [person for person in people if not person.deleted]
    chosen = everybody if seed.members == "all" else [p for p in people if p.name in seed.members]
    for person in chosen:
        channel.members[person.id] = True
    if seed.app:
        join_channel(workspace, channel, workspace.app.bot_user_id, inviter=people[0].id)
