"""People choose the team they are in."""

import datetime as dt
from typing import Any

from slack_bolt import Ack

from aiuse_bot.blocks.team.choosing import LEAVE_IT, NO_TEAM, TEAM, choices, choose_modal, no_teams_yet
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.team import (
    UnknownTeamError,
    choose_no_team,
    join_team,
    leave_to_others,
    period_of,
    team_of,
    team_with_id,
    teams_like,
)
from aiuse_bot.domain.text import storable
from aiuse_bot.i18n import Language
from aiuse_bot.listeners.bot import Bot
from aiuse_bot.listeners.command import Command, Message
from aiuse_bot.listeners.home import refresh_home

MOST_OFFERED = 100


def team_requested(command: Command) -> Message | None:
    """`/usecase team`: open the form, or say that there are no teams."""
    with Session.begin() as session:
        form = _form(session, command.workspace_id, command.member.user_id, command.language)
    if form is None:
        return no_teams_yet(command.language)
    command.bot.modals.open(command.trigger_id, form)
    return None


def choose_pressed(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """The same by the button, which is shown only if there are teams; without any, nothing opens."""
    ack()
    who = bot.person(body["user"]["id"])
    with Session.begin() as session:
        form = _form(session, bot.workspace_id, who.user_id, who.language)
    if form is not None:
        bot.modals.open(body["trigger_id"], form)


def teams_typed(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """Suggest the teams whose name contains the typed text."""
    who = bot.person(body["user"]["id"])
    typed = storable(body["value"])
    with Session.begin() as session:
        teams = teams_like(session, bot.workspace_id, typed, MOST_OFFERED)
    ack(options=choices(teams, typed, who.language))


def team_chosen(ack: Ack, view: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Save the choice, or show at the field that the team no longer exists."""
    chosen = view["state"]["values"][TEAM][TEAM]["selected_option"]["value"]
    user_id, now = body["user"]["id"], dt.datetime.now(dt.UTC)
    try:
        with Session.begin() as session:
            _choose(session, bot.workspace_id, user_id, chosen, now)
    except UnknownTeamError:
        error = bot.person(user_id).language.gettext("This team is not there any more. Please choose another.")
        ack(response_action="errors", errors={TEAM: error})
    else:
        ack()
        refresh_home(bot, bot.person(user_id))


def _form(session: OpenSession, workspace_id: str, user_id: str, language: Language) -> dict[str, Any] | None:
    if not teams_like(session, workspace_id, "", limit=1):
        return None
    now = dt.datetime.now(dt.UTC)
    team = team_of(session, workspace_id, user_id, now)
    return choose_modal(team, period_of(session, workspace_id, user_id, now), language)


def _choose(session: OpenSession, workspace_id: str, user_id: str, chosen: str, now: dt.datetime) -> None:
    if chosen == NO_TEAM:
        choose_no_team(session, workspace_id, user_id, since=now)
    elif chosen == LEAVE_IT:
        leave_to_others(session, workspace_id, user_id, "self", since=now)
    else:
        team = team_with_id(session, workspace_id, int(chosen))
        join_team(session, workspace_id, user_id, team.id, "self", since=now)
