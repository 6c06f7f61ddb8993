from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.parts import message, one_line, section
from aiuse_bot.domain.models import SearchSynonym
from aiuse_bot.i18n import Language

LONGEST_LINE = 200
MOST_LINES = 30
"""The newest: all of them do not fit into a message, `aiuse-bot synonyms list` has them."""


def synonyms_added(added: SearchSynonym, language: Language) -> dict[str, Any]:
    """Confirm which words are synonyms from now on, and say how to undo that."""
    _ = language.gettext
    return _plain(
        _("These words mean the same in a search from now on: {words}").format(words=_words(added)),
        _("To take it back: `/usecase synonyms remove {number}`").format(number=added.id),
    )


def synonyms_list(lines: Sequence[SearchSynonym], language: Language) -> dict[str, Any]:
    """Show what was added here, newest first, and how to add more."""
    _ = language.gettext
    how = _("To add words that mean the same: `/usecase synonyms refund, money back, 返金`")
    newest = [f"{line.id} · {_words(line)}" for line in reversed(lines[-MOST_LINES:])]
    return _plain(_("Words that mean the same, added here:"), *newest, how) if newest else _plain(how)


def synonyms_removed(number: int, language: Language) -> dict[str, Any]:
    """Confirm that a line is gone."""
    return _plain(language.gettext("Line {number} is removed.").format(number=number))


def no_such_synonyms(language: Language) -> dict[str, Any]:
    """Say that no line has this number, or that a single word is no pair of synonyms."""
    _ = language.gettext
    return _plain(_("I need at least two different words with commas between them, or a line's number to remove it."))


def only_admins(language: Language) -> dict[str, Any]:
    """Explain that only admins may do this."""
    return _plain(language.gettext("Only admins can do this."))


def _words(line: SearchSynonym) -> str:
    return one_line(", ".join(line.words), LONGEST_LINE)


def _plain(*lines: str) -> dict[str, Any]:
    return message("\n".join(lines), [section(*lines)])
