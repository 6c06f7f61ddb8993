"""What a workspace contains. Everything here can be written to JSON and read back."""

from dataclasses import dataclass, field

from slack_sandbox.values import Json


@dataclass(slots=True)
class Team:
    """The workspace's id, name and domain."""

    id: str
    name: str
    domain: str


@dataclass(slots=True)
class Member:
    """A person or a bot of the workspace."""

    id: str
    name: str
    real_name: str
    display_name: str = ""
    tz: str = "UTC"
    locale: str = "en-US"
    color: str = "4d5bbe"
    is_admin: bool = False
    is_bot: bool = False
    is_app_user: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    deleted: bool = False
    updated: int = 0
    bot_id: str | None = None
    app_id: str | None = None


@dataclass(slots=True)
class Reaction:
    """One emoji on a message and who added it, in that order."""

    name: str
    users: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Message:
    """One message; `extra` holds the fields of rare subtypes under Slack's names."""

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    subtype: str | None = None
    client_msg_id: str | None = None
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    metadata: Json | None = None
    edited_by: str | None = None
    edited_ts: str | None = None
    reactions: list[Reaction] = field(default_factory=list)
    ephemeral_for: str | None = None
    files: list[str] = field(default_factory=list)
    """Ids of the files it shares."""
    extra: Json = field(default_factory=dict)


@dataclass(slots=True)
class File:
    """An uploaded file, its contents stored elsewhere; `shares` are the timestamps of its messages by channel."""

    id: str
    name: str
    title: str
    size: int
    user: str
    created: int
    mimetype: str = "application/octet-stream"
    alt_text: str = ""
    is_complete: bool = False
    """Whether the upload was completed; until then the file is not visible."""
    shares: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Pin:
    """A message that somebody pinned to its channel."""

    ts: str
    user: str
    created: int


@dataclass(slots=True)
class Bookmark:
    """A link at the top of a channel."""

    id: str
    title: str
    link: str
    created: int
    user: str
    emoji: str = ""
    updated: int = 0


@dataclass(slots=True)
class Scheduled:
    """A scheduled message of the app; `post_at` is in Unix seconds."""

    id: str
    channel: str
    post_at: int
    created: int
    message: Message


@dataclass(slots=True)
class Channel:
    """A channel or direct message with its messages; `is_mpim`: a direct message of several people."""

    id: str
    name: str
    creator: str
    created: int
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_general: bool = False
    is_archived: bool = False
    topic: str = ""
    purpose: str = ""
    updated: int = 0
    previous_names: list[str] = field(default_factory=list)
    members: dict[str, bool] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    timeline: list[str] = field(default_factory=list)
    """Timestamps of the messages shown in the channel, oldest first: no replies but broadcast ones."""
    threads: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)
    pins: dict[str, Pin] = field(default_factory=dict)
    """By the message's timestamp, in the order of pinning."""
    bookmarks: dict[str, Bookmark] = field(default_factory=dict)


@dataclass(slots=True)
class UserGroup:
    """A group that can be mentioned; `name` is its handle without the `@`, `title` its display name."""

    id: str
    name: str
    title: str
    description: str = ""
    users: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    created: int = 0
    created_by: str = ""
    updated: int = 0
    updated_by: str = ""
    deleted: int = 0


@dataclass(slots=True)
class View:
    """A modal or Home tab of one person, with what was typed so far."""

    id: str
    type: str
    user: str
    content: Json
    """Title, blocks and the other fields that the app sent, with every `block_id` filled in."""
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    state: dict[str, dict[str, Json]] = field(default_factory=dict)
    response_channel: str | None = None


@dataclass(slots=True)
class App:
    """The installed app with its credentials and granted scopes."""

    id: str
    name: str
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    bot_token: str
    app_token: str
    bot_user_id: str
    bot_id: str
    bot_scopes: list[str]
    installed: bool = True


@dataclass(slots=True)
class State:
    """The whole workspace."""

    team: Team
    app: App
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    emoji: dict[str, str] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)
    """For each person, the ids of their open modals, bottom first."""
    homes: dict[str, View] = field(default_factory=dict)
    usergroups: dict[str, UserGroup] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    scheduled: dict[str, Scheduled] = field(default_factory=dict)
    sign_ins: dict[str, str] = field(default_factory=dict)
    """Tokens of "Sign in with Slack", mapped to the member's id."""
    counter: int = 0
