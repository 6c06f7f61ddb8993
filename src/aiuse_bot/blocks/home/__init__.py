"""The Home tab: one page for members, a second one for admins."""

from aiuse_bot.blocks.home.admin import Health, admin_home
from aiuse_bot.blocks.home.member import member_home
from aiuse_bot.blocks.home.page import (
    ADMINISTRATION,
    BACK,
    CLEAR,
    FORGET,
    PREFERENCES,
    SEARCH,
    SHARE,
    Page,
    changed_preferences,
    read_page,
)

__all__ = [
    "ADMINISTRATION",
    "BACK",
    "CLEAR",
    "FORGET",
    "PREFERENCES",
    "SEARCH",
    "SHARE",
    "Health",
    "Page",
    "admin_home",
    "changed_preferences",
    "member_home",
    "read_page",
]
