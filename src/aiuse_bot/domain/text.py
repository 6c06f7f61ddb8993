LONGEST_POST = 40_000
"""Slack cuts messages at 40,000 characters; what is longer did not come from a person."""


def storable(text: str) -> str:
    """Return the text as a database can keep it: no NUL, no half of a surrogate pair, no more than a post can hold."""
    whole = text[:LONGEST_POST].replace("\x00", "")
    return whole.encode("utf-8", "replace").decode("utf-8")
