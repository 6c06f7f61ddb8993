"""Translations: gettext catalogues under `locale/`, dates formatted by CLDR.

The catalogues are read from their `.po` files on first use: there is no compiled copy that could be out of date.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALES = ("en", "ja")


@dataclass(frozen=True)
class Language:
    """One supported language: `gettext` and `ngettext` as usual, and dates as its readers write them."""

    locale: str
    translations: Translations

    def gettext(self, message: str) -> str:
        """Translate one message; the English sentence is its key."""
        return str(self.translations.gettext(message))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Translate a message in the plural form for `count`."""
        return str(self.translations.ngettext(singular, plural, count))

    def day(self, moment: dt.datetime, zone: ZoneInfo) -> str:
        """Return the day with its weekday, such as `Fri, Nov 27` or `11月27日(金)`."""
        return str(format_skeleton("MMMEd", moment, tzinfo=zone, locale=self.locale))

    def moment(self, moment: dt.datetime, zone: ZoneInfo) -> str:
        """Return the day and time with its zone, for future events."""
        return (
            f"{self.day(moment, zone)} {format_datetime(moment, 'HH:mm', tzinfo=zone, locale=self.locale)} ({zone.key})"
        )


@cache
def language(locale: str | None) -> Language:
    """Return the language of a Slack locale such as `ja-JP`; English for `None` and unsupported languages."""
    name = (locale or "en").replace("_", "-").split("-")[0].lower()
    name = name if name in LOCALES else "en"
    catalogue = files("aiuse_bot") / "locale" / name / "LC_MESSAGES" / "aiuse_bot.po"
    compiled = BytesIO()
    with catalogue.open("rb") as source:
        write_mo(compiled, read_po(source, locale=name))
    compiled.seek(0)
    return Language(name, Translations(compiled))
