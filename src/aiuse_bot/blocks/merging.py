"""Merging two records: who asks for it, who is notified, and how it is undone."""

from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.parts import Block, bold, button, context, cut, mention, message, one_line, plain_text, section
from aiuse_bot.domain.models import UseCase
from aiuse_bot.i18n import Language

MERGE_FORM = "merge_use_cases"
MAKE_ONE, APART = "make_one_use_case", "keep_use_cases_apart"
CHOSEN, NUMBER = "same_as", "number"
LONGEST_OPTION = 75


def merge_modal(use_case: UseCase, related: Sequence[UseCase], language: Language) -> dict[str, Any]:
    """Return the form that asks which other record describes the same case as this one."""
    _ = language.gettext
    number: Block = {
        "type": "plain_text_input",
        "action_id": NUMBER,
        "max_length": 12,
        "placeholder": plain_text("UC-17", 150),
    }
    return {
        "type": "modal",
        "callback_id": MERGE_FORM,
        "private_metadata": str(use_case.number),
        "title": plain_text(_("The same case"), 24),
        "submit": plain_text(_("Make them one"), 24),
        "close": plain_text(_("Cancel"), 24),
        "blocks": [
            section(bold(_named(use_case)), _("Which record tells the same? It will stand for both.")),
            *([_choices(related, language)] if related else []),
            _question(NUMBER, _("Another one, by its number") if related else _("Its number"), number),
            context(_("Both authors and all thanks are kept. You can keep the two apart again at any time.")),
        ],
    }


def same_case(use_case: UseCase, other: UseCase, language: Language) -> Block:
    """Point out on a record's card that an older record reads the same."""
    text = language.gettext("Reads the same as {case}.").format(case=f"`/usecase show UC-{other.number}`")
    label = language.gettext("Make them one")
    return section(text, accessory=button(MAKE_ONE, label, f"{use_case.number}:{other.number}"))


def read_pair(value: str) -> tuple[int, int]:
    """Parse a button's value into two numbers: the record to merge, and the one it becomes part of."""
    use_case, _, other = value.partition(":")
    return int(use_case), int(other)


def records_merged(use_case: UseCase, into: UseCase, language: Language) -> dict[str, Any]:
    """Confirm a merge to whoever asked for it."""
    text = language.gettext("{case} is part of {whole} now. Its card lets you keep them apart again.")
    return _text_message(text.format(case=bold(f"UC-{use_case.number}"), whole=bold(f"UC-{into.number}")))


def merged_into_yours(use_case: UseCase, into: UseCase, by: str, language: Language) -> dict[str, Any]:
    """Tell the author of a record that another one became part of it, with a button to undo that."""
    _ = language.gettext
    text = _(
        "{person} says that {case} tells the same as your {whole}. They are one record now, and both authors own it."
    )
    text = text.format(person=mention(by), case=bold(_named(use_case)), whole=bold(f"UC-{into.number}"))
    undo: Block = {"type": "actions", "elements": [button(APART, _("Keep them apart"), str(use_case.number))]}
    return message(text, [section(text), undo])


def kept_apart(use_case: UseCase, language: Language) -> dict[str, Any]:
    """Confirm that a record stands on its own again."""
    text = language.gettext("{case} stands for itself again.")
    return _text_message(text.format(case=bold(f"UC-{use_case.number}")))


def cannot_merge(language: Language) -> dict[str, Any]:
    """Explain why two records cannot be merged."""
    _ = language.gettext
    return _text_message(
        _("These two cannot be one: the other record has to be there, and the same people must be able to read both.")
    )


def _choices(related: Sequence[UseCase], language: Language) -> Block:
    options = [{"text": plain_text(_named(one), LONGEST_OPTION), "value": str(one.number)} for one in related]
    element: Block = {"type": "radio_buttons", "action_id": CHOSEN, "options": options}
    return _question(CHOSEN, language.gettext("Records like this one"), element)


def _question(block_id: str, label: str, element: Block) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "optional": True,
        "label": plain_text(label, 150),
        "element": element,
    }


def _named(use_case: UseCase) -> str:
    return cut(f"UC-{use_case.number} · {one_line(use_case.title, LONGEST_OPTION)}", LONGEST_OPTION)


def _text_message(text: str) -> dict[str, Any]:
    return message(text, [section(text)])
