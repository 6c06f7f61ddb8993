"""What we listen to, in one place. Events come first: Bolt tries the listeners one after another.

Bolt runs only the first listener that matches, so there is one for each type of event, and it branches inside.
"""

from slack_bolt import App

from aiuse_bot.blocks.asking import NOT_THIS_TIME, SAVE
from aiuse_bot.blocks.capture import MENU
from aiuse_bot.blocks.share import CALLBACK_ID, MORE, TOOLS
from aiuse_bot.blocks.tools import INTO, MANAGE, TOOL
from aiuse_bot.listeners import asking, capture, owner, praise, share, tools, usecase, workspace

SHARE_SHORTCUT = "share_use_case"
SAVE_SHORTCUT = "save_use_case"


def register(app: App) -> None:
    """Tell the app which function answers which word of Slack's."""
    app.event("reaction_added")(praise.reaction_added)
    app.event("reaction_removed")(praise.reaction_removed)
    app.event("message")(capture.message_event)
    app.event("channel_deleted")(workspace.channel_deleted)
    app.event("group_deleted")(workspace.channel_deleted)
    app.event("app_uninstalled")(workspace.app_uninstalled)
    app.event("user_change")(workspace.user_changed)
    app.event("emoji_changed")(workspace.emoji_changed)
    app.event("member_joined_channel")(workspace.members_of_channel_changed)
    app.event("member_left_channel")(workspace.members_of_channel_changed)
    app.command("/usecase")(usecase.usecase_command)
    app.shortcut(SHARE_SHORTCUT)(share.share_chosen)
    app.shortcut(SAVE_SHORTCUT)(share.save_asked)
    app.view(CALLBACK_ID)(share.share_submitted)
    for select in (TOOLS, TOOL, INTO):
        app.options(select)(tools.tools_typed)
    app.view(MANAGE)(tools.tools_submitted)
    app.action(MORE)(share.more_asked)
    app.action(MENU)(owner.menu_chosen)
    app.action(SAVE)(asking.save_chosen)
    app.action(NOT_THIS_TIME)(asking.not_this_time_chosen)
