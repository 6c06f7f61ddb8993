from typing import Any

from aiuse_bot.blocks.parts import context, escape, message, section
from aiuse_bot.i18n import Language


def help_message(language: Language) -> dict[str, Any]:
    """List what `/usecase` can do, in the words that people type."""
    _ = language.gettext
    lines = [
        _("`/usecase` – share how AI helped you"),
        _("`/usecase search refund` – find what others did"),
        _('`/usecase search "refund mail" tool:Claude team:Legal lang:ja has:prompt since:90d` – with filters'),
        _("`/usecase show UC-42` – a case with all its details"),
        _("`/usecase mine` – what you shared"),
        _("`/usecase top` – the cases most people said thanks for this month (or `week`, `quarter`, `all`; `teams`)"),
        _("`/usecase team` – say which team you are in"),
        _("`/usecase tip @person 2 why` – give a tip; without more: how many you have left"),
        _("`/usecase watch friday 16:00` – read this channel, and post its roundup then (admins)"),
        _("`/usecase unwatch` – stop reading this channel (admins)"),
        _("`/usecase synonyms refund, money back, 返金` – words that mean the same in a search (admins)"),
        _("`/usecase tools` – add tools and their spellings, or make one tool of two (admins)"),
        _("`/usecase teams` – add, change or merge teams (admins)"),
    ]
    hint = _("Or just post in a channel that I read: what was the issue, what changed, which tools. I save it for all.")
    return message("\n".join([*lines, hint]), [section(*lines), context(hint)])


def failure_message(reference: str, language: Language) -> dict[str, Any]:
    """Say that the bot failed, not the person, with the reference by which an admin can find out why."""
    _ = language.gettext
    text = _(
        "Sorry, that did not work, and it is not your fault. Please try again. "
        "If it fails again, tell an admin the reference {reference}."
    )
    line = text.format(reference=f"`{escape(reference)}`")
    return message(line, [section(line)])


def cannot_check_reader(language: Language) -> dict[str, Any]:
    """Say that nothing is shown because Slack does not say who asks."""
    _ = language.gettext
    line = _("Slack cannot tell me right now what you may read, so I show nothing. Please try again in a minute.")
    return message(line, [section(line)])
