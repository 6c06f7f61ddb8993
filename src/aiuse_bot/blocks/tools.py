"""The form in which admins add tools and spellings, and merge two tools."""

from typing import Any

from aiuse_bot.blocks.parts import Block, context, plain_text
from aiuse_bot.i18n import Language

MANAGE = "manage_tools"
TOOL, SPELLINGS, INTO = "tool", "spellings", "into"
LONGEST_SPELLINGS = 500


def tools_modal(language: Language) -> dict[str, Any]:
    """Return the form: a tool, its other spellings, and the tool to merge it into."""
    _ = language.gettext
    spellings: Block = {
        "type": "plain_text_input",
        "action_id": SPELLINGS,
        "max_length": LONGEST_SPELLINGS,
        "placeholder": plain_text(_("One on each line, or with commas between them"), 150),
        "multiline": True,
    }
    return {
        "type": "modal",
        "callback_id": MANAGE,
        "title": plain_text(_("Tools"), 24),
        "submit": plain_text(_("Save"), 24),
        "close": plain_text(_("Cancel"), 24),
        "blocks": [
            _question(TOOL, _("Which tool?"), _tool(TOOL, _("A known one, or a new name"))),
            _question(SPELLINGS, _("How else is it written?"), spellings, optional=True),
            _question(
                INTO, _("Is it the same as another tool?"), _tool(INTO, _("Leave empty to keep it")), optional=True
            ),
            context(_("Records that name the first tool will name the second one.")),
        ],
    }


def _tool(action_id: str, placeholder: str) -> Block:
    return {
        "type": "external_select",
        "action_id": action_id,
        "min_query_length": 1,
        "placeholder": plain_text(placeholder, 150),
    }


def _question(block_id: str, label: str, element: Block, *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "optional": optional,
        "label": plain_text(label, 150),
        "element": element,
    }
