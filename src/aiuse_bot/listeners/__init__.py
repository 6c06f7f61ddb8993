"""Registers every listener. Events come first, because Bolt tries the listeners in order.

Bolt runs only the first listener that matches, so each type of event has one, which branches inside.
"""

from slack_bolt import App

from aiuse_bot.blocks.asking import NOT_THIS_TIME, SAVE
from aiuse_bot.blocks.buttons import PRAISE, PRAISE_UNDO, REUSE, SAVE_FOR_LATER, SAVE_FOR_LATER_UNDO
from aiuse_bot.blocks.capture import MENU
from aiuse_bot.blocks.home import ADMINISTRATION, BACK, CLEAR, FORGET, PREFERENCES, SEARCH, SHARE
from aiuse_bot.blocks.merging import APART, MAKE_ONE, MERGE_FORM
from aiuse_bot.blocks.reuse import REUSE_FORM, REUSE_UNDO
from aiuse_bot.blocks.share import CALLBACK_ID, MORE, TITLE, TOOLS
from aiuse_bot.blocks.team.choosing import CHOOSE, TEAM
from aiuse_bot.blocks.team.managing import CHANGE, FIND, GROUP, NEW
from aiuse_bot.blocks.team.managing import INTO as MERGE_INTO
from aiuse_bot.blocks.team.managing import SAVE as SAVE_TEAM
from aiuse_bot.blocks.tips import TIP, TIP_FORM
from aiuse_bot.blocks.tools import INTO, MANAGE, TOOL
from aiuse_bot.listeners import (
    asking,
    buttons,
    capture,
    home,
    merging,
    owner,
    reaction,
    readers,
    reuse,
    share,
    strangers,
    team,
    tips,
    tools,
    usecase,
    workspace,
)

SHARE_SHORTCUT = "share_use_case"
SAVE_SHORTCUT = "save_use_case"


def register(app: App) -> None:
    """Register the listener of each event, command, shortcut, view, list of options and action."""
    app.middleware(strangers.refuse_strangers)
    app.event("reaction_added")(reaction.reaction_added)
    app.event("reaction_removed")(reaction.reaction_removed)
    app.event("app_home_opened")(home.home_opened)
    app.event("message")(capture.message_event)
    app.event("channel_deleted")(workspace.channel_deleted)
    app.event("channel_shared")(readers.channel_shared)
    app.event("channel_unshared")(readers.channel_unshared)
    app.event("group_deleted")(workspace.channel_deleted)
    app.event("app_uninstalled")(workspace.app_uninstalled)
    app.event("user_change")(workspace.user_changed)
    app.event("emoji_changed")(workspace.emoji_changed)
    app.event("member_joined_channel")(workspace.members_of_channel_changed)
    app.event("member_left_channel")(workspace.members_of_channel_changed)
    for changed in ("subteam_created", "subteam_updated", "subteam_members_changed"):
        app.event(changed)(team.user_group_changed)
    app.command("/usecase")(usecase.usecase_command)
    app.shortcut(SHARE_SHORTCUT)(share.share_chosen)
    app.shortcut(SAVE_SHORTCUT)(share.save_requested)
    app.view(CALLBACK_ID)(share.share_submitted)
    for select in (TOOLS, TOOL, INTO):
        app.options(select)(tools.tools_typed)
    app.view(MANAGE)(tools.tools_submitted)
    _register_teams(app)
    app.action(MORE)(share.more_pressed)
    for answer in (TITLE, TOOLS):
        app.action(answer)(share.answer_given)
    app.action(MENU)(owner.menu_chosen)
    _register_buttons(app)
    _register_home(app)
    app.action(MAKE_ONE)(merging.merge_chosen)
    app.action(APART)(merging.apart_chosen)
    app.view(MERGE_FORM)(merging.merge_submitted)
    app.action(SAVE)(asking.save_chosen)
    app.action(NOT_THIS_TIME)(asking.not_this_time_chosen)
    app.action(TIP)(tips.tip_pressed)
    app.view(TIP_FORM)(tips.tip_submitted)


def _register_buttons(app: App) -> None:
    for button in (PRAISE, PRAISE_UNDO):
        app.action(button)(buttons.praise_pressed)
    for button in (SAVE_FOR_LATER, SAVE_FOR_LATER_UNDO):
        app.action(button)(buttons.bookmark_pressed)
    app.action(REUSE)(reuse.reuse_pressed)
    app.action(REUSE_UNDO)(reuse.reuse_undone)
    app.view(REUSE_FORM)(reuse.reuse_submitted)


def _register_home(app: App) -> None:
    app.action(SEARCH)(home.search_typed)
    app.action(CLEAR)(home.search_cleared)
    app.action(ADMINISTRATION)(home.administration_pressed)
    app.action(BACK)(home.back_pressed)
    app.action(PREFERENCES)(home.preferences_changed)
    app.action(FORGET)(home.bookmark_forgotten)
    app.action(SHARE)(share.share_pressed)


def _register_teams(app: App) -> None:
    app.action(CHOOSE)(team.choose_pressed)
    app.options(TEAM)(team.teams_typed)
    app.view(CHOOSE)(team.team_chosen)
    app.action(NEW)(team.team_form_requested)
    app.action(CHANGE)(team.team_form_requested)
    app.action(FIND)(team.find_chosen)
    for select in (FIND, MERGE_INTO):
        app.options(select)(team.other_teams_typed)
    app.options(GROUP)(team.group_typed)
    app.view(SAVE_TEAM)(team.team_submitted)
