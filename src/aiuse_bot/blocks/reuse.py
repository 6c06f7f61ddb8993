"""The form in which somebody reports that they reused a case: how it went, what they changed, what came of it."""

from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.parts import Block, bold, button, context, cut, one_line, plain_text, section
from aiuse_bot.domain.models import Reuse, UseCase
from aiuse_bot.i18n import Language

REUSE_FORM = "reuse_use_case"
REUSE_UNDO = "reuse_use_case_undo"
OUTCOME, NOTE, OWN = "outcome", "note", "own_use_case"
LONGEST_NOTE = 1000
LONGEST_OPTION = 75


def reuse_modal(use_case: UseCase, before: Reuse | None, own: Sequence[UseCase], language: Language) -> dict[str, Any]:
    """Return the form with this person's earlier report; `own` are their records, of which they may link one."""
    _ = language.gettext
    undo: Block = {
        "type": "actions",
        "elements": [button(REUSE_UNDO, _("I did not reuse it"), str(use_case.number))],
    }
    return {
        "type": "modal",
        "callback_id": REUSE_FORM,
        "private_metadata": str(use_case.number),
        "title": plain_text(_("I reused this"), 24),
        "submit": plain_text(_("Save"), 24),
        "close": plain_text(_("Cancel"), 24),
        "blocks": [
            section(bold(_named(use_case))),
            _question(OUTCOME, _("Did it work for you?"), _outcomes(before, language)),
            _question(NOTE, _("What did you change?"), _note(before, language), optional=True),
            *([_question(OWN, _("Your own case about it"), _own(before, own), optional=True)] if own else []),
            context(_("The author is thanked. What you write is gone when the case is.")),
            *([undo] if before is not None else []),
        ],
    }


def reused_modal(use_case: UseCase, language: Language) -> dict[str, Any]:
    """Confirm the report in place of the form, with a button to undo it."""
    _ = language.gettext
    text = _("Thank you! It counts as reuse of {case}.").format(case=bold(f"UC-{use_case.number}"))
    undo: Block = {"type": "actions", "elements": [button(REUSE_UNDO, _("Undo"), str(use_case.number))]}
    return _notice([section(text), undo], language)


def not_reused_modal(use_case: UseCase, language: Language) -> dict[str, Any]:
    """Confirm that the case no longer counts as reused."""
    text = language.gettext("It no longer counts as reuse of {case}.").format(case=bold(f"UC-{use_case.number}"))
    return _notice([section(text)], language)


def gone_modal(language: Language) -> dict[str, Any]:
    """Say in place of the form that the record no longer exists, or that they may not read it."""
    return _notice([section(language.gettext("This record was taken back in the meantime."))], language)


def _notice(blocks: Sequence[Block], language: Language) -> dict[str, Any]:
    _ = language.gettext
    title, close = plain_text(_("I reused this"), 24), plain_text(_("Close"), 24)
    return {"type": "modal", "title": title, "close": close, "blocks": list(blocks)}


def _outcomes(before: Reuse | None, language: Language) -> Block:
    _ = language.gettext
    labels = {"worked": _("Yes, it worked"), "partly": _("Partly"), "did_not": _("No, it did not work")}
    options = {value: _option(value, label) for value, label in labels.items()}
    return {
        "type": "radio_buttons",
        "action_id": OUTCOME,
        "options": list(options.values()),
        "initial_option": options[before.outcome if before else "worked"],
    }


def _note(before: Reuse | None, language: Language) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": NOTE,
        "multiline": True,
        "max_length": LONGEST_NOTE,
        "placeholder": plain_text(language.gettext("Another tool, another prompt, what to watch out for …"), 150),
    }
    return {**element, "initial_value": cut(before.note, LONGEST_NOTE)} if before and before.note else element


def _own(before: Reuse | None, own: Sequence[UseCase]) -> Block:
    options = {one.id: _option(str(one.number), _named(one)) for one in own}
    element: Block = {"type": "static_select", "action_id": OWN, "options": list(options.values())}
    known = options.get(before.own_use_case_id) if before and before.own_use_case_id else None
    return {**element, "initial_option": known} if known else element


def _option(value: str, label: str) -> Block:
    return {"text": plain_text(label, LONGEST_OPTION), "value": value}


def _question(block_id: str, label: str, element: Block, *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "optional": optional,
        "label": plain_text(label, 150),
        "element": element,
    }


def _named(use_case: UseCase) -> str:
    return f"UC-{use_case.number} · {one_line(use_case.title, LONGEST_OPTION)}"
