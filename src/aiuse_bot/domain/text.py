LONGEST_POST = 40_000
"""Slack cuts messages at 40,000 characters; anything longer did not come from a person."""


def storable(text: str) -> str:
    """Return the text as a database can store it: no NUL, no lone surrogate, at most `LONGEST_POST` characters."""
    whole = text[:LONGEST_POST].replace("\x00", "")
    return whole.encode("utf-8", "replace").decode("utf-8")
