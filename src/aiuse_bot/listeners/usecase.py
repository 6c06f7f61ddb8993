"""`/usecase`: one command, whose first word selects what to do. An unknown word gets help, never silence."""

import unicodedata
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from aiuse_bot.blocks.help import help_message
from aiuse_bot.domain.text import storable
from aiuse_bot.i18n import language
from aiuse_bot.listeners import boards, search, share, synonyms, team, tips, tools, watch
from aiuse_bot.listeners.command import Command, Message
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.channels import PrivateChannels
from aiuse_bot.slack_api.members import Member, Members
from aiuse_bot.slack_api.modals import Modals

log = structlog.get_logger(__name__)


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


def usecase_command(
    ack: Ack,
    command: dict[str, Any],
    client: WebClient,
    modals: Modals,
    workspace_id: str,
    settings: Settings,
    members: Members,
    private_channels: PrivateChannels,
) -> None:
    """Answer in the acknowledgement itself; `None` from a word's function means that it opened a modal instead."""
    word, argument = read_words(command.get("text") or "")
    member = _member(members, client, command["user_id"])
    asked = Command(
        workspace_id=workspace_id,
        channel_id=command["channel_id"],
        member=member,
        argument=argument,
        trigger_id=command["trigger_id"],
        language=language(member.locale or settings.locale),
        client=client,
        modals=modals,
        settings=settings,
        private_channels=private_channels,
        members=members,
    )
    message = WORDS.get(JAPANESE_WORDS.get(word, word), help_requested)(asked)
    if message is None:
        ack()
    else:
        ack(response_type="ephemeral", **message)


def read_words(text: str) -> tuple[str, str]:
    """Split the text into its first word and the rest; full-width letters and spaces count like others."""
    parts = storable(text).split(maxsplit=1)
    word = unicodedata.normalize("NFKC", parts[0]).lower() if parts else ""
    return word, parts[1].strip() if len(parts) > 1 else ""


def _member(members: Members, client: WebClient, user_id: str) -> Member:
    """Look the sender up. They are waiting, so if Slack is slow they are answered in the default language."""
    try:
        return members.of(client, user_id)
    except (SlackClientError, OSError) as error:
        log.warning("member_unknown", user_id=user_id, error=type(error).__name__)
        return Member(user_id)
