"""People of other organisations meet the bot in a shared channel. The library is not theirs, and they are told so."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, BoltContext, BoltResponse

from aiuse_bot.blocks.strangers import not_your_library

if TYPE_CHECKING:
    from aiuse_bot.listeners.bot import Bot


def refuse_strangers(
    body: dict[str, Any], context: BoltContext, ack: Ack, next_: Callable[[], BoltResponse]
) -> BoltResponse:
    """Answer a button or shortcut of a stranger politely, before any listener sees it. Events go on to theirs."""
    user_id = body.get("user_id") or (body.get("user") or {}).get("id")
    if "event" in body or user_id is None:
        return next_()
    bot: Bot = context["bot"]
    who = bot.person(user_id)
    if who.member.kind != "stranger":
        return next_()
    if context.respond is not None and context.response_url:
        context.respond(**not_your_library(who.language), response_type="ephemeral", replace_original=False)
    return ack()
