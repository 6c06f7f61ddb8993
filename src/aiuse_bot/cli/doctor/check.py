from typing import Literal, NamedTuple


class Check(NamedTuple):
    """The result of one check. A `note` is worth knowing but not wrong; `advice` says what to do, if anything."""

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
    """Something does not work; `advice` says how to fix it."""
    return Check(name, "wrong", text, advice)
