"""The row of buttons below a card, and the private answers to whoever presses one."""

from typing import Any

from aiuse_bot.blocks.parts import Block, bold, button, mention, message, section
from aiuse_bot.blocks.tips import TIP
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.reuse import Reused
from aiuse_bot.i18n import Language

PRAISE, PRAISE_UNDO = "praise_use_case", "praise_use_case_undo"
REUSE = "reuse_use_case"
SAVE_FOR_LATER, SAVE_FOR_LATER_UNDO = "save_for_later", "save_for_later_undo"


def card_buttons(use_case: UseCase, language: Language) -> Block:
    """Return what everybody can do with a record. All see the same card, so it shows nobody's own state."""
    _ = language.gettext
    number = str(use_case.number)
    elements = [
        button(PRAISE, _("Praise"), number),
        button(TIP, _("Tip"), number),
        button(REUSE, _("I reused this"), number),
        button(SAVE_FOR_LATER, _("Save for later"), number),
    ]
    return {"type": "actions", "elements": elements}


def reused_by(reuse: Reused, language: Language) -> str:
    """Return how many people reused a record, and in how many teams, as text."""
    people = language.ngettext("reused by {count} person", "reused by {count} people", reuse.people)
    reused = people.format(count=reuse.people)
    if not reuse.teams:
        return reused
    teams = language.ngettext("{people} in {count} team", "{people} in {count} teams", reuse.teams)
    return teams.format(people=reused, count=reuse.teams)


def read_button(value: str) -> tuple[int, bool | None]:
    """Parse a button's value into a record's number and the state wanted (`None`: toggle it)."""
    number, _, wanted = value.partition(":")
    return int(number), {"on": True, "off": False}.get(wanted)


def praised(use_case: UseCase, language: Language) -> dict[str, Any]:
    """Confirm praise to its giver, with a button to undo it."""
    _ = language.gettext
    text = _("You thanked {author} for {case}.").format(author=_author(use_case, language), case=_named(use_case))
    return _answer(text, button(PRAISE_UNDO, _("Take it back"), f"{use_case.number}:off"))


def not_praised(use_case: UseCase, language: Language, *, still: bool) -> dict[str, Any]:
    """Confirm that praise was taken back; `still`: another emoji of theirs still counts as praise."""
    _ = language.gettext
    text = _("You took your thanks for {case} back.").format(case=_named(use_case))
    rest = _("Your emoji on the post still says thanks; take it away there if you like.") if still else ""
    return _answer(f"{text} {rest}".strip(), button(PRAISE_UNDO, _("Thank again"), f"{use_case.number}:on"))


def saved_for_later(use_case: UseCase, language: Language) -> dict[str, Any]:
    """Confirm that a record was saved for later, with a button to undo it."""
    _ = language.gettext
    text = _("{case} is saved for later. You find it in my Home tab; nobody else sees it.")
    undo = button(SAVE_FOR_LATER_UNDO, _("Undo"), f"{use_case.number}:off")
    return _answer(text.format(case=_named(use_case)), undo)


def not_saved_for_later(use_case: UseCase, language: Language) -> dict[str, Any]:
    """Confirm that a record is no longer saved for later."""
    _ = language.gettext
    text = _("{case} is no longer saved for later.").format(case=_named(use_case))
    return _answer(text, button(SAVE_FOR_LATER_UNDO, _("Save it again"), f"{use_case.number}:on"))


def own_case(language: Language) -> dict[str, Any]:
    """Explain that nobody can praise or reuse their own record."""
    return _answer(language.gettext("This is your own case: thanks and reuse are for others to give."))


def does_not_count(language: Language) -> dict[str, Any]:
    """Tell a guest, or a member of another organisation, that their praise or reuse does not count here."""
    return _answer(language.gettext("In this workspace only its own members give thanks, so I counted nothing."))


def _author(use_case: UseCase, language: Language) -> str:
    return mention(use_case.author_id) if use_case.author_id else language.gettext("the library")


def _named(use_case: UseCase) -> str:
    return bold(f"UC-{use_case.number}")


def _answer(text: str, *buttons: Block) -> dict[str, Any]:
    actions: list[Block] = [{"type": "actions", "elements": list(buttons)}] if buttons else []
    return message(text, [section(text), *actions])
