"""What people read, in their language: gettext catalogues under `locale/`, dates by CLDR.

The catalogues are read from their `.po` files at the first use: there is no compiled copy that could be out of date.
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
    """One language of the house: `gettext` and `ngettext` as everywhere, and dates as its readers write them."""

    locale: str
    translations: Translations

    def gettext(self, message: str) -> str:
        """Translate one message; the English sentence is its key."""
        return str(self.translations.gettext(message))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Translate a message in the form that `count` asks for."""
        return str(self.translations.ngettext(singular, plural, count))

    def day(self, moment: dt.datetime, zone: ZoneInfo) -> str:
        """Return the day with its weekday, such as `Fri, Nov 27` or `11月27日(金)`."""
        return str(format_skeleton("MMMEd", moment, tzinfo=zone, locale=self.locale))

    def moment(self, moment: dt.datetime, zone: ZoneInfo) -> str:
        """Return the day and the time with its zone, for things that will happen."""
        return (
            f"{self.day(moment, zone)} {format_datetime(moment, 'HH:mm', tzinfo=zone, locale=self.locale)} ({zone.key})"
        )


@cache
def language(locale: str | None) -> Language:
    """Return the language of a Slack locale such as `ja-JP`; `None` and languages that we do not speak give English."""
    name = (locale or "en").replace("_", "-").split("-")[0].lower()
    name = name if name in LOCALES else "en"
    catalogue = files("aiuse_bot") / "locale" / name / "LC_MESSAGES" / "aiuse_bot.po"
    compiled = BytesIO()
    with catalogue.open("rb") as source:
        write_mo(compiled, read_po(source, locale=name))
    compiled.seek(0)
    return Language(name, Translations(compiled))
