"""Tips: the form that gives one, and what the giver is told in private."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from aiuse_bot.blocks.parts import Block, bold, context, cut, mention, message, one_line, plain_text, section
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.tips import TipsLeft
from aiuse_bot.i18n import Language

TIP = "tip_use_case"
TIP_FORM = "tip_use_case_form"
AMOUNT, NOTE = "tip_amount", "tip_note"
LONGEST_NOTE = 300
MOST_OPTIONS = 100
LONGEST_TITLE = 75
MOST_NAMED = 10


def tip_modal(use_case: UseCase, left: TipsLeft, zone: ZoneInfo, language: Language) -> dict[str, Any]:
    """Return the form that tips a record's authors: how much of what is left, and a note."""
    _ = language.gettext
    options = [
        {"text": plain_text(_points(points, language), LONGEST_TITLE), "value": str(points)}
        for points in range(1, min(left.left, MOST_OPTIONS) + 1)
    ]
    amount: Block = {
        "type": "static_select",
        "action_id": AMOUNT,
        "options": options,
        "initial_option": options[0],
    }
    note: Block = {
        "type": "plain_text_input",
        "action_id": NOTE,
        "max_length": LONGEST_NOTE,
        "placeholder": plain_text(_("Your prompt saved my Friday."), 150),
    }
    return {
        "type": "modal",
        "callback_id": TIP_FORM,
        "private_metadata": str(use_case.number),
        "title": plain_text(_("Give a tip"), 24),
        "submit": plain_text(_("Give"), 24),
        "close": plain_text(_("Cancel"), 24),
        "blocks": [
            section(bold(_named(use_case)), _("For {people}.").format(people=_people(_authors(use_case)))),
            _question(AMOUNT, _("How much?"), amount),
            _question(NOTE, _("A word with it"), note, optional=True),
            context(what_is_left(left, zone, language), _("Only those who get the tip read your words.")),
        ],
    }


def no_tips_modal(left: TipsLeft, zone: ZoneInfo, language: Language) -> dict[str, Any]:
    """Say in place of the form that the allowance is used up."""
    text = what_is_left(left, zone, language)
    return _text_modal(text, language)


def cannot_tip_modal(text: str, language: Language) -> dict[str, Any]:
    """Explain in place of the form why this record cannot be tipped."""
    return _text_modal(text, language)


def own_record(language: Language) -> str:
    """Explain that nobody can tip their own record."""
    return language.gettext("This record is yours. Tips are for what others did.")


def record_gone(language: Language) -> str:
    """Say that the record no longer exists."""
    return language.gettext("This record is not in the library any more.")


def does_not_count(language: Language) -> str:
    """Explain that a guest or a member of another organisation cannot tip in this workspace."""
    return language.gettext("Tips are for the members of this workspace.")


def tip_given(
    shares: Mapping[str, int], use_case: UseCase | None, left: TipsLeft, zone: ZoneInfo, language: Language
) -> dict[str, Any]:
    """Confirm a tip to its giver, with what is left."""
    _ = language.gettext
    points = _points(sum(shares.values()), language)
    people = _people(list(shares))
    if use_case is None:
        text = _("Your tip of {points} went to {people}.").format(points=points, people=people)
    else:
        text = _("Your tip of {points} for {case} went to {people}.")
        text = text.format(points=points, case=bold(f"UC-{use_case.number}"), people=people)
    return _text_message(text, what_is_left(left, zone, language))


def tip_refused(left: TipsLeft, zone: ZoneInfo, language: Language, use_case: UseCase | None = None) -> dict[str, Any]:
    """Explain that a tip was more than is left, so nobody got it."""
    return _text_message(tip_refusal(left, zone, language, use_case))


def tip_refusal(left: TipsLeft, zone: ZoneInfo, language: Language, use_case: UseCase | None = None) -> str:
    """Explain the same as one text, for the field of a form."""
    _ = language.gettext
    text = _("This was more than you have left, so nobody got a tip.")
    if use_case is not None:
        text = _("You have no tips left, so your emoji for {case} gave none.").format(case=f"UC-{use_case.number}")
    return f"{text} {what_is_left(left, zone, language)}"


def tips_how_to(left: TipsLeft, zone: ZoneInfo, emoji: str | None, language: Language) -> dict[str, Any]:
    """Show what is left, and the ways to give it."""
    _ = language.gettext
    lines = [_("`/usecase tip @person 2 thank you for the template` – give a tip, with a word if you like")]
    lines.append(_("`/usecase tip @person @person 3` – a tip that they share"))
    if emoji is not None:
        lines.append(_("{emoji} on a post or its card – a tip of 1 for its authors").format(emoji=f":{emoji}:"))
    return _text_message(what_is_left(left, zone, language), *lines)


def cannot_get_tips(people: list[str], language: Language) -> dict[str, Any]:
    """Name the people who cannot get a tip, because of whom nothing was given."""
    text = language.gettext("{people} cannot get tips here, so I gave none. Bots never can.")
    return _text_message(text.format(people=_people(people)))


def cannot_tip_yourself(language: Language) -> dict[str, Any]:
    """Explain that nobody can tip themselves."""
    return _text_message(language.gettext("Nobody tips themselves. Who helped you?"))


def cannot_tip(language: Language) -> dict[str, Any]:
    """Explain that this person cannot tip here."""
    return _text_message(does_not_count(language))


def what_is_left(left: TipsLeft, zone: ZoneInfo, language: Language) -> str:
    """Return how much somebody may still give, and when there is more, as text."""
    _ = language.gettext
    again = language.day(left.ends_at, zone)
    if left.allowance == 0:
        return _("This workspace gives no tips at the moment.")
    if left.left == 0:
        return _("You have no tips left. On {day} you have {allowance} again.").format(
            day=again, allowance=left.allowance
        )
    text = {
        "day": _("You have {left} of {allowance} tips left today."),
        "week": _("You have {left} of {allowance} tips left this week."),
        "month": _("You have {left} of {allowance} tips left this month."),
    }[left.period]
    return text.format(left=left.left, allowance=left.allowance)


def _points(points: int, language: Language) -> str:
    return language.ngettext("{count} point", "{count} points", points).format(count=points)


def _authors(use_case: UseCase) -> list[str]:
    return [author for author in (use_case.author_id, *use_case.co_author_ids) if author is not None]


def _people(people: list[str]) -> str:
    named = " ".join(mention(person) for person in people[:MOST_NAMED])
    return named if len(people) <= MOST_NAMED else f"{named} …"


def _named(use_case: UseCase) -> str:
    return cut(f"UC-{use_case.number} · {one_line(use_case.title, LONGEST_TITLE)}", LONGEST_TITLE)


def _question(block_id: str, label: str, element: Block, *, optional: bool = False) -> Block:
    asked: Block = {"type": "input", "block_id": block_id, "label": plain_text(label, 150), "element": element}
    return {**asked, "optional": True} if optional else asked


def _text_modal(text: str, language: Language) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": plain_text(language.gettext("Give a tip"), 24),
        "close": plain_text(language.gettext("Close"), 24),
        "blocks": [section(text)],
    }


def _text_message(*lines: str) -> dict[str, Any]:
    return message("\n".join(lines), [section(*lines)])
