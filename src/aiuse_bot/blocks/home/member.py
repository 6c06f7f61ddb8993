from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.buttons import reused_by
from aiuse_bot.blocks.home.page import (
    ADMINISTRATION,
    CLEAR,
    FORGET,
    LONGEST_QUERY,
    PREFERENCES,
    SEARCH,
    SHARE,
    Page,
    view,
)
from aiuse_bot.blocks.parts import Block, button, context, header, one_line, plain_text, section
from aiuse_bot.blocks.search import case_outcome, case_title, in_short, repairs
from aiuse_bot.blocks.team.choosing import choose_button
from aiuse_bot.domain.home import HomeContents, OwnCase, Thanks
from aiuse_bot.domain.models import Team, UseCase
from aiuse_bot.domain.preferences import Preferences
from aiuse_bot.domain.search import Answer
from aiuse_bot.i18n import Language

LONGEST_NAME = 100


def member_home(
    contents: HomeContents,
    answer: Answer | None,
    page: Page,
    language: Language,
    workspace_url: str | None,
    *,
    is_admin: bool,
) -> dict[str, Any]:
    """Return somebody's Home; `answer` is what their search found, `None` without a search."""
    blocks = [
        *_search(answer, page.query, language, workspace_url),
        *(_welcome(language) if contents.is_new_here else _own(contents.own, language, workspace_url)),
        *_thanks(contents, language, workspace_url),
        *_tips_left(contents.tips_left, language),
        *_news(contents, language, workspace_url),
        *_saved(contents.saved, language, workspace_url),
        *_settings(contents, language, is_admin=is_admin),
    ]
    return view(blocks, page)


def _welcome(language: Language) -> list[Block]:
    _ = language.gettext
    return [
        header(_("Welcome")),
        section(
            _("Here is how colleagues use AI, for you to take over."),
            _("Tell what you tried and what came of it; what did not work helps, too."),
            _("Your cases and the thanks for them will be here."),
        ),
        {"type": "actions", "elements": [button(SHARE, _("Share a use case"), SHARE, primary=True)]},
    ]


def _search(answer: Answer | None, query: str, language: Language, workspace_url: str | None) -> list[Block]:
    _ = language.gettext
    element: Block = {
        "type": "plain_text_input",
        "action_id": SEARCH,
        "max_length": LONGEST_QUERY,
        "placeholder": plain_text(_("What are you looking for?"), 150),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    # Slack keeps the typed text while the block id stays the same, so clearing the search changes the id.
    box: Block = {
        "type": "input",
        "block_id": f"{SEARCH}:{'open' if answer is not None else 'empty'}",
        "dispatch_action": True,
        "optional": True,
        "label": plain_text(_("Search the library"), 150),
        "element": {**element, "initial_value": query} if answer is not None and query else element,
    }
    if answer is None:
        return [box]
    asked = one_line(query, LONGEST_QUERY)
    title = _("Cases for “{query}”") if answer.hits else _("Nothing found for “{query}”.")
    found = [block for hit in answer.hits for block in in_short(hit, workspace_url)]
    clear: Block = {"type": "actions", "elements": [button(CLEAR, _("Clear the search"), CLEAR)]}
    return [box, section(title.format(query=asked), *repairs(answer, language)), *found, clear, {"type": "divider"}]


def _own(own: Sequence[OwnCase], language: Language, workspace_url: str | None) -> list[Block]:
    _ = language.gettext
    share: Block = {"type": "actions", "elements": [button(SHARE, _("Share a use case"), SHARE)]}
    if not own:
        return [header(_("My cases")), section(_("You have not shared a case yet.")), share]
    shown = [section(case_title(one.hit.use_case, workspace_url), _counts(one, language)) for one in own]
    return [header(_("My cases")), *shown, share]


def _counts(one: OwnCase, language: Language) -> str:
    praise = language.ngettext("{count} person says thanks", "{count} people say thanks", one.hit.praise)
    said = [praise.format(count=one.hit.praise)] if one.hit.praise else []
    return " · ".join([*said, reused_by(one.reuse, language)] if one.reuse.people else said)


def _thanks(contents: HomeContents, language: Language, workspace_url: str | None) -> list[Block]:
    _ = language.gettext
    if not contents.thanks:
        return []
    lines = [_thanked(one, language, workspace_url) for one in contents.thanks]
    shows_points = contents.points > 0 and not contents.preferences.hides_points and language.locale != "ja"
    points = language.ngettext("{count} point", "{count} points", contents.points).format(count=contents.points)
    return [
        header(_("Thanks in the last 30 days")),
        section(*lines),
        *([context(points)] if shows_points else []),
    ]


def _thanked(one: Thanks, language: Language, workspace_url: str | None) -> str:
    people = language.ngettext("{count} person thanked you", "{count} people thanked you", one.people)
    return f"{people.format(count=one.people)}: {case_title(one.use_case, workspace_url)}"


def _tips_left(tips: int | None, language: Language) -> list[Block]:
    """The only part of Home that shows tips."""
    if tips is None:
        return []
    left = language.ngettext("You have {count} tip left.", "You have {count} tips left.", tips)
    return [section(left.format(count=tips))]


def _news(contents: HomeContents, language: Language, workspace_url: str | None) -> list[Block]:
    _ = language.gettext
    if not contents.news:
        return []
    found = [block for hit in contents.news for block in in_short(hit, workspace_url)]
    return [header(_("New for your team and your tools")), *found]


def _saved(saved: Sequence[UseCase], language: Language, workspace_url: str | None) -> list[Block]:
    _ = language.gettext
    if not saved:
        return []
    rows = [
        section(
            case_title(one, workspace_url),
            case_outcome(one),
            accessory=button(FORGET, _("Remove"), str(one.number)),
        )
        for one in saved
    ]
    return [header(_("Saved for later")), *rows]


def _settings(contents: HomeContents, language: Language, *, is_admin: bool) -> list[Block]:
    _ = language.gettext
    more = [button(ADMINISTRATION, _("Administration"), ADMINISTRATION)] if is_admin else []
    return [
        header(_("My settings")),
        _preferences(contents.preferences, language),
        *([_team(contents.team, language)] if contents.has_teams else []),
        *([{"type": "actions", "elements": more}] if more else []),
    ]


def _team(team: Team | None, language: Language) -> Block:
    _ = language.gettext
    name = one_line(team.name, LONGEST_NAME) if team else _("not chosen")
    return section(_("My team: {name}").format(name=name), accessory=choose_button(language))


def _preferences(preferences: Preferences, language: Language) -> Block:
    _ = language.gettext
    labels = {
        "tells_daily": _("Tell me once a day about thanks"),
        "hides_points": _("Hide my points"),
        "on_boards": _("Show me on boards of people"),
    }
    options = {name: {"text": plain_text(label, 75), "value": name} for name, label in labels.items()}
    chosen = [name for name, wanted in preferences._asdict().items() if wanted and name in options]
    boxes: Block = {"type": "checkboxes", "action_id": PREFERENCES, "options": list(options.values())}
    if chosen:
        boxes["initial_options"] = [options[name] for name in chosen]
    # A new id for each choice; otherwise Slack would keep showing what was ticked on this device.
    return {"type": "actions", "block_id": f"{PREFERENCES}:{','.join(chosen)}", "elements": [boxes]}
