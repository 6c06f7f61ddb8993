import ast
import datetime as dt
import re
import string
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from aiuse_bot.i18n import LOCALES, language

SOURCE = Path(__file__).parent.parent / "src" / "aiuse_bot"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
MONDAY = dt.datetime(2026, 11, 23, 7, 30, tzinfo=dt.UTC)


def catalogue(locale: str) -> Catalog:
    with (SOURCE / "locale" / locale / "LC_MESSAGES" / "aiuse_bot.po").open("rb") as file:
        return read_po(file, locale=locale)


def asked_for() -> set[str | tuple[str, ...]]:
    return {message for _, _, message, _, _ in extract_from_dir(SOURCE, keywords=KEYWORDS)}


def texts(message: Message) -> list[str]:
    return [message.string or ""] if isinstance(message.string, str | None) else list(message.string)


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_code_asks_for_something() -> None:
    assert len(asked_for()) > 30


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_has_every_string_and_no_other(locale: str) -> None:
    assert {message.id for message in catalogue(locale) if message.id} == asked_for()


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_untranslated_or_doubtful(locale: str) -> None:
    doubtful = [m.id for m in catalogue(locale) if m.id and (m.fuzzy or not all(text.strip() for text in texts(m)))]
    assert doubtful == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_has_the_placeholders_and_commands_of_its_original(locale: str) -> None:
    for message in catalogue(locale):
        if not message.id:
            continue
        original = message.id if isinstance(message.id, str) else message.id[-1]
        for text in texts(message):
            assert placeholders(text) == placeholders(original), original
            assert re.findall(r"`/\w+", text) == re.findall(r"`/\w+", original), original


def test_japanese_is_japanese() -> None:
    """A translation without any Japanese character was forgotten, unless it is only symbols and names."""
    plain = [m.id for m in catalogue("ja") if m.id and not all(re.search(r"[぀-ヿ一-鿿]", text) for text in texts(m))]
    assert [text for text in plain if re.search(r"[A-Za-z]{4,}", re.sub(r"\{\w+\}", "", str(text)))] == []


def test_no_builder_of_blocks_speaks_past_gettext() -> None:
    """A literal sentence in `blocks` would stay English for everybody."""
    spoken = []
    for path in sorted((SOURCE / "blocks").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "section",
                "context",
                "header",
                "plain_text",
            }:
                spoken += [
                    f"{path.name}:{node.lineno}"
                    for argument in node.args
                    if isinstance(argument, ast.Constant) and re.search("[A-Za-z]{3,}", str(argument.value))
                ]
    assert spoken == []


@pytest.mark.parametrize(
    ("locale", "name"), [("ja-JP", "ja"), ("en-GB", "en"), ("de-DE", "en"), (None, "en"), ("ja_JP", "ja")]
)
def test_a_slack_locale_finds_its_language_and_english_stands_in_for_others(locale: str | None, name: str) -> None:
    assert language(locale).locale == name


def test_days_read_as_their_readers_write_them() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    assert language("ja").moment(MONDAY, tokyo) == "11月23日(月) 16:30 (Asia/Tokyo)"
    assert language("en").moment(MONDAY, tokyo) == "Mon, Nov 23 16:30 (Asia/Tokyo)"
