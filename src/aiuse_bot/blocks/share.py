from typing import Any

from aiuse_bot.blocks.parts import context, message, plain_text, section
from aiuse_bot.i18n import Language

CALLBACK_ID = "share_use_case"
TITLE, ISSUE, RESULT, TOOLS = "title", "issue", "result", "tools"

LONGEST_MODAL_TITLE = 24
LONGEST_LABEL = 2000
LONGEST_PLACEHOLDER = 150
LONGEST_TITLE = 150
LONGEST_ANSWER = 3000


def share_modal(channel_id: str, language: Language) -> dict[str, Any]:
    """Return the modal in which a case is written down: four questions, two of which must be answered.

    `channel_id` is where the bot posts it; it comes back with the submission as `private_metadata`.
    """
    _ = language.gettext
    return {
        "type": "modal",
        "callback_id": CALLBACK_ID,
        "private_metadata": channel_id,
        "title": plain_text(_("Share a use case"), LONGEST_MODAL_TITLE),
        "submit": plain_text(_("Share"), LONGEST_MODAL_TITLE),
        "close": plain_text(_("Cancel"), LONGEST_MODAL_TITLE),
        "blocks": [
            _question(TITLE, _("What did you want to do?"), _("Answer refund mails in the right tone"), LONGEST_TITLE),
            _question(ISSUE, _("What was hard before?"), None, LONGEST_ANSWER, multiline=True, optional=True),
            _question(
                RESULT,
                _("What changed?"),
                _("20 minutes a mail became 5. “It did not work” is a result, too."),
                LONGEST_ANSWER,
                multiline=True,
            ),
            _question(TOOLS, _("Which tools?"), _("ChatGPT, DeepL"), LONGEST_TITLE, optional=True),
            context(_("It will be posted in {channel}.").format(channel=f"<#{channel_id}>")),
        ],
    }


def no_channel_yet(language: Language) -> dict[str, Any]:
    """Say that there is no channel to post in, and who can change that."""
    _ = language.gettext
    text = _(
        "No channel is watched yet. An admin can begin with `/usecase watch` in the channel where cases are shared."
    )
    return message(text, [section(text)])


def _question(
    block_id: str, label: str, placeholder: str | None, longest: int, *, multiline: bool = False, optional: bool = False
) -> dict[str, Any]:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": block_id,
        "multiline": multiline,
        "max_length": longest,
    }
    if placeholder is not None:
        element["placeholder"] = plain_text(placeholder, LONGEST_PLACEHOLDER)
    return {
        "type": "input",
        "block_id": block_id,
        "optional": optional,
        "label": plain_text(label, LONGEST_LABEL),
        "element": element,
    }
