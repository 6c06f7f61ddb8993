"""Adding and changing members."""

from dataclasses import dataclass, fields

from slack_sandbox.workspace.changes import MemberChanged
from slack_sandbox.workspace.models import Member
from slack_sandbox.workspace.workspace import Workspace

_COLORS = ("4d5bbe", "b0508d", "2c7f6d", "b5642b", "7a5bc4", "3b7ea8", "a5484b", "68782a", "8a6d1f", "526d82")


@dataclass(slots=True, kw_only=True)
class Profile:
    """A member's profile fields; `None` keeps the current value, or a new member's default."""

    name: str | None = None
    real_name: str | None = None
    display_name: str | None = None
    tz: str | None = None
    locale: str | None = None
    is_admin: bool | None = None
    is_bot: bool | None = None
    is_guest: bool | None = None
    is_stranger: bool | None = None
    deleted: bool | None = None


def add_member(workspace: Workspace, name: str, profile: Profile) -> Member:
    """Add a person (or another app's bot), not yet in any channel."""
    count = len(workspace.state.members)
    member = Member(workspace.new_id("U"), name, profile.real_name or name, color=_COLORS[count % len(_COLORS)])
    if profile.is_bot:
        member.bot_id = workspace.new_id("B")
    _apply(workspace, member, profile)
    workspace.state.members[member.id] = member
    workspace.announce(MemberChanged(member, is_new=True, ts=workspace.now_ts()))
    return member


def change_member(workspace: Workspace, member: Member, profile: Profile) -> None:
    """Change a member's profile; the app receives `user_change`."""
    _apply(workspace, member, profile)
    workspace.announce(MemberChanged(member, is_new=False, ts=workspace.now_ts()))


def _apply(workspace: Workspace, member: Member, profile: Profile) -> None:
    for field in fields(profile):
        value = getattr(profile, field.name)
        if value is not None:
            setattr(member, field.name, value)
    member.updated = int(workspace.clock.now())


def initials(member: Member) -> str:
    """Return one or two letters for the avatar: of the first and last word, or a Japanese name's first character."""
    words = (member.display_name or member.real_name or member.name).split()
    if not words:
        return "?"
    if not words[0].isascii():
        return words[0][0]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
