"""What the bot tells one person in private: a question about a post, a thank-you, and what it masked."""

from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.parts import Block, bold, button, context, mention, message, one_line, section
from aiuse_bot.domain.models import UseCase
from aiuse_bot.i18n import Language
from aiuse_bot.redaction import Kind

SAVE, NOT_THIS_TIME = "save_post", "not_this_time"
LONGEST_QUOTE = 160


def ask_about(title: str, channel_id: str, message_ts: str, language: Language) -> dict[str, Any]:
    """Ask the author whether to save a post that may be a use case. Only they see it."""
    _ = language.gettext
    text = _("Is this something that others could reuse? I can save it to the library of AI use cases.")
    value = f"{channel_id} {message_ts}"
    answers: Block = {
        "type": "actions",
        "elements": [
            button(SAVE, _("Save it"), value, primary=True),
            button(NOT_THIS_TIME, _("Not this time"), value),
        ],
    }
    return message(text, [section(text, f"> {one_line(title, LONGEST_QUOTE)}"), answers])


def read_place(value: str) -> tuple[str, str]:
    """Parse a button's value into the channel and the `ts` of the message it is about."""
    channel_id, _, message_ts = value.partition(" ")
    return channel_id, message_ts


def saved(use_case: UseCase, language: Language) -> dict[str, Any]:
    """Confirm to the author, in place of the question, that the post is now a record."""
    text = language.gettext("Saved as {number}. You can edit it in the thread of your post.")
    return _text_message(text.format(number=bold(f"UC-{use_case.number}")))


def already_saved(use_case: UseCase, language: Language) -> dict[str, Any]:
    """Say which record a message already is."""
    text = language.gettext("This is in the library already: {number}. See it with {command}.")
    number = f"UC-{use_case.number}"
    return _text_message(text.format(number=bold(number), command=f"`/usecase show {number}`"))


def left_alone(language: Language) -> dict[str, Any]:
    """Confirm that nothing was saved, and that nobody will be asked again."""
    return _text_message(language.gettext("All right, I have saved nothing and will not ask about this post again."))


def thanks_for_saving(use_case: UseCase, language: Language) -> dict[str, Any]:
    """Thank somebody for saving a message of somebody else."""
    _ = language.gettext
    text = _("Thank you! You brought {number} into the library; it is credited to {author}.")
    author = mention(use_case.author_id or "")
    return _text_message(text.format(number=bold(f"UC-{use_case.number}"), author=author))


def declined_by_author(language: Language) -> dict[str, Any]:
    """Explain that a message is not saved because its author declined."""
    text = language.gettext("The author of this message does not want it in the library, so I leave it alone.")
    return _text_message(text)


def cannot_be_saved(language: Language) -> dict[str, Any]:
    """Explain why a message is not saved: it is deleted, by a bot, or where the bot may not read."""
    text = language.gettext(
        "I cannot save this message: I can only read people's messages in channels to which I am invited."
    )
    return _text_message(text)


def only_for_authors(language: Language) -> dict[str, Any]:
    """Explain who may change a record."""
    return _text_message(language.gettext("Only the authors of a record and admins can change it."))


def gone(language: Language) -> dict[str, Any]:
    """Say that a record no longer exists."""
    return _text_message(language.gettext("This record was taken back in the meantime."))


def masked(kinds: list[str], language: Language) -> dict[str, Any]:
    """Tell an author what was masked before anything was stored; `kinds` are names in their language."""
    _ = language.gettext
    text = _("Before I kept anything of your message I masked what looked like: {kinds}.")
    hint = _("If it was a real key or password, please take it out of the message and change it.")
    text = text.format(kinds=one_line(", ".join(kinds), LONGEST_QUOTE))
    return message(text, [section(text), context(hint)])


def kind_names(kinds: Sequence[Kind], language: Language) -> list[str]:
    """Return the names of what was masked, in the reader's language."""
    _ = language.gettext
    names = {
        Kind.PRIVATE_KEY: _("a private key"),
        Kind.TOKEN: _("a token"),
        Kind.API_KEY: _("an API key"),
        Kind.CARD: _("a card number"),
        Kind.EMAIL: _("an e-mail address"),
        Kind.PHONE: _("a phone number"),
        Kind.PASSWORD: _("a password"),
    }
    return [names[kind] for kind in kinds]


def _text_message(text: str) -> dict[str, Any]:
    return message(text, [section(text)])
