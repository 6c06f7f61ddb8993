"""`/usecase`: one command, whose first word selects what to do. An unknown word gets help, never silence."""

import unicodedata
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack

from aiuse_bot.blocks.help import cannot_check_reader, help_message
from aiuse_bot.domain.text import storable
from aiuse_bot.listeners import boards, search, share, synonyms, team, tips, tools, watch
from aiuse_bot.listeners.bot import Bot
from aiuse_bot.listeners.command import Command, Message


def help_requested(command: Command) -> Message:
    """List what can be asked, and who may ask it."""
    return help_message(command.language)


WORDS: dict[str, Callable[[Command], Message | None]] = {
    "": share.share_requested,
    "share": share.share_requested,
    "search": search.search_requested,
    "show": search.show_requested,
    "mine": search.mine_requested,
    "top": boards.top_requested,
    "tip": tips.tip_requested,
    "watch": watch.watch_requested,
    "unwatch": watch.unwatch_requested,
    "team": team.team_requested,
    "teams": team.teams_requested,
    "synonyms": synonyms.synonyms_requested,
    "tools": tools.tools_requested,
    "help": help_requested,
}

READING = {"search", "show", "top"}
"""What they show depends on who asks."""

JAPANESE_WORDS = {
    "共有": "share",
    "投稿": "share",
    "検索": "search",
    "表示": "show",
    "自分": "mine",
    "人気": "top",
    "チップ": "tip",
    "開始": "watch",
    "停止": "unwatch",
    "チーム": "team",
    "チーム管理": "teams",
    "同義語": "synonyms",
    "ツール": "tools",
    "ヘルプ": "help",
}


def usecase_command(ack: Ack, command: dict[str, Any], bot: Bot) -> None:
    """Answer in the acknowledgement itself; `None` from a word's function means that it opened a modal instead."""
    word, argument = read_words(command.get("text") or "")
    asked = Command(bot, bot.person(command["user_id"]), command["channel_id"], argument, command["trigger_id"])
    word = JAPANESE_WORDS.get(word, word)
    is_hidden = word in READING and asked.member.kind == "unknown"
    message = cannot_check_reader(asked.language) if is_hidden else WORDS.get(word, help_requested)(asked)
    if message is None:
        ack()
    else:
        ack(response_type="ephemeral", **message)


def read_words(text: str) -> tuple[str, str]:
    """Split the text into its first word and the rest; full-width letters and spaces count like others."""
    parts = storable(text).split(maxsplit=1)
    word = unicodedata.normalize("NFKC", parts[0]).lower() if parts else ""
    return word, parts[1].strip() if len(parts) > 1 else ""
