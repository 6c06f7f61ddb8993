"""The form in which people choose their team."""

from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.parts import LONGEST_OPTION, Block, bold, button, context, message, plain_text, section
from aiuse_bot.domain.models import Team
from aiuse_bot.domain.team import Period
from aiuse_bot.i18n import Language

CHOOSE = "team_choose"
"""The button that opens the form, and the form."""

TEAM = "team"
NO_TEAM, LEAVE_IT = "none", "leave"
"""What can be chosen beside the teams, whose values are their numbers."""


def choose_button(language: Language) -> Block:
    """Return the button that opens the form, for any message or view."""
    return button(CHOOSE, language.gettext("Choose my team"), CHOOSE)


def choose_modal(team: Team | None, period: Period | None, language: Language) -> dict[str, Any]:
    """Return the form. `period` is the person's current entry, and `team` the team that it names, if any."""
    _ = language.gettext
    select: Block = {
        "type": "external_select",
        "action_id": TEAM,
        "min_query_length": 0,
        "placeholder": plain_text(_("Type a part of its name"), 150),
    }
    if team is not None:
        select["initial_option"] = team_option(team)
    return {
        "type": "modal",
        "callback_id": CHOOSE,
        "title": plain_text(_("My team"), 24),
        "submit": plain_text(_("Save"), 24),
        "close": plain_text(_("Cancel"), 24),
        "blocks": [
            section(*_now(team, period, language)),
            {
                "type": "input",
                "block_id": TEAM,
                "label": plain_text(_("Which team are you in?"), 150),
                "element": select,
            },
            context(_("It counts from now on. What you shared before stays with the team you were in then.")),
        ],
    }


def choices(teams: Sequence[Team], typed: str, language: Language) -> list[Block]:
    """Return the suggestions for the typed text; before anything is typed, these include the options without a team."""
    offered = [team_option(team) for team in teams]
    if typed and offered:
        return offered
    others = _others(language)
    return [*offered[: 100 - len(others)], *others]


def team_option(team: Team) -> Block:
    """Return a team as an option."""
    return {"text": plain_text(team.name, LONGEST_OPTION), "value": str(team.id)}


def no_teams_yet(language: Language) -> dict[str, Any]:
    """Explain that there is nothing to choose from, and who can change that."""
    _ = language.gettext
    text = _("There are no teams yet. An admin can add them with `/usecase teams`.")
    return message(text, [section(text)])


def _others(language: Language) -> list[Block]:
    _ = language.gettext
    return [
        {"text": plain_text(_("I am in no team"), LONGEST_OPTION), "value": NO_TEAM},
        {"text": plain_text(_("Leave it to the admins’ list"), LONGEST_OPTION), "value": LEAVE_IT},
    ]


def _now(team: Team | None, period: Period | None, language: Language) -> tuple[str, ...]:
    """Say which team somebody is in, and who decided that."""
    _ = language.gettext
    if period is None:
        return (_("I do not know your team yet."),)
    if team is None:
        return (_("You said that you are in no team."),)
    where = _("You are in {team}.").format(team=bold(team.name))
    by = {
        "self": _("You chose it yourself."),
        "csv": _("An admin’s list says so. What you choose here counts instead."),
        "group": _("A Slack user group says so. What you choose here counts instead."),
    }
    return (where, by[period.source])
