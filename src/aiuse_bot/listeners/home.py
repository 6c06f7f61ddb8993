"""The Home tab: drawn when somebody opens it, and again after each action while it is open."""

import datetime as dt
from importlib.metadata import version
from typing import Any

import structlog
from slack_bolt import Ack
from slack_sdk.errors import SlackClientError

from aiuse_bot.blocks.home import Health, Page, admin_home, changed_preferences, member_home, read_page
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery import inbox, outbox
from aiuse_bot.domain.bookmarks import press_bookmark
from aiuse_bot.domain.home import SHOWN, home_contents, last_roundup, watched_by_bot
from aiuse_bot.domain.preferences import set_preferences
from aiuse_bot.domain.privacy import Readable, readable
from aiuse_bot.domain.search import Answer, ask, find
from aiuse_bot.domain.text import storable
from aiuse_bot.domain.workspace import workspace_url
from aiuse_bot.listeners.bot import Bot, Person, zone_of
from aiuse_bot.listeners.event import moment
from aiuse_bot.semantic import encoder

log = structlog.get_logger(__name__)


def home_opened(event: dict[str, Any], bot: Bot) -> None:
    """Draw somebody's Home. Slack sends this event for the messages tab, too, where we show nothing."""
    if event.get("tab", "home") != "home":
        return
    seen = event.get("view") or {}
    _show(bot, bot.person(event["user"]), Page(), seen.get("hash"))


def search_typed(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Show the results below the search box; an empty query shows none."""
    ack()
    _show_after(body, bot, Page(query=" ".join(storable(action.get("value") or "").split())))


def search_cleared(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """Clear the search results."""
    ack()
    _show_after(body, bot, Page())


def administration_pressed(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """Show the admin page; whether this person is an admin is checked when it is drawn."""
    ack()
    _show_after(body, bot, Page(is_admin=True))


def back_pressed(ack: Ack, body: dict[str, Any], bot: Bot) -> None:
    """Show the first page again."""
    ack()
    _show_after(body, bot, Page())


def preferences_changed(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Save a setting as soon as it is ticked or unticked."""
    ack()
    changed = changed_preferences(action, body["view"])
    if changed:
        with Session.begin() as session:
            set_preferences(session, bot.workspace_id, body["user"]["id"], **changed)
    _show_after(body, bot, read_page(body["view"]))


def bookmark_forgotten(ack: Ack, action: dict[str, Any], body: dict[str, Any], bot: Bot) -> None:
    """Remove a record from what this person saved for later."""
    ack()
    who = bot.person(body["user"]["id"])
    may_read = bot.readable_by(who)
    with Session.begin() as session:
        hit = find(session, bot.workspace_id, int(action["value"]), may_read)
        if hit is not None:
            press_bookmark(session, hit.use_case, who.user_id, moment(action["action_ts"]), wanted=False)
    _show_after(body, bot, read_page(body["view"]))


def refresh_home(bot: Bot, who: Person) -> None:
    """Redraw somebody's Home after an action elsewhere, if it was open lately. A failure does no harm."""
    shown = bot.homes.shown(bot.workspace_id, who.user_id)
    if shown is None:
        return
    try:
        _show(bot, who, read_page(shown), shown.get("hash"))
    except (SlackClientError, OSError) as error:
        log.warning("home_not_drawn", user_id=who.user_id, error=type(error).__name__)


def _show_after(body: dict[str, Any], bot: Bot, page: Page) -> None:
    _show(bot, bot.person(body["user"]["id"]), page, body["view"].get("hash"))


def _show(bot: Bot, who: Person, page: Page, seen: str | None) -> None:
    bot.homes.publish(bot.client, bot.workspace_id, who.user_id, lambda: _draw(bot, who, page), seen)


def _draw(bot: Bot, who: Person, page: Page) -> dict[str, Any]:
    now, is_admin = dt.datetime.now(dt.UTC), bot.is_admin(who.member)
    audience = bot.audience(who.member)
    may_read = readable(bot.workspace_id, audience)
    zone = zone_of(who.member, bot.settings)
    with Session.begin() as session:
        if page.is_admin and is_admin:
            watched = watched_by_bot(session, bot.workspace_id, audience.channels)
            return admin_home(watched, _health(session, bot, now), who.language, zone, now)
        page = page._replace(is_admin=False)
        contents = home_contents(session, bot.workspace_id, who.user_id, may_read, zone, now)
        answer = _answer(session, bot, who, page.query, may_read, now) if page.query else None
        url = workspace_url(session, bot.workspace_id)
        return member_home(contents, answer, page, who.language, url, is_admin=is_admin)


def _answer(session: OpenSession, bot: Bot, who: Person, query: str, may_read: Readable, now: dt.datetime) -> Answer:
    return ask(
        session,
        bot.workspace_id,
        query,
        readable=may_read,
        limit=SHOWN,
        now=now,
        asked_by=who.user_id,
        encoder=encoder(bot.settings.semantic),
    )


def _health(session: OpenSession, bot: Bot, now: dt.datetime) -> Health:
    events, messages = inbox.health(session, now), outbox.health(session, now)
    return Health(
        inbox_waiting=events.waiting,
        inbox_parked=events.parked,
        outbox_open=messages.open,
        outbox_failed=messages.failed,
        outbox_parked=messages.parked,
        last_roundup=last_roundup(session, bot.workspace_id),
        version=version("aiuse-bot"),
    )
