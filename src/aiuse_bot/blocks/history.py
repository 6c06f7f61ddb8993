from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.parts import bold, mention, message, section
from aiuse_bot.domain.models import UseCase, UseCaseVersion
from aiuse_bot.i18n import Language

MOST_NAMED = 5


def history_message(use_case: UseCase, versions: Sequence[UseCaseVersion], language: Language) -> dict[str, Any]:
    """Show who changed which parts of a record and when, newest first. The old text is not kept."""
    title = language.gettext("Who changed {number}").format(number=f"UC-{use_case.number}")
    lines = [_line(version, language) for version in versions]
    return message(title, [section(bold(title), *lines)])


def _line(version: UseCaseVersion, language: Language) -> str:
    _ = language.gettext
    moment = version.changed_at
    day = f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{moment:%Y-%m-%d %H:%M}>"
    who = {
        "human": mention(version.changed_by or ""),
        "model": _("the language model"),
        "import": _("an import"),
        "rule": _("read from the post"),
    }[version.source]
    return f"{day} · {who} · {_fields(version.fields, language)}"


def _fields(names: Sequence[str], language: Language) -> str:
    _ = language.gettext
    spoken = {
        "title": _("title"),
        "issue": _("issue"),
        "approach": _("approach"),
        "result": _("result"),
        "prompt": _("prompt"),
        "risk": _("risks"),
        "tools": _("tools"),
        "co_author_ids": _("authors"),
        "team": _("team"),
    }
    named = list(dict.fromkeys(spoken.get(name, _("time saved")) for name in names if _is_shown(name)))
    return ", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")


def _is_shown(name: str) -> bool:
    return name not in {"language", "tool_versions"}
