"""The form in which a case is written down, checked or edited: two questions, and the rest collapsed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from aiuse_bot.blocks.parts import (
    Block,
    bold,
    button,
    context,
    cut,
    mention,
    message,
    one_line,
    plain_text,
    section,
)
from aiuse_bot.blocks.time_saved import amount_and_unit, periods, units
from aiuse_bot.domain.capture import RecordFields
from aiuse_bot.domain.models import UseCase
from aiuse_bot.i18n import Language

CALLBACK_ID = "share_use_case"
MORE = "more_questions"
TITLE, ISSUE, RESULT, TOOLS = "title", "issue", "result", "tools"
APPROACH, PROMPT, RISK, CO_AUTHORS = "approach", "prompt", "risk", "co_author_ids"
AMOUNT, UNIT, PERIOD, MEASURED = "amount", "unit", "period", "measured"

LONGEST_MODAL_TITLE = 24
LONGEST_LABEL = 2000
LONGEST_PLACEHOLDER = 150
LONGEST_TITLE = 150
LONGEST_ANSWER = 3000
LONGEST_TOOL = 75
MOST_TOOLS = 20
MOST_PEOPLE = 10


class About(NamedTuple):
    """What a form is about; Slack returns it with the submission.

    `channel_id` is where the record is, or where the bot will post it. `message_ts` and `author_id` are of the message
    that becomes a record, `number` of the record that is edited; `was` are fingerprints of the fields as shown.
    """

    channel_id: str
    message_ts: str | None = None
    author_id: str | None = None
    number: int | None = None
    was: Mapping[str, str] = {}

    def packed(self) -> str:
        """Return it as JSON for `private_metadata`, where Slack allows 3,000 characters."""
        return json.dumps({name: value for name, value in self._asdict().items() if value})


def read_about(private_metadata: str) -> About:
    """Parse what a form is about from its `private_metadata`."""
    return About(**json.loads(private_metadata))


def share_modal(
    about: About,
    language: Language,
    fields: RecordFields | None = None,
    *,
    unfolded: bool = False,
    related: Sequence[UseCase] = (),
) -> dict[str, Any]:
    """Return the form. Questions that `fields` answers are filled in and always shown; the rest start collapsed.

    Whoever enters a title or chooses a tool is then shown the records that are similar (`related`).
    """
    _ = language.gettext
    fields = fields or RecordFields("")
    is_new = about.message_ts is None and about.number is None
    return {
        "type": "modal",
        "callback_id": CALLBACK_ID,
        "private_metadata": about.packed(),
        "title": plain_text(_("Edit the use case") if about.number else _("Share a use case"), LONGEST_MODAL_TITLE),
        "submit": plain_text(_("Share") if is_new else _("Save"), LONGEST_MODAL_TITLE),
        "close": plain_text(_("Cancel"), LONGEST_MODAL_TITLE),
        "blocks": [
            *_first_questions(fields, language, must_say_result=is_new),
            *_more_questions(fields, language, unfolded=unfolded),
            *_related(related, language),
            *_where(about, language),
        ],
    }


def is_unfolded(view: Mapping[str, Any]) -> bool:
    """Whether somebody expanded the remaining questions."""
    return all(block["block_id"] != MORE for block in view["blocks"])


def no_channel_yet(language: Language) -> dict[str, Any]:
    """Explain that there is no channel to post in, and who can change that."""
    _ = language.gettext
    text = _(
        "No channel is watched yet. An admin can begin with `/usecase watch` in the channel where cases are shared."
    )
    return message(text, [section(text)])


def no_channel_modal(language: Language) -> dict[str, Any]:
    """Explain the same in a modal, for a global shortcut, which belongs to no channel."""
    return {
        "type": "modal",
        "title": plain_text(language.gettext("Share a use case"), LONGEST_MODAL_TITLE),
        "close": plain_text(language.gettext("Cancel"), LONGEST_MODAL_TITLE),
        "blocks": no_channel_yet(language)["blocks"],
    }


def tool_options(names: Sequence[str], typed: str, language: Language) -> list[Block]:
    """Return the suggestions for a typed tool: the known ones, and the typed text if it is new."""
    options = [_option(name, name) for name in names]
    if typed and typed.casefold() not in {name.casefold() for name in names}:
        options.append(_option(typed, language.gettext("Add “{name}”").format(name=cut(typed, LONGEST_TOOL - 20))))
    return options


def _first_questions(fields: RecordFields, language: Language, *, must_say_result: bool) -> list[Block]:
    _ = language.gettext
    title = _words(TITLE, fields.title, LONGEST_TITLE, _("Answer refund mails in the right tone"))
    result = _words(
        RESULT, fields.result, LONGEST_ANSWER, _("20 minutes a mail became 5. “It did not work” is a result, too.")
    )
    tools: Block = {
        "type": "multi_external_select",
        "action_id": TOOLS,
        "min_query_length": 1,
        "max_selected_items": MOST_TOOLS,
        "placeholder": plain_text(_("ChatGPT, DeepL"), LONGEST_PLACEHOLDER),
    }
    if fields.tools:
        tools["initial_options"] = [_option(name, name) for name in fields.tools[:MOST_TOOLS]]
    return [
        _question(TITLE, _("What did you want to do?"), title) | {"dispatch_action": True},
        _question(ISSUE, _("What was hard before?"), _words(ISSUE, fields.issue, LONGEST_ANSWER), optional=True),
        _question(RESULT, _("What changed?"), result, optional=not must_say_result),
        _question(TOOLS, _("Which tools?"), tools, optional=True) | {"dispatch_action": True},
    ]


def _more_questions(fields: RecordFields, language: Language, *, unfolded: bool) -> list[Block]:
    """Keep the time questions together, and show every question that has an answer."""
    _ = language.gettext
    has_time = fields.time_saved_minutes is not None or fields.time_saved_percent is not None
    questions = [
        (has_time, _time_questions(fields, language)),
        *(
            (bool(value), [_question(name, label, _words(name, value, LONGEST_ANSWER), optional=True)])
            for name, label, value in (
                (APPROACH, _("How did you do it?"), fields.approach),
                (PROMPT, _("The prompt, word for word"), fields.prompt),
                (RISK, _("What should others watch out for?"), fields.risk),
            )
        ),
        (bool(fields.co_author_ids), [_people(fields, language)]),
    ]
    shown = [block for answered, blocks in questions if answered or unfolded for block in blocks]
    if unfolded or all(answered for answered, _blocks in questions):
        return shown
    more = button(MORE, _("More questions: time saved, prompt, risks …"), MORE)
    return [*shown, {"type": "actions", "block_id": MORE, "elements": [more]}]


def _time_questions(fields: RecordFields, language: Language) -> list[Block]:
    _ = language.gettext
    amount, unit = amount_and_unit(fields.time_saved_minutes, fields.time_saved_percent)
    number: Block = {
        "type": "number_input",
        "action_id": AMOUNT,
        "is_decimal_allowed": True,
        "min_value": "0",
        "max_value": "1000000",
    }
    if amount:
        number["initial_value"] = amount
    measured: Block = {
        "type": "checkboxes",
        "action_id": MEASURED,
        "options": [_option(MEASURED, _("I measured it; it is no estimate"))],
    }
    if fields.time_saved_is_measured:
        measured["initial_options"] = measured["options"]
    return [
        _question(AMOUNT, _("How much time does it save?"), number, optional=True),
        _question(UNIT, _("In which unit?"), _select(UNIT, units(language), unit), optional=True),
        _question(
            PERIOD,
            _("How often?"),
            _select(PERIOD, periods(language), fields.time_saved_period or "use"),
            optional=True,
        ),
        _question(MEASURED, _("How sure are you?"), measured, optional=True),
    ]


def _people(fields: RecordFields, language: Language) -> Block:
    element: Block = {"type": "multi_users_select", "action_id": CO_AUTHORS, "max_selected_items": MOST_PEOPLE}
    if fields.co_author_ids:
        element["initial_users"] = list(fields.co_author_ids[:MOST_PEOPLE])
    return _question(CO_AUTHORS, language.gettext("Who did it with you?"), element, optional=True)


def _related(related: Sequence[UseCase], language: Language) -> list[Block]:
    _ = language.gettext
    if not related:
        return []
    lines = [
        _("Looks like {case}, by {author}").format(
            case=bold(f"UC-{one.number} · {one_line(one.title, LONGEST_TITLE)}"),
            author=mention(one.author_id) if one.author_id else _("the library"),
        )
        for one in related
    ]
    return [context(*lines)]


def _where(about: About, language: Language) -> list[Block]:
    _ = language.gettext
    if about.number is not None:
        return []
    if about.author_id is not None:
        return [context(_("It will be credited to {author}.").format(author=mention(about.author_id)))]
    return [context(_("It will be posted in {channel}.").format(channel=f"<#{about.channel_id}>"))]


def _words(action_id: str, value: str | None, longest: int, placeholder: str | None = None) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": action_id != TITLE,
        "max_length": longest,
    }
    if value:
        element["initial_value"] = cut(value, longest)
    if placeholder is not None:
        element["placeholder"] = plain_text(placeholder, LONGEST_PLACEHOLDER)
    return element


def _select(action_id: str, choices: Mapping[str, str], chosen: str) -> Block:
    options = {value: _option(value, label) for value, label in choices.items()}
    return {
        "type": "static_select",
        "action_id": action_id,
        "options": list(options.values()),
        "initial_option": options.get(chosen, next(iter(options.values()))),
    }


def _option(value: str, label: str) -> Block:
    return {"text": plain_text(label, LONGEST_TOOL), "value": cut(value, LONGEST_TOOL)}


def _question(block_id: str, label: str, element: Block, *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "optional": optional,
        "label": plain_text(label, LONGEST_LABEL),
        "element": element,
    }
