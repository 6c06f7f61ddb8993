"""The weekly roundup as a channel sees it."""

from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.parts import Block, bold, context, header, mention, message, section
from aiuse_bot.blocks.search import case_name, case_outcome, case_title
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.roundup import RoundupContents
from aiuse_bot.domain.search import Hit
from aiuse_bot.i18n import Language

MOST_NEW = 10
"""What somebody reads on a phone before the weekend; the others are counted and can be searched."""

MOST_THANKED = 20


def roundup_message(contents: RoundupContents, language: Language) -> dict[str, Any]:
    """Return the post: new cases, the most praised ones, and thanks to those who shared for the first time.

    Links are not unfurled: the cases would appear twice, and each preview edits the message.
    """
    _ = language.gettext
    title = _("AI use cases of the week")
    days = f"{language.day(contents.since, contents.zone)} – {language.day(contents.slot_at, contents.zone)}"
    blocks = [header(title), context(days), *_body(contents, language), context(_invitation(language))]
    text = "\n".join([f"{title} ({days})", *_spoken(contents, language)])
    return {**message(text, blocks), "unfurl_links": False, "unfurl_media": False}


def _body(contents: RoundupContents, language: Language) -> list[Block]:
    if not contents.new and not contents.praised:
        return [section(_quiet_week(language))]
    return [
        *_new_cases(contents.new, contents.workspace_url, language),
        *_praised(contents.praised, contents.workspace_url, language),
        *_thanks(contents.first_time_sharers, language),
    ]


def _new_cases(new: Sequence[UseCase], workspace_url: str | None, language: Language) -> list[Block]:
    _ = language.gettext
    if not new:
        return [section(_("No new cases this week, but these were praised:"))]
    cases = [_case(use_case, workspace_url) for use_case in new[:MOST_NEW]]
    return [section(_new_heading(new, language)), *cases, *_more(len(new) - MOST_NEW, language)]


def _case(use_case: UseCase, workspace_url: str | None) -> Block:
    author = mention(use_case.author_id) if use_case.author_id else ""
    return section(case_title(use_case, workspace_url), case_outcome(use_case), author)


def _praised(praised: Sequence[Hit], workspace_url: str | None, language: Language) -> list[Block]:
    _ = language.gettext
    lines = [f"{case_title(hit.use_case, workspace_url)} · :clap: {hit.praise}" for hit in praised]
    return [section(bold(_("Most praised")), *lines)] if lines else []


def _thanks(user_ids: Sequence[str], language: Language) -> list[Block]:
    _ = language.gettext
    if not user_ids:
        return []
    people = ", ".join(mention(user_id) for user_id in user_ids[:MOST_THANKED])
    thanks = section(_("Thank you for sharing for the first time: {people}").format(people=people))
    return [thanks, *_more(len(user_ids) - MOST_THANKED, language)]


def _more(count: int, language: Language) -> list[Block]:
    _ = language.gettext
    return [context(_("and {count} more").format(count=count))] if count > 0 else []


def _spoken(contents: RoundupContents, language: Language) -> list[str]:
    """Return the post as it is read aloud: new and praised cases, without small print."""
    _ = language.gettext
    if not contents.new and not contents.praised:
        return [_quiet_week(language)]
    new = [_new_heading(contents.new, language), *map(case_name, contents.new[:MOST_NEW])] if contents.new else []
    praised = [case_name(hit.use_case) for hit in contents.praised]
    return [*new, *([_("Most praised"), *praised] if praised else [])]


def _new_heading(new: Sequence[UseCase], language: Language) -> str:
    count = len(new)
    return bold(language.ngettext("{count} new case", "{count} new cases", count).format(count=count))


def _quiet_week(language: Language) -> str:
    _ = language.gettext
    return _("A quiet week. Did AI help you with something, or did it fail? Two sentences in this channel are enough.")


def _invitation(language: Language) -> str:
    _ = language.gettext
    return _("Share yours: post here or type `/usecase`. Find others: `/usecase search`.")
