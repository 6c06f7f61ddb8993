from typing import Literal, NamedTuple


class Check(NamedTuple):
    """One thing that was looked at. A `note` is worth knowing and not wrong; `advice` says what to do, if anything."""

    name: str
    state: Literal["well", "note", "wrong"]
    text: str
    advice: str | None = None


def well(name: str, text: str) -> Check:
    """Nothing to do."""
    return Check(name, "well", text)


def note(name: str, text: str, advice: str | None = None) -> Check:
    """Worth knowing."""
    return Check(name, "note", text, advice)


def wrong(name: str, text: str, advice: str) -> Check:
    """Something does not work, and this is what helps."""
    return Check(name, "wrong", text, advice)
