"""What we listen to, in one place. Events come first: Bolt tries the listeners one after another.

Bolt runs only the first listener that matches, so there is one for each type of event, and it branches inside.
"""

from slack_bolt import App

from aiuse_bot.blocks.share import CALLBACK_ID
from aiuse_bot.listeners import capture, praise, share, usecase, workspace


def register(app: App) -> None:
    """Tell the app which function answers which word of Slack's."""
    app.event("reaction_added")(praise.reaction_added)
    app.event("reaction_removed")(praise.reaction_removed)
    app.event("message")(capture.message_event)
    app.event("user_change")(workspace.user_changed)
    app.event("emoji_changed")(workspace.emoji_changed)
    app.event("member_joined_channel")(workspace.members_of_channel_changed)
    app.event("member_left_channel")(workspace.members_of_channel_changed)
    app.command("/usecase")(usecase.usecase_command)
    app.view(CALLBACK_ID)(share.share_submitted)
