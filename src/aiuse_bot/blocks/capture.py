from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.buttons import card_buttons, reused_by
from aiuse_bot.blocks.merging import same_case
from aiuse_bot.blocks.parts import Block, bold, context, mention, menu, message, one_line, section
from aiuse_bot.blocks.search import title_says_issue
from aiuse_bot.domain.card import CardContents
from aiuse_bot.domain.models import UseCase
from aiuse_bot.i18n import Language

LONGEST_LINE = 300
LONGEST_TITLE = 160

MENU = "use_case_menu"
EDIT, DECLINE, HISTORY = "edit", "decline", "history"
SAME, APART = "same", "apart"


def use_case_card(contents: CardContents, language: Language) -> dict[str, Any]:
    """Return the bot's one reply to a post: the record's number, what was understood, and the thanks.

    Related records appear by number only: a title may be withdrawn later, and a name would notify its person.
    A record from the modal has no post above it, so its card names the author and shows everything.
    """
    use_case = contents.use_case
    name = f"UC-{use_case.number}"
    title = bold(f"{name} · {one_line(use_case.title, LONGEST_TITLE)}")
    blocks = (
        [section(title, accessory=_menu(use_case, language)), context(_part_of(contents.part_of, language))]
        if contents.part_of is not None
        else [
            section(title, *_understood(use_case, language), accessory=_menu(use_case, language)),
            context(_footer(contents, language)),
            *([same_case(use_case, contents.same, language)] if contents.same else []),
            *([context(_related(contents.related, language))] if contents.related else []),
            card_buttons(use_case, language),
        ]
    )
    text = f"{name}: {one_line(use_case.title, LONGEST_TITLE)}"
    return {**message(text, blocks), "unfurl_links": False, "unfurl_media": False}


def read_choice(value: str) -> tuple[str, int]:
    """Parse a choice from the menu of a card into its keyword and the record's number."""
    word, _, number = value.partition(":")
    return word, int(number)


def _menu(use_case: UseCase, language: Language) -> Block:
    _ = language.gettext
    is_part = use_case.merged_into_id is not None
    choices = [
        (EDIT, _("Edit")),
        (HISTORY, _("Who changed what")),
        (APART, _("Keep them apart")) if is_part else (SAME, _("Same as another case")),
        (DECLINE, _("Not a use case")),
    ]
    return menu(MENU, *((f"{word}:{use_case.number}", label) for word, label in choices))


def _part_of(whole: UseCase, language: Language) -> str:
    text = language.gettext("Part of {case} now; thanks here count there.")
    return text.format(case=f"`/usecase show UC-{whole.number}`")


def _related(related: Sequence[UseCase], language: Language) -> str:
    names = ", ".join(f"`/usecase show UC-{one.number}`" for one in related)
    return language.gettext("Looks like {cases}").format(cases=names)


def _understood(use_case: UseCase, language: Language) -> list[str]:
    _ = language.gettext
    issue = None if title_says_issue(use_case) else use_case.issue
    said = ((_("Issue"), issue), (_("Result"), use_case.result), (_("Tools"), ", ".join(use_case.tools)))
    return [f"{bold(label)}  {one_line(text, LONGEST_LINE)}" for label, text in said if text]


def _footer(contents: CardContents, language: Language) -> str:
    _ = language.gettext
    use_case, praise = contents.use_case, contents.praise
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
    if contents.reuse.people:
        parts.append(reused_by(contents.reuse, language))
    parts.append(_("find it with {command}").format(command=f"`/usecase show UC-{use_case.number}`"))
    return " · ".join(parts)
