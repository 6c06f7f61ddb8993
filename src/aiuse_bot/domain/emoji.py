"""An emoji can have several names in Slack; praise must not depend on which one a client sent."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_SKIN_TONE = re.compile(r"(::skin-tone-\d)+$")
_LONGEST_CHAIN = 5
LONGEST_NAME = 100
"""Slack allows 100 characters in the name of a custom emoji; anything longer is no emoji."""


def canonical_emoji(name: str, custom_aliases: Mapping[str, str] | None = None) -> str | None:
    """Return the one name of an emoji: without skin tone, and with the workspace's and Slack's own aliases resolved.

    `custom_aliases` maps the workspace's alias names to the names they stand for (`emoji.list`, without `alias:`).
    `None` means that no emoji can have that name.
    """
    plain = _SKIN_TONE.sub("", name.lower()).strip(":")
    if not plain or len(plain) > LONGEST_NAME:
        return None
    for _ in range(_LONGEST_CHAIN):
        if custom_aliases is None or plain not in custom_aliases:
            break
        plain = custom_aliases[plain]
    return _standard_aliases().get(plain, plain)


@cache
def _standard_aliases() -> Mapping[str, str]:
    lines = (files(__package__) / "emoji_aliases.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))
