"""Time saved in the units people think in."""

from collections.abc import Mapping

from aiuse_bot.i18n import Language

MINUTES_OF = {"minutes": 1, "hours": 60, "days": 480}
"""A day is one of work: eight hours."""

PERCENT = "percent"


def units(language: Language) -> Mapping[str, str]:
    """Return the units of the form with their names."""
    _ = language.gettext
    return {"minutes": _("minutes"), "hours": _("hours"), "days": _("working days"), PERCENT: _("percent")}


def periods(language: Language) -> Mapping[str, str]:
    """Return how often time can be saved, with the names."""
    _ = language.gettext
    return {
        "use": _("each time"),
        "day": _("a day"),
        "week": _("a week"),
        "month": _("a month"),
        "quarter": _("a quarter"),
        "year": _("a year"),
        "total": _("in total"),
    }


def amount_and_unit(minutes: int | None, percent: int | None) -> tuple[str, str]:
    """Return what the form shows: the largest unit that gives a whole or a half, or percent without minutes."""
    if minutes is None:
        return (str(percent), PERCENT) if percent is not None else ("", "minutes")
    for unit in ("days", "hours"):
        halves = minutes * 2 / MINUTES_OF[unit]
        if halves >= 1 and halves.is_integer():
            return f"{halves / 2:g}", unit
    return str(minutes), "minutes"


def minutes_and_percent(amount: str, unit: str) -> tuple[int | None, int | None]:
    """Parse what was entered; both are `None` if nothing was."""
    if not amount:
        return None, None
    if unit == PERCENT:
        return None, min(round(float(amount)), 100)
    return round(float(amount) * MINUTES_OF[unit]), None
