"""Teams: people choose theirs, admins keep the list, and Slack's user groups can decide, too."""

from aiuse_bot.listeners.team.choosing import choose_pressed, team_chosen, team_requested, teams_typed
from aiuse_bot.listeners.team.following import user_group_changed
from aiuse_bot.listeners.team.managing import (
    find_chosen,
    group_typed,
    other_teams_typed,
    team_form_requested,
    team_submitted,
    teams_requested,
)

__all__ = [
    "choose_pressed",
    "find_chosen",
    "group_typed",
    "other_teams_typed",
    "team_chosen",
    "team_form_requested",
    "team_requested",
    "team_submitted",
    "teams_requested",
    "teams_typed",
    "user_group_changed",
]
