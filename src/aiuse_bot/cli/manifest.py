"""The app manifest shipped with this version."""

from pathlib import Path
from typing import NamedTuple

import yaml

_PACKAGE = Path(__file__).parent.parent
_PLACES = (_PACKAGE / "manifest.yml", _PACKAGE.parent.parent / "manifest.yml")
"""Inside the installed package, or next to `src` in a checkout."""


class Scopes(NamedTuple):
    """The scopes of a bot token; without the `required` ones this version does not work."""

    required: frozenset[str]
    optional: frozenset[str]


def manifest_path() -> Path:
    """Return the path of the manifest; it is part of every installation."""
    return next(path for path in _PLACES if path.is_file())


def bot_scopes() -> Scopes:
    """Return the scopes that the manifest requests; those that a workspace may refuse are optional."""
    asked = yaml.safe_load(manifest_path().read_text(encoding="utf-8"))["oauth_config"]["scopes"]
    optional = frozenset(asked.get("bot_optional", ()))
    return Scopes(frozenset(asked["bot"]) - optional, optional)
