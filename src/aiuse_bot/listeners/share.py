"""The form in which somebody writes a case down, checks what was read from a post, or edits a record."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from slack_bolt import Ack, Respond

from aiuse_bot.blocks.asking import already_saved, cannot_be_saved, declined_by_author
from aiuse_bot.blocks.share import (
    CALLBACK_ID,
    TOOLS,
    About,
    is_unfolded,
    no_channel_modal,
    no_channel_yet,
    read_about,
    share_modal,
)
from aiuse_bot.blocks.strangers import written_by_stranger
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.capture import (
    PostedBy,
    fields_of,
    is_declined,
    numbered,
    record_shared,
    record_use_case,
    rewrite,
    text_hash,
    use_case_of,
)
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.related import related, words_of
from aiuse_bot.domain.tools import known_as, learn_from
from aiuse_bot.domain.watch import channel_for_sharing, remember_channel
from aiuse_bot.listeners.bot import Bot, Person, belongs
from aiuse_bot.listeners.card import announce, post_card, redraw_card
from aiuse_bot.listeners.command import Command, Message
from aiuse_bot.listeners.event import moment
from aiuse_bot.listeners.form import as_shown, fields_from, fingerprints, read_form, touched
from aiuse_bot.listeners.home import refresh_home
from aiuse_bot.listeners.post import is_by_person, masked, read_post
from aiuse_bot.listeners.roundup import redraw_roundups
from aiuse_bot.listeners.saving import thank_for_sharing
from aiuse_bot.slack_api.channels import channel_facts


def share_requested(command: Command) -> Message | None:
    """`/usecase` and `/usecase share`: open the form, or say that there is no watched channel yet."""
    with Session.begin() as session:
        channel_id = channel_for_sharing(session, command.workspace_id, command.channel_id)
    if channel_id is None:
        return no_channel_yet(command.language)
    command.bot.modals.open(command.trigger_id, share_modal(About(channel_id), command.language))
    return None


def share_chosen(ack: Ack, shortcut: dict[str, Any], bot: Bot) -> None:
    """The global shortcut: the record is posted in the oldest watched channel; without one, a modal says so."""
    ack()
    _open_form(shortcut, bot)


def share_pressed(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """The same, from the button in Home."""
    ack()
    _open_form(body, bot)


def _open_form(payload: dict[str, Any], bot: Bot) -> None:
    who = bot.person(payload["user"]["id"])
    with Session.begin() as session:
        channel_id = channel_for_sharing(session, bot.workspace_id, "")
    view = share_modal(About(channel_id), who.language) if channel_id else no_channel_modal(who.language)
    bot.modals.open(payload["trigger_id"], view)


def save_requested(ack: Ack, shortcut: dict[str, Any], bot: Bot, respond: Respond) -> None:
    """The message shortcut: check what was read from somebody's message before it becomes a record."""
    ack()
    who = bot.person(shortcut["user"]["id"])
    key = MessageKey(bot.workspace_id, shortcut["channel"]["id"], shortcut["message"]["ts"])
    with Session.begin() as session:
        use_case = use_case_of(session, key)
        is_unwanted = is_declined(session, key) and shortcut["message"].get("user") != who.user_id
    if use_case is not None and use_case.withdrawn_at is None:
        _answer_for_known(use_case, who, bot, shortcut["trigger_id"], respond)
    elif is_unwanted:
        respond(**declined_by_author(who.language), response_type="ephemeral")
    elif is_by_person(shortcut["message"]) and not belongs(bot.person(shortcut["message"]["user"]).member):
        respond(**written_by_stranger(who.language), response_type="ephemeral")
    elif not is_by_person(shortcut["message"]) or not channel_facts(bot.client, key.channel_id).is_member:
        respond(**cannot_be_saved(who.language), response_type="ephemeral")
    else:
        bot.modals.open(shortcut["trigger_id"], _form_of(shortcut["message"], key, who, bot))


def more_pressed(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """Expand the remaining questions; what is already filled in stays."""
    ack()
    _draw_again(body, bot, unfolded=True)


def answer_given(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """Show what the library has already about the title or the tools that somebody just entered."""
    ack()
    _draw_again(body, bot, unfolded=is_unfolded(body["view"]))


def share_submitted(ack: Ack, view: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Save the record before the form closes. Submitting the same form a second time saves nothing."""
    about, written = read_about(view["private_metadata"]), read_form(view["state"]["values"])
    user_id = body["user"]["id"]
    now = dt.datetime.now(dt.UTC)
    with Session.begin() as session:
        if about.number is not None:
            _edit(session, about, written, bot.person(user_id), bot, now)
        elif about.message_ts is not None:
            _save_checked(session, about, written, user_id, bot, now)
        else:
            _share(session, about, f"{CALLBACK_ID}:{view['id']}", written, user_id, bot, now)
    ack()
    refresh_home(bot, bot.person(user_id))


def edit_form(session: OpenSession, use_case: UseCase, who: Person, bot: Bot) -> dict[str, Any]:
    """Return the form that edits a record, filled with its current fields."""
    fields = as_shown(fields_of(use_case))
    about = About(use_case.channel_id or "", number=use_case.number, was=fingerprints(fields))
    like = _similar(session, words_of(use_case), fields.tools, who, bot, but=use_case.number)
    return share_modal(about, who.language, fields, related=like)


def _edit(session: OpenSession, about: About, written: dict[str, Any], who: Person, bot: Bot, now: dt.datetime) -> None:
    """Save what the person changed, and overwrite nothing that the post changed meanwhile."""
    use_case = numbered(session, bot.workspace_id, about.number or 0)
    if use_case is None or not bot.may_change(use_case, who.member):
        return
    before = list(use_case.tools)
    changed = touched(about, written)
    if rewrite(session, use_case, _with_known_tools(session, bot, changed), source="human", by=who.user_id, at=now):
        learn_from(session, bot.workspace_id, before, use_case.tools, by=who.user_id)
        redraw_card(session, use_case)
        redraw_roundups(session, use_case)


def _save_checked(
    session: OpenSession, about: About, written: dict[str, Any], user_id: str, bot: Bot, now: dt.datetime
) -> None:
    key = MessageKey(bot.workspace_id, about.channel_id, about.message_ts or "")
    facts = channel_facts(bot.client, key.channel_id)
    remember_channel(
        session, *key[:2], is_private=facts.is_private, is_shared=facts.is_shared, locale=bot.settings.locale
    )
    posted = PostedBy(about.author_id or user_id, moment(key.message_ts))
    fields = fields_from(_with_known_tools(session, bot, written))
    use_case = record_use_case(session, key, posted, fields, text="", at=now)
    if use_case is None:
        return
    use_case.text_hash = about.was.get("text")
    use_case.written_by = dict.fromkeys(touched(about, written), "human")
    thank_for_sharing(session, use_case)
    announce(session, use_case, bot.settings)


def _share(
    session: OpenSession,
    about: About,
    external_id: str,
    written: dict[str, Any],
    user_id: str,
    bot: Bot,
    now: dt.datetime,
) -> None:
    fields = fields_from(_with_known_tools(session, bot, written))
    use_case = record_shared(
        session, bot.workspace_id, about.channel_id, external_id, fields, author_id=user_id, now=now
    )
    if use_case is not None:
        use_case.written_by = dict.fromkeys((name for name, value in written.items() if value), "human")
        thank_for_sharing(session, use_case)
        post_card(session, use_case)


def _with_known_tools(session: OpenSession, bot: Bot, written: dict[str, Any]) -> dict[str, Any]:
    """Replace the tools by this workspace's names for them; somebody may have typed another known spelling."""
    if TOOLS not in written:
        return written
    return {**written, TOOLS: known_as(session, bot.workspace_id, written[TOOLS])}


def _form_of(message: dict[str, Any], key: MessageKey, who: Person, bot: Bot) -> dict[str, Any]:
    post = read_post(masked(message), bot, key.channel_id)
    fields = as_shown(post.fields())
    was = fingerprints(fields) | {"text": text_hash(post.text)}
    about = About(key.channel_id, key.message_ts, post.posted.author_id, was=was)
    with Session.begin() as session:
        like = _similar(session, f"{fields.title} {fields.issue or ''} {fields.result or ''}", fields.tools, who, bot)
        return share_modal(about, who.language, fields, related=like)


def _answer_for_known(use_case: UseCase, who: Person, bot: Bot, trigger_id: str, respond: Respond) -> None:
    """Open the edit form of a saved message for its authors; others learn its number."""
    if not bot.may_change(use_case, who.member):
        respond(**already_saved(use_case, who.language), response_type="ephemeral")
        return
    with Session.begin() as session:
        form = edit_form(session, use_case, who, bot)
    bot.modals.open(trigger_id, form)


def _draw_again(body: dict[str, Any], bot: Bot, *, unfolded: bool) -> None:
    view, who = body["view"], bot.person(body["user"]["id"])
    about, fields = read_about(view["private_metadata"]), fields_from(read_form(view["state"]["values"]))
    with Session.begin() as session:
        words = " ".join(part for part in (fields.title, fields.issue, fields.result) if part)
        like = _similar(session, words, fields.tools, who, bot, but=about.number)
        form = share_modal(about, who.language, fields, unfolded=unfolded, related=like)
    bot.modals.update(view["id"], form, view_hash=view["hash"])


def _similar(
    session: OpenSession, words: str, tools: Iterable[str], who: Person, bot: Bot, but: int | None = None
) -> list[UseCase]:
    may_read = bot.readable_by(who)
    return related(session, bot.workspace_id, words, tools, readable=may_read, but=but)
