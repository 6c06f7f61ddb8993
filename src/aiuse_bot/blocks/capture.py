from typing import Any

from aiuse_bot.blocks.parts import bold, context, mention, message, one_line, section
from aiuse_bot.blocks.search import title_says_issue
from aiuse_bot.domain.models import UseCase
from aiuse_bot.i18n import Language

LONGEST_LINE = 300
LONGEST_TITLE = 160


def use_case_card(use_case: UseCase, praise: int, language: Language) -> dict[str, Any]:
    """Return the one reply of the bot to a post: the number people can say, what was understood, and the thanks.

    A record of the modal has no post above it, so its card names the author and says it all.
    """
    name = f"UC-{use_case.number}"
    lines = [bold(f"{name} · {one_line(use_case.title, LONGEST_TITLE)}"), *_said(use_case, language)]
    text = f"{name}: {one_line(use_case.title, LONGEST_TITLE)}"
    return {
        **message(text, [section(*lines), context(_footer(use_case, praise, language))]),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _said(use_case: UseCase, language: Language) -> list[str]:
    _ = language.gettext
    issue = None if title_says_issue(use_case) else use_case.issue
    said = ((_("Issue"), issue), (_("Result"), use_case.result), (_("Tools"), ", ".join(use_case.tools)))
    return [f"{bold(label)}  {one_line(text, LONGEST_LINE)}" for label, text in said if text]


def _footer(use_case: UseCase, praise: int, language: Language) -> str:
    _ = language.gettext
    parts = []
    if use_case.message_ts is None and use_case.author_id is not None:
        parts.append(_("Shared by {person}").format(person=mention(use_case.author_id)))
    else:
        parts.append(_("Saved to the library"))
    if praise:
        parts.append(
            language.ngettext("{count} person says thanks", "{count} people say thanks", praise).format(count=praise)
        )
    parts.append(_("find it with {command}").format(command=f"`/usecase show UC-{use_case.number}`"))
    return " · ".join(parts)
