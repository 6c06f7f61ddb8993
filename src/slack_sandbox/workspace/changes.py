"""Changes of the workspace, from which the app's events and the page's stream are made."""

from dataclasses import dataclass, field
from typing import TypeAlias

from slack_sandbox.values import Json
from slack_sandbox.workspace.models import Channel, File, Member, Message, Pin, UserGroup, View


@dataclass(slots=True)
class MessagePosted:
    """A message was posted, possibly an ephemeral one."""

    channel: Channel
    message: Message


@dataclass(slots=True)
class MessageChanged:
    """A message's content changed; `previous` is its JSON before."""

    channel: Channel
    message: Message
    previous: Json
    ts: str


@dataclass(slots=True)
class MessageDeleted:
    """A message was deleted; `previous` is its JSON before."""

    channel: Channel
    message: Message
    previous: Json
    ts: str


@dataclass(slots=True)
class ReactionChanged:
    """Somebody added or removed a reaction."""

    channel: Channel
    message: Message
    user: str
    name: str
    added: bool
    ts: str


@dataclass(slots=True)
class MembershipChanged:
    """Somebody joined or left a channel; the first stranger shares it, and the last one unshares it."""

    channel: Channel
    user: str
    joined: bool
    ts: str
    inviter: str | None = None
    is_first_stranger: bool = False
    is_last_stranger: bool = False


@dataclass(slots=True)
class ChannelChanged:
    """A channel was created, renamed, archived, unarchived, deleted or made private (`what`)."""

    channel: Channel
    what: str
    user: str
    ts: str


@dataclass(slots=True)
class MemberChanged:
    """A member's profile changed, or a member was added."""

    member: Member
    is_new: bool
    ts: str


@dataclass(slots=True)
class EmojiChanged:
    """A custom emoji was added or removed; `value` is its URL or `alias:name`."""

    name: str
    value: str | None
    ts: str


@dataclass(slots=True)
class ViewChanged:
    """A modal was opened, updated, pushed or closed, or shows `errors` by block id."""

    user: str
    action: str
    view: View
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class HomePublished:
    """The app published a person's Home tab."""

    user: str
    view: View


@dataclass(slots=True)
class HomeOpened:
    """A person opened the app's Home tab in the direct message `channel`."""

    user: str
    channel: str
    view: View | None
    ts: str


@dataclass(slots=True)
class PinChanged:
    """A message was pinned or unpinned."""

    channel: Channel
    message: Message
    pin: Pin
    user: str
    added: bool
    ts: str


@dataclass(slots=True)
class BookmarksChanged:
    """A channel's bookmarks changed."""

    channel: Channel


@dataclass(slots=True)
class FileShared:
    """A file was shared in a channel."""

    channel: Channel
    file: File
    user: str
    ts: str


@dataclass(slots=True)
class FileDeleted:
    """A file was deleted."""

    file: File
    ts: str


@dataclass(slots=True)
class UserGroupChanged:
    """A user group was created, or its description or members changed."""

    group: UserGroup
    is_new: bool
    ts: str
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    previous_update: int = 0


@dataclass(slots=True)
class ReadMarked:
    """A person read a channel up to `ts`."""

    user: str
    channel: str
    ts: str


@dataclass(slots=True)
class ToastShown:
    """Slack shows one person a brief notice."""

    user: str
    text: str
    level: str = "error"


@dataclass(slots=True)
class AppUninstalled:
    """The app was removed from the workspace."""

    ts: str


Change: TypeAlias = (
    MessagePosted
    | MessageChanged
    | MessageDeleted
    | ReactionChanged
    | MembershipChanged
    | ChannelChanged
    | MemberChanged
    | EmojiChanged
    | ViewChanged
    | HomePublished
    | HomeOpened
    | PinChanged
    | BookmarksChanged
    | FileShared
    | FileDeleted
    | UserGroupChanged
    | ReadMarked
    | ToastShown
    | AppUninstalled
)
