"""The forms in which admins maintain teams: the list, and one team of it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from aiuse_bot.blocks.parts import LONGEST_OPTION, Block, bold, button, context, mention, message, plain_text, section
from aiuse_bot.blocks.team.choosing import team_option
from aiuse_bot.domain.models import Team
from aiuse_bot.domain.team import LONGEST_NAME
from aiuse_bot.i18n import Language

SAVE = "team_save"
NEW, CHANGE, FIND = "team_new", "team_change", "team_find"
NAME, AREA, GROUP, CHAMPIONS, INTO = "name", "area", "user_group", "champions", "merge_into"

MOST_SHOWN = 40
"""So many teams are listed; the others are found by typing."""

LONGEST_AREA = 75
MOST_CHAMPIONS = 10
MOST_NAMED = 5


class About(NamedTuple):
    """What Slack returns with a team's form: the list it was opened from, and the team; `None` for a new one."""

    list_id: str
    team_id: int | None = None

    def packed(self) -> str:
        """Return it as JSON for `private_metadata`."""
        return json.dumps(self._asdict())


def read_about(private_metadata: str) -> About:
    """Parse what a form is about from its `private_metadata`."""
    return About(**json.loads(private_metadata))


def teams_modal(teams: Sequence[Team], sizes: Mapping[int, int], language: Language) -> dict[str, Any]:
    """Return the list of teams with the number of people in each."""
    _ = language.gettext
    actions: list[Block] = [button(NEW, _("New team"), NEW, primary=True)]
    if len(teams) > MOST_SHOWN:
        actions.append(_select(FIND, _("Find a team")))
    listed = [_listed(team, sizes.get(team.id, 0), language) for team in teams[:MOST_SHOWN]]
    hint = _("For long lists there is `aiuse-bot teams import` on the server. Everybody chooses with `/usecase team`.")
    return {
        "type": "modal",
        "title": plain_text(_("Teams"), 24),
        "close": plain_text(_("Close"), 24),
        "blocks": [
            {"type": "actions", "elements": actions},
            *(listed or [section(_("There are no teams yet."))]),
            *_unlisted(len(teams) - len(listed), language),
            context(hint),
        ],
    }


def team_modal(
    about: About, team: Team | None, group_name: str | None, language: Language, *, may_follow: bool
) -> dict[str, Any]:
    """Return a team's form. `group_name` is the group it follows; the form asks for a group only if it `may_follow`."""
    _ = language.gettext
    name, area = (team.name, team.area) if team else (None, None)
    blocks = [
        _question(NAME, _("What is it called?"), _text(NAME, name, LONGEST_NAME)),
        _question(AREA, _("Which area does it belong to?"), _text(AREA, area, LONGEST_AREA), optional=True),
        *(_group_question(team, group_name, language) if may_follow else [_no_scope(language)]),
        _question(CHAMPIONS, _("Who are its champions?"), _champions(team, language), optional=True),
    ]
    if team is not None:
        label, hint = _("Is it the same as another team?"), _("People and records go to the team chosen here.")
        select = _select(INTO, _("Leave empty to keep it"))
        blocks.append(_question(INTO, label, select, optional=True, hint=hint))
    return {
        "type": "modal",
        "callback_id": SAVE,
        "private_metadata": about.packed(),
        "title": plain_text(_("Change the team") if team else _("New team"), 24),
        "submit": plain_text(_("Save"), 24),
        "close": plain_text(_("Cancel"), 24),
        "blocks": blocks,
    }


def managed_options(teams: Sequence[Team]) -> list[Block]:
    """Return teams as options for an admin who types."""
    return [team_option(team) for team in teams]


def group_option(group_id: str, name: str) -> Block:
    """Return a user group as an option."""
    return {"text": plain_text(name, LONGEST_OPTION), "value": group_id}


def teams_for_admins(language: Language) -> dict[str, Any]:
    """Explain who may maintain teams, and what everybody may do."""
    _ = language.gettext
    text = _("Only admins can change the list of teams. To say which team you are in, type `/usecase team`.")
    return message(text, [section(text)])


def _listed(team: Team, size: int, language: Language) -> Block:
    _ = language.gettext
    people = language.ngettext("{count} person", "{count} people", size).format(count=size)
    facts = [people]
    if team.user_group_id:
        facts.append(_("follows {group}").format(group=f"<!subteam^{team.user_group_id}>"))
    if team.champion_ids:
        names = " ".join(filter(None, map(mention, team.champion_ids[:MOST_NAMED])))
        facts.append(_("champions: {names}").format(names=names))
    title = f"{bold(team.name)} · {bold(team.area)}" if team.area else bold(team.name)
    block = section(title, " · ".join(facts), accessory=button(CHANGE, _("Change"), str(team.id)))
    return {**block, "block_id": f"team_{team.id}"}


def _unlisted(count: int, language: Language) -> list[Block]:
    if count <= 0:
        return []
    text = language.ngettext("{count} more team: find it above.", "{count} more teams: find them above.", count)
    return [context(text.format(count=count))]


def _group_question(team: Team | None, group_name: str | None, language: Language) -> list[Block]:
    _ = language.gettext
    select = _select(GROUP, _("Type a part of its name"))
    if team is not None and team.user_group_id is not None:
        select["initial_option"] = group_option(team.user_group_id, group_name or team.user_group_id)
    hint = _("Who is in the group is in the team, unless they chose another team or a list names one.")
    return [_question(GROUP, _("Which Slack user group does it follow?"), select, optional=True, hint=hint)]


def _no_scope(language: Language) -> Block:
    _ = language.gettext
    return context(
        _(
            "A team can follow a Slack user group once the app has the optional permission `usergroups:read`; "
            "docs/scopes.md says how."
        )
    )


def _champions(team: Team | None, language: Language) -> Block:
    select: Block = {
        "type": "multi_users_select",
        "action_id": CHAMPIONS,
        "max_selected_items": MOST_CHAMPIONS,
        "placeholder": plain_text(language.gettext("The people to turn to"), 150),
    }
    return {**select, "initial_users": list(team.champion_ids)} if team and team.champion_ids else select


def _text(action_id: str, value: str | None, longest: int) -> Block:
    element: Block = {"type": "plain_text_input", "action_id": action_id, "max_length": longest}
    return {**element, "initial_value": value} if value else element


def _select(action_id: str, placeholder: str) -> Block:
    return {
        "type": "external_select",
        "action_id": action_id,
        "min_query_length": 0,
        "placeholder": plain_text(placeholder, 150),
    }


def _question(block_id: str, label: str, element: Block, *, optional: bool = False, hint: str | None = None) -> Block:
    made = {
        "type": "input",
        "block_id": block_id,
        "optional": optional,
        "label": plain_text(label, 150),
        "element": element,
    }
    return {**made, "hint": plain_text(hint, 2000)} if hint else made
