import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from aiuse_bot.blocks.parts import message, one_line, section
from aiuse_bot.i18n import Language

LONGEST_QUOTE = 60


def watching(channel_id: str, next_at: dt.datetime, zone: ZoneInfo, language: Language) -> dict[str, Any]:
    """Confirm that a channel is read from now on, and say when its first roundup comes."""
    _ = language.gettext
    return _plain(
        _("I read use cases in {channel} from now on.").format(channel=f"<#{channel_id}>"),
        _("The next roundup comes on {moment}.").format(moment=language.moment(next_at, zone)),
        _("Another time? `/usecase watch friday 16:00`. To stop: `/usecase unwatch`."),
    )


def unwatching(language: Language) -> dict[str, Any]:
    """Confirm that a channel is no longer read."""
    _ = language.gettext
    return _plain(_("I no longer read this channel and post no roundup here. What was recorded stays in the library."))


def not_watching(language: Language) -> dict[str, Any]:
    """Say that there was nothing to stop."""
    _ = language.gettext
    return _plain(_("I do not read this channel, so there is nothing to stop."))


def admins_only(language: Language) -> dict[str, Any]:
    """Explain that only admins may do this."""
    _ = language.gettext
    return _plain(_("Only admins of this workspace can say which channels I read. Please ask one of them."))


def invite_first(language: Language) -> dict[str, Any]:
    """Explain that the bot must be invited before it can read here."""
    _ = language.gettext
    return _plain(_("I am not in this channel yet. Invite me with `/invite`, then try again."))


def which_time(typed: str, language: Language) -> dict[str, Any]:
    """Explain how to write a time."""
    _ = language.gettext
    return _plain(
        _("I cannot read “{said}” as a weekday and a time.").format(said=one_line(typed, LONGEST_QUOTE)),
        _("Write it like this: `/usecase watch friday 16:00`."),
    )


def _plain(*lines: str) -> dict[str, Any]:
    return message("\n".join(lines), [section(*lines)])
