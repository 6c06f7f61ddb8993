"""Collect every string that people see into both catalogues; new ones are added untranslated."""

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "aiuse_bot"


def strings() -> Catalog:
    """Return the strings that the code passes to gettext, with their locations."""
    found = Catalog(project="aiuse-bot", fuzzy=False)
    for name, line, message, comments, _ in extract_from_dir(
        SOURCE, comment_tags=("Translators:",), keywords={"_": None, "gettext": None, "ngettext": (1, 2)}
    ):
        found.add(message, locations=[(name, line)], auto_comments=comments)
    return found


def update(locale: str, found: Catalog) -> int:
    """Update one catalogue, dropping unused strings; returns how many messages are untranslated."""
    path = SOURCE / "locale" / locale / "LC_MESSAGES" / "aiuse_bot.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = Catalog(locale=locale, project="aiuse-bot", fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale)
    catalogue.update(found, no_fuzzy_matching=True)
    for message in catalogue:
        if locale == "en" and message.id:
            message.string = message.id
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=120, ignore_obsolete=True, sort_by_file=True, include_lineno=False, omit_header=False
        )
    return sum(not all(_texts(message)) for message in catalogue if message.id)


def _texts(message: Message) -> list[str]:
    """Return the translation in each plural form, empty if missing."""
    return [message.string or ""] if isinstance(message.string, str | None) else list(message.string)


if __name__ == "__main__":
    for name in ("en", "ja"):
        collected = strings()
        print(f"{name}: {len(collected)} messages, {update(name, collected)} to translate")  # noqa: T201
