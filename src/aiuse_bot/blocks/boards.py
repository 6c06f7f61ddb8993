"""Boards: cases first, then teams; people only if they opted in."""

from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.parts import Block, bold, context, mention, message, one_line, section
from aiuse_bot.blocks.search import case_list
from aiuse_bot.domain.boards import Period, PersonLine, TeamBoard, TeamLine
from aiuse_bot.domain.search import Hit
from aiuse_bot.i18n import Language

LONGEST_TEAM = 60
MOST_TEAMS = 10
MOST_SMALL = 20


def cases_board(
    hits: Sequence[Hit], period: Period, asked: str, language: Language, workspace_url: str | None
) -> dict[str, Any]:
    """Show the most praised cases; `asked` are the filters as they were typed."""
    _ = language.gettext
    if not hits:
        return _nothing(_("Nobody has praised such a case {when}.").format(when=_when(period, language)), language)
    title = bold(_("Most praised {when}").format(when=_when(period, language)))
    narrowed = [context(one_line(asked, LONGEST_TEAM))] if asked else []
    hint = _("Each person counts once, and each of their teams once more. Others: {ways}").format(ways=_ways(language))
    return case_list(title, hits, language, workspace_url, hint, narrowed)


def teams_board(board: TeamBoard, period: Period, language: Language) -> dict[str, Any]:
    """Show what teams gave. Those of fewer than five people are named without figures."""
    _ = language.gettext
    if not board.lines and not board.small:
        return _nothing(_("No team has shared a case {when}.").format(when=_when(period, language)), language)
    title = bold(_("What teams shared {when}").format(when=_when(period, language)))
    lines = [_team(line, language) for line in board.lines[:MOST_TEAMS]]
    small = ", ".join(one_line(name, LONGEST_TEAM) for name in board.small[:MOST_SMALL])
    also = [_("Small teams, without figures: {teams}").format(teams=small)] if small else []
    hint = _("Only what everybody may read is counted. Which team are you in? `/usecase team`")
    return message("\n".join([title, *lines]), [section(title, *lines), *map(context, [*also, hint])])


def people_board(people: Sequence[PersonLine], period: Period, language: Language) -> dict[str, Any]:
    """Show the people who opted in, and how to opt in and out."""
    _ = language.gettext
    hint = _("Only people who want to be here: `/usecase top join`, `/usecase top leave`.")
    if not people:
        return message(hint, [section(hint)])
    title = bold(_("Thanked most {when}").format(when=_when(period, language)))
    lines = [
        f"{mention(one.user_id)} · "
        + language.ngettext("{count} case", "{count} cases", one.cases).format(count=one.cases)
        + f" · :clap: {one.thanks}"
        for one in people
    ]
    return message(title, [section(title, *lines), context(hint)])


def board_choice_saved(*, on_boards: bool, language: Language) -> dict[str, Any]:
    """Confirm that somebody opted in to the board of people, or out of it."""
    _ = language.gettext
    text = _("The board of people may name you now.") if on_boards else _("No board names you any more.")
    return message(text, [section(text)])


def _team(line: TeamLine, language: Language) -> str:
    cases = language.ngettext("{count} case", "{count} cases", line.cases).format(count=line.cases)
    sharers = language.ngettext("by {count} person", "by {count} people", line.sharers).format(count=line.sharers)
    shared = f"{cases} {sharers}" if line.cases else cases
    return f"{bold(one_line(line.name, LONGEST_TEAM))} · {shared} · :clap: {line.thanks}"


def _when(period: Period, language: Language) -> str:
    _ = language.gettext
    return {"week": _("this week"), "month": _("this month"), "quarter": _("this quarter"), "all": _("so far")}[period]


def _ways(language: Language) -> str:
    week, teams = language.gettext("`/usecase top week`"), language.gettext("`/usecase top teams`")
    return f"{week}, {teams}"


def _nothing(text: str, language: Language) -> dict[str, Any]:
    hint = language.gettext("A reaction such as :clap: on a good one is enough. Others: {ways}").format(
        ways=_ways(language)
    )
    blocks: list[Block] = [section(text), context(hint)]
    return message(text, blocks)
