from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.parts import Block, bold, context, mention, menu, message, one_line, section
from aiuse_bot.blocks.search import title_says_issue
from aiuse_bot.domain.models import UseCase
from aiuse_bot.i18n import Language

LONGEST_LINE = 300
LONGEST_TITLE = 160

MENU = "use_case_menu"
EDIT, DECLINE, HISTORY = "edit", "decline", "history"


def use_case_card(
    use_case: UseCase, praise: int, language: Language, related: Sequence[UseCase] = ()
) -> dict[str, Any]:
    """Return the one reply of the bot to a post: the number people can say, what was understood, and the thanks.

    Of `related` records it names the numbers alone: words may be taken back later, and a name would call its person.
    A record of the modal has no post above it, so its card names the author and says it all.
    """
    name = f"UC-{use_case.number}"
    lines = [bold(f"{name} · {one_line(use_case.title, LONGEST_TITLE)}"), *_said(use_case, language)]
    text = f"{name}: {one_line(use_case.title, LONGEST_TITLE)}"
    return {
        **message(
            text,
            [
                section(*lines, accessory=_menu(use_case, language)),
                context(_footer(use_case, praise, language)),
                *([context(_related(related, language))] if related else []),
            ],
        ),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def read_choice(value: str) -> tuple[str, int]:
    """Read what was chosen in the menu of a card: the word and the record's number."""
    word, _, number = value.partition(":")
    return word, int(number)


def _menu(use_case: UseCase, language: Language) -> Block:
    _ = language.gettext
    choices = [(EDIT, _("Edit")), (HISTORY, _("Who changed what")), (DECLINE, _("Not a use case"))]
    return menu(MENU, *((f"{word}:{use_case.number}", label) for word, label in choices))


def _related(related: Sequence[UseCase], language: Language) -> str:
    names = ", ".join(f"`/usecase show UC-{one.number}`" for one in related)
    return language.gettext("Looks like {cases}").format(cases=names)


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
    if use_case.co_author_ids:
        people = ", ".join(mention(user_id) for user_id in use_case.co_author_ids)
        parts.append(_("together with {people}").format(people=people))
    if praise:
        parts.append(
            language.ngettext("{count} person says thanks", "{count} people say thanks", praise).format(count=praise)
        )
    parts.append(_("find it with {command}").format(command=f"`/usecase show UC-{use_case.number}`"))
    return " · ".join(parts)
