"""Reads a submitted form, and tells what the person wrote from what the form had filled in."""

import hashlib
import json
from typing import Any

from aiuse_bot.blocks.parts import cut
from aiuse_bot.blocks.share import (
    AMOUNT,
    APPROACH,
    CO_AUTHORS,
    ISSUE,
    LONGEST_ANSWER,
    LONGEST_TITLE,
    LONGEST_TOOL,
    MEASURED,
    MOST_PEOPLE,
    MOST_TOOLS,
    PERIOD,
    PROMPT,
    RESULT,
    RISK,
    TITLE,
    TOOLS,
    UNIT,
    About,
)
from aiuse_bot.blocks.time_saved import minutes_and_percent
from aiuse_bot.domain.capture import RecordFields
from aiuse_bot.domain.extraction import read_language
from aiuse_bot.domain.text import storable
from aiuse_bot.redaction import redact

TEXTS = (ISSUE, RESULT, APPROACH, PROMPT, RISK)
_NOT_IN_THE_FORM = frozenset({"language", "team", "tool_versions"})


def read_form(values: dict[str, dict[str, dict[str, Any]]]) -> dict[str, Any]:
    """Return the record's fields that the form asked for, masked and storable; collapsed questions are missing."""
    elements = {block_id: next(iter(block.values())) for block_id, block in values.items()}
    written: dict[str, Any] = {name: _words(elements[name]) or None for name in TEXTS if name in elements}
    title = " ".join(_words(elements.get(TITLE, {})).split())
    if title:
        written[TITLE] = title
    if TOOLS in elements:
        chosen = elements[TOOLS].get("selected_options") or []
        written[TOOLS] = tuple(redact(storable(option["value"])).text for option in chosen)
    if CO_AUTHORS in elements:
        written[CO_AUTHORS] = tuple(elements[CO_AUTHORS].get("selected_users") or ())
    return written | (_time(elements) if AMOUNT in elements else {})


def fields_from(written: dict[str, Any]) -> RecordFields:
    """Return the fields of a handwritten record; its language is detected from the words."""
    words = " ".join(value for name in (TITLE, *TEXTS) if (value := written.get(name)))
    return RecordFields(**{"title": "", **written, "language": read_language(words)})


def as_shown(fields: RecordFields) -> RecordFields:
    """Return a record's fields as an untouched form would submit them: what is too long for it is cut."""
    texts: dict[str, Any] = {name: _shown(getattr(fields, name)) for name in TEXTS}
    has_time = fields.time_saved_minutes is not None or fields.time_saved_percent is not None
    return fields._replace(
        **texts,
        title=cut(" ".join(fields.title.split()), LONGEST_TITLE),
        tools=tuple(cut(name, LONGEST_TOOL) for name in fields.tools[:MOST_TOOLS]),
        co_author_ids=fields.co_author_ids[:MOST_PEOPLE],
        time_saved_period=(fields.time_saved_period or "use") if has_time else None,
        time_saved_is_measured=(fields.time_saved_is_measured or None) if has_time else None,
    )


def fingerprints(fields: RecordFields) -> dict[str, str]:
    """Return a short hash of each field, to detect later whether a person changed it."""
    return {name: _fingerprint(value) for name, value in fields._asdict().items() if name not in _NOT_IN_THE_FORM}


def touched(about: About, written: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that somebody changed since the form was shown."""
    return {name: value for name, value in written.items() if about.was.get(name) != _fingerprint(value)}


def _time(elements: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Read the time questions together: without an amount the others mean nothing."""
    amount = elements[AMOUNT].get("value") or ""
    minutes, percent = minutes_and_percent(amount, _chosen(elements, UNIT) or "minutes")
    return {
        "time_saved_minutes": minutes,
        "time_saved_percent": percent,
        "time_saved_period": _chosen(elements, PERIOD) if amount else None,
        "time_saved_is_measured": True if amount and elements.get(MEASURED, {}).get("selected_options") else None,
    }


def _chosen(elements: dict[str, dict[str, Any]], name: str) -> str | None:
    option = elements.get(name, {}).get("selected_option")
    return str(option["value"]) if option else None


def _words(element: dict[str, Any]) -> str:
    return redact(storable(element.get("value") or "")).text.strip()


def _shown(value: str | None) -> str | None:
    return cut(value.strip(), LONGEST_ANSWER) or None if value else None


def _fingerprint(value: object) -> str:
    return hashlib.blake2s(json.dumps(value, sort_keys=True).encode(), digest_size=4).hexdigest()
