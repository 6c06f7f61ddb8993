"""Admins maintain the list of teams."""

import datetime as dt
from typing import Any

import structlog
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from aiuse_bot.blocks.team.managing import (
    AREA,
    CHAMPIONS,
    GROUP,
    INTO,
    NAME,
    About,
    group_option,
    managed_options,
    read_about,
    team_modal,
    teams_for_admins,
    teams_modal,
)
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.models import Team
from aiuse_bot.domain.team import (
    TeamFields,
    TeamNameTakenError,
    UnknownTeamError,
    UserGroupTakenError,
    add_team,
    change_team,
    members_of_teams,
    merge_teams,
    team_with_id,
    teams,
    teams_like,
)
from aiuse_bot.domain.text import storable
from aiuse_bot.domain.tools import folded
from aiuse_bot.i18n import Language
from aiuse_bot.listeners.bot import Bot, Person
from aiuse_bot.listeners.command import Command, Message
from aiuse_bot.listeners.team.following import follow_now
from aiuse_bot.slack_api.user_groups import UserGroup, user_groups

MOST_OFFERED = 100

log = structlog.get_logger(__name__)


def teams_requested(command: Command) -> Message | None:
    """`/usecase teams`: show admins the list of teams, where each can be edited."""
    if not (command.member.is_admin or command.member.user_id in command.bot.settings.admins):
        return teams_for_admins(command.language)
    command.bot.modals.open(command.trigger_id, _list(command.workspace_id, command.language))
    return None


def team_form_requested(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Open a team's form on top of the list: an existing team, or a new one."""
    ack()
    value = action.get("value", "")
    _open(bot, body, int(value) if value.isdecimal() else None)


def find_chosen(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Open the form of a team that the list is too long to show."""
    ack()
    _open(bot, body, int(action["selected_option"]["value"]))


def other_teams_typed(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """Suggest the teams whose name contains the typed text."""
    with Session.begin() as session:
        found = teams_like(session, bot.workspace_id, storable(body["value"]), MOST_OFFERED)
    ack(options=managed_options(found))


def group_typed(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """Suggest the user groups whose name or handle contains the typed text."""
    wanted = folded(storable(body["value"]))
    groups = _groups(bot.client, bot.workspace_id) or []
    found = [group for group in groups if wanted in folded(f"{group.name} @{group.handle}")]
    ack(options=[group_option(group.id, _group_label(group)) for group in found[:MOST_OFFERED]])


def team_submitted(ack: Ack, view: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Save an admin's changes, or show at the field why not. The list below is refreshed at once."""
    who, about = bot.person(body["user"]["id"]), read_about(view["private_metadata"])
    values = view["state"]["values"]
    errors = _save(bot, about, values, who)
    if errors:
        ack(response_action="errors", errors=errors)
        return
    ack()
    _follow(bot, values)
    _refresh(bot, about.list_id, who.language)


def _save(bot: Bot, about: About, values: dict[str, Any], who: Person) -> dict[str, str]:
    """Save, and return no errors; otherwise return them by field, and nothing is saved."""
    _ = who.language.gettext
    if not bot.is_admin(who.member):
        return {NAME: _("Only admins can do this.")}
    if not _words(values, NAME):
        return {NAME: _("A team needs a name.")}
    try:
        with Session.begin() as session:
            _save_team(session, bot.workspace_id, about.team_id, values)
    except TeamNameTakenError as error:
        taken = _("The team {name} has this name, or had it before a merge.")
        return {NAME: taken.format(name=error)}
    except UserGroupTakenError as error:
        return {GROUP: _("The team {name} follows this group already.").format(name=error)}
    except UnknownTeamError:
        return {INTO: _("This is the same team, or it is not there any more.")}
    return {}


def _save_team(session: OpenSession, workspace_id: str, team_id: int | None, values: dict[str, Any]) -> None:
    team = None if team_id is None else team_with_id(session, workspace_id, team_id)
    if team is not None and team.id != team_id:
        raise UnknownTeamError(team.name)  # merged while the form was open; its fields were not meant for the other
    fields = _fields(values, team)
    if team is None:
        add_team(session, workspace_id, fields)
        return
    changed = change_team(session, workspace_id, team.id, fields)
    into = _option(values, INTO)
    if into is not None:
        merge_teams(session, workspace_id, changed.id, int(into))


def _fields(values: dict[str, Any], team: Team | None) -> TeamFields:
    """Read the form. If it did not ask for the group, the group stays as it is."""
    followed = team.user_group_id if team else None
    group_id = _option(values, GROUP) if GROUP in values else followed
    champions = values[CHAMPIONS][CHAMPIONS].get("selected_users") or []
    return TeamFields(_words(values, NAME), _words(values, AREA) or None, group_id, tuple(champions))


def _follow(bot: Bot, values: dict[str, Any]) -> None:
    """Read the group's members at once; if Slack does not answer, the scheduled job does it within the hour."""
    if _option(values, GROUP) is None:
        return
    try:
        follow_now(bot.client, bot.workspace_id)
    except (SlackClientError, OSError) as error:
        log.warning("user_groups_not_read", error=type(error).__name__)


def _refresh(bot: Bot, list_id: str, language: Language) -> None:
    try:
        bot.modals.update(list_id, _list(bot.workspace_id, language))
    except (SlackClientError, OSError) as error:
        # The team is saved; whoever closed the list meanwhile misses nothing.
        log.info("list_of_teams_not_refreshed", error=type(error).__name__)


def _list(workspace_id: str, language: Language) -> dict[str, Any]:
    with Session.begin() as session:
        members = members_of_teams(session, workspace_id, dt.datetime.now(dt.UTC))
        sizes = {team_id: len(people) for team_id, people in members.items()}
        return teams_modal(teams(session, workspace_id), sizes, language)


def _open(bot: Bot, body: dict[str, Any], team_id: int | None) -> None:
    groups = _groups(bot.client, bot.workspace_id)
    with Session.begin() as session:
        team = None if team_id is None else team_with_id(session, bot.workspace_id, team_id)
    followed = team and team.user_group_id
    name = next((_group_label(group) for group in groups or [] if group.id == followed), None)
    about = About(body["view"]["id"], team.id if team else None)
    language = bot.person(body["user"]["id"]).language
    form = team_modal(about, team, name, language, may_follow=groups is not None)
    bot.modals.push(body["trigger_id"], form)


def _groups(client: WebClient, workspace_id: str) -> list[UserGroup] | None:
    """Return the user groups: `None` if we may not see them, none if Slack does not answer in time."""
    try:
        return user_groups(client, workspace_id)
    except (SlackClientError, OSError) as error:
        log.warning("user_groups_not_read", error=type(error).__name__)
        return []


def _group_label(group: UserGroup) -> str:
    return f"{group.name} (@{group.handle})" if group.handle else group.name


def _words(values: dict[str, Any], name: str) -> str:
    return " ".join(storable(values[name][name].get("value") or "").split())


def _option(values: dict[str, Any], name: str) -> str | None:
    option = values.get(name, {}).get(name, {}).get("selected_option")
    return option["value"] if option else None
