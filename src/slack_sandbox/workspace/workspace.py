"""The workspace: its state, its change listeners, and lookups."""

import secrets
from collections.abc import Callable

from slack_sandbox.clock import Clock, slack_ts
from slack_sandbox.workspace.changes import Change
from slack_sandbox.workspace.ids import scattered_id
from slack_sandbox.workspace.models import App, Channel, File, Member, Message, State, UserGroup

_MICROSECOND = 1e-6


class Workspace:
    """The state of one Slack workspace. Only the event loop's thread uses it, so it needs no lock."""

    def __init__(self, state: State, clock: Clock) -> None:
        """`state` is new or loaded from a snapshot."""
        self.state = state
        self.clock = clock
        self.base_url = "http://127.0.0.1"
        self.changed = True
        self._listeners: list[Callable[[Change], None]] = []

    @property
    def app(self) -> App:
        """The installed app."""
        return self.state.app

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call `listener` with every change from now on."""
        self._listeners.append(listener)

    def announce(self, change: Change) -> None:
        """Call all listeners, in the order in which they were added."""
        self.changed = True
        for listener in self._listeners:
            listener(change)

    def new_id(self, prefix: str) -> str:
        """Return an id never used in this workspace."""
        self.state.counter += 1
        return scattered_id(prefix, self.state.counter)

    def now_ts(self) -> str:
        """Return the current time as a Slack timestamp."""
        return slack_ts(self.clock.now())

    def free_ts(self, channel: Channel, at: float | None = None) -> str:
        """Return a timestamp unused in this channel, at or shortly after `at` (Unix seconds; default now)."""
        moment = self.clock.now() if at is None else at
        while (ts := slack_ts(moment)) in channel.messages or any(m.ts == ts for m in channel.ephemerals[-50:]):
            moment += _MICROSECOND
        return ts

    def member(self, user_id: str) -> Member | None:
        """Return a member by id, or None."""
        return self.state.members.get(user_id)

    def channel(self, channel_id: str) -> Channel | None:
        """Return a channel by id, or None."""
        return self.state.channels.get(channel_id)

    def channel_named(self, name: str) -> Channel | None:
        """Return a channel by its name without the `#`, or None."""
        return next((c for c in self.state.channels.values() if c.name == name and not c.is_im), None)

    def member_named(self, name: str) -> Member | None:
        """Return a member by the name that people type after `@`, or None."""
        return next((m for m in self.state.members.values() if name and name in (m.name, m.display_name)), None)

    def usergroup_named(self, handle: str) -> UserGroup | None:
        """Return a user group by its handle without the `@`, or None."""
        groups = self.state.usergroups.values()
        return next((group for group in groups if group.name == handle and not group.deleted), None)

    def can_see(self, user_id: str, channel: Channel) -> bool:
        """Return whether a person may read the channel: its members, and a public one all but guests and strangers."""
        if user_id in channel.members:
            return True
        member = self.member(user_id)
        at_home = member is not None and not (member.is_guest or member.is_stranger)
        return at_home and not (channel.is_private or channel.is_im)

    def is_shared(self, channel: Channel) -> bool:
        """Return whether members of another workspace are in the channel (Slack Connect)."""
        return any(member.is_stranger for member in map(self.member, channel.members) if member)

    def can_see_file(self, user_id: str, file: File) -> bool:
        """Return whether a member may open a file: their own, and those in channels that they see."""
        shared = (self.channel(channel_id) for channel_id in file.shares)
        return file.user == user_id or any(channel and self.can_see(user_id, channel) for channel in shared)

    def direct_message(self, one: str, other: str) -> Channel | None:
        """Return the direct message of two members, or None."""
        return next((c for c in self.state.channels.values() if c.is_im and c.members.keys() == {one, other}), None)

    def open_direct_message(self, one: str, other: str) -> Channel:
        """Return the direct message of two members, created if there is none."""
        found = self.direct_message(one, other)
        if found is not None:
            return found
        now = int(self.clock.now())
        channel = Channel(self.new_id("D"), "", one, now, is_im=True, is_private=True, updated=now)
        channel.members = {one: True, other: True}
        self.state.channels[channel.id] = channel
        return channel

    def group_direct_message(self, members: set[str]) -> Channel | None:
        """Return the direct message of exactly these members, or None."""
        return next((c for c in self.state.channels.values() if c.is_mpim and c.members.keys() == members), None)

    def open_group_direct_message(self, creator: str, members: list[str]) -> Channel:
        """Return the direct message of several members and the creator, created if there is none."""
        found = self.group_direct_message(set(members))
        if found is not None:
            return found
        names = "--".join(member.name for member in map(self.member, members) if member)
        now = int(self.clock.now())
        channel = Channel(self.new_id("C"), f"mpdm-{names}-1", creator, now, is_mpim=True, is_private=True, updated=now)
        channel.members = dict.fromkeys(members, True)
        self.state.channels[channel.id] = channel
        return channel

    def permalink(self, channel: Channel, message: Message) -> str:
        """Return the URL that opens the page at this message."""
        link = f"{self.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
        if message.thread_ts and message.thread_ts != message.ts:
            link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
        return link


def fresh_hash(now: float) -> str:
    """Return a view's hash in Slack's format: the Unix second and eight random characters."""
    return f"{int(now)}.{secrets.token_hex(4)}"
