"""Records as people find them: a few lines each, sized for a phone, and one record in full."""

from collections.abc import Sequence
from typing import Any

from aiuse_bot.blocks.parts import (
    Block,
    bold,
    context,
    cut,
    escape,
    link,
    mention,
    message,
    one_line,
    permalink,
    section,
)
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.search import Answer, Hit
from aiuse_bot.i18n import Language

MOST_SHOWN = 20
"""Two blocks each and the frame around them stay below the 50 blocks of a message."""

LONGEST_TITLE = 150
LONGEST_CLAUSE = 120
LONGEST_TOOLS = 150
LONGEST_QUERY = 80
LONGEST_PARAGRAPH = 2800
MINUTES_READ_AS_HOURS = 120


def search_results(answer: Answer, query: str, language: Language, workspace_url: str | None) -> dict[str, Any]:
    """Answer a search: the records found, best first, with how the query was read, or what to try instead."""
    _ = language.gettext
    hits, asked = answer.hits, one_line(query, LONGEST_QUERY)
    if not hits:
        return _nothing_found(asked, language)
    hint = _("Everything about one of them: `/usecase show {number}`").format(number=_name(hits[0].use_case))
    title = "\n".join([_("Cases for “{query}”").format(query=asked), *repairs(answer, language)])
    return case_list(title, hits, language, workspace_url, hint)


def my_cases(hits: Sequence[Hit], language: Language, workspace_url: str | None) -> dict[str, Any]:
    """Show what the reader shared, newest first."""
    _ = language.gettext
    if not hits:
        return _note(_("You have not shared a case yet. Post one in a channel that I read, or type `/usecase`."))
    return case_list(_("Your cases"), hits, language, workspace_url)


def case_list(
    title: str,
    hits: Sequence[Hit],
    language: Language,
    workspace_url: str | None,
    hint: str | None = None,
    below_title: Sequence[Block] = (),
) -> dict[str, Any]:
    """Show records in short form below a title (mrkdwn), the number left out, and a hint."""
    shown = hits[:MOST_SHOWN]
    found = [block for hit in shown for block in in_short(hit, workspace_url)]
    left = len(hits) - len(shown)
    more = language.gettext("and {count} more").format(count=left) if left else None
    last = [context(line) for line in (more, hint) if line]
    text = "\n".join([title, *(case_name(hit.use_case) for hit in shown)])
    return message(text, [section(title), *below_title, *found, *last])


def how_to_search(language: Language) -> dict[str, Any]:
    """Answer an empty search."""
    _ = language.gettext
    return _note(_("What are you looking for? Try `/usecase search refund mail`, or a number such as `UC-42`."))


def not_found(argument: str, language: Language) -> dict[str, Any]:
    """Answer a request for a record that does not exist or that the reader may not see: both read the same."""
    _ = language.gettext
    asked = one_line(argument, LONGEST_QUERY)
    if not asked:
        return _note(_("Which case? Type its number, such as `/usecase show UC-42`."))
    return _note(_("There is no case “{number}” that you can read.").format(number=asked))


def use_case_detail(hit: Hit, language: Language, workspace_url: str | None) -> dict[str, Any]:
    """Show one record in full."""
    _ = language.gettext
    use_case = hit.use_case
    texts = (
        (_("Issue"), use_case.issue),
        (_("What was done"), use_case.approach),
        (_("Result"), use_case.result),
        (_("Watch out"), use_case.risk),
    )
    paragraphs = [section(bold(label), _paragraph(text)) for label, text in texts if text]
    prompt = [section(bold(_("Prompt")), _code(use_case.prompt))] if use_case.prompt else []
    facts = (_tools(use_case), _time_saved(use_case, language), _praise(hit.praise), _origin(use_case))
    small_print = context(" · ".join(fact for fact in facts if fact))
    text = f"{case_name(use_case)}\n{case_outcome(use_case)}"
    return message(text, [section(case_title(use_case, workspace_url)), *paragraphs, *prompt, small_print])


def case_name(use_case: UseCase) -> str:
    """Return number and title as mrkdwn without a link, for text that is read aloud."""
    return f"{_name(use_case)} · {one_line(use_case.title, LONGEST_TITLE) or '–'}"


def case_title(use_case: UseCase, workspace_url: str | None) -> str:
    """Return number and title in bold, linked to the post if its URL is known."""
    address = permalink(workspace_url, use_case.channel_id, use_case.ts, use_case.thread_ts)
    return bold(link(address, case_name(use_case)))


def case_outcome(use_case: UseCase) -> str:
    """Return issue → result in one or two lines on a phone, leaving out what is missing or repeats the title."""
    issue = None if title_says_issue(use_case) else use_case.issue
    clauses = [one_line(text, LONGEST_CLAUSE) for text in (issue, use_case.result) if text]
    return " → ".join(clause for clause in clauses if clause)


def title_says_issue(use_case: UseCase) -> bool:
    """Whether the issue only repeats the title: if a post has no title, its issue becomes the title."""
    return " ".join((use_case.issue or "").split()).rstrip(".。") == use_case.title.rstrip(".。")


def in_short(hit: Hit, workspace_url: str | None) -> list[Block]:
    """Return a record in a few lines, sized for a phone."""
    use_case = hit.use_case
    facts = [fact for fact in (_tools(use_case), _praise(hit.praise), _author(use_case)) if fact]
    why = f"_“{one_line(hit.excerpt, LONGEST_CLAUSE)}”_" if hit.excerpt else ""
    story = section(case_title(use_case, workspace_url), *(line for line in (case_outcome(use_case), why) if line))
    return [story, context(" · ".join(facts))] if facts else [story]


def repairs(answer: Answer, language: Language) -> list[str]:
    """Say which words were read as others, so that the results surprise nobody."""
    sentence = language.gettext("Nobody wrote “{word}”; I searched for {others}.")
    return [
        sentence.format(word=one_line(word, LONGEST_QUERY), others=", ".join(f"“{escape(other)}”" for other in others))
        for word, others in answer.repairs.items()
    ]


def _nothing_found(asked: str, language: Language) -> dict[str, Any]:
    _ = language.gettext
    if not asked:
        return how_to_search(language)
    sorry = _("Nothing found for “{query}”.").format(query=asked)
    advice = _("Try fewer or other words, or see with `/usecase top` what colleagues praise.")
    return message(f"{sorry} {advice}", [section(sorry, advice)])


def _note(text: str) -> dict[str, Any]:
    return message(text, [section(text)])


def _name(use_case: UseCase) -> str:
    return f"UC-{use_case.number}"


def _tools(use_case: UseCase) -> str:
    return one_line(", ".join(use_case.tools), LONGEST_TOOLS)


def _praise(people: int) -> str:
    return f":clap: {people}" if people else ""


def _author(use_case: UseCase) -> str:
    return mention(use_case.author_id) if use_case.author_id else ""


def _origin(use_case: UseCase) -> str:
    """Return author, team and day; Slack shows the day in the reader's own language and zone."""
    posted_at = use_case.posted_at
    day = f"<!date^{int(posted_at.timestamp())}^{{date_short}}|{posted_at:%Y-%m-%d}>"
    team = one_line(use_case.team or "", LONGEST_TOOLS)
    return " · ".join(part for part in (_author(use_case), team, day) if part)


def _paragraph(text: str) -> str:
    return cut(escape(text.strip()), LONGEST_PARAGRAPH)


def _code(text: str) -> str:
    inside = cut(escape(text.replace("```", "'''").strip()), LONGEST_PARAGRAPH)
    return f"```{inside}```"


def _time_saved(use_case: UseCase, language: Language) -> str:
    _ = language.gettext
    if use_case.time_saved_minutes is None:
        percent = use_case.time_saved_percent
        return "" if percent is None else _("saves about {percent}% of the time").format(percent=percent)
    sentences = {
        "use": _("saves about {time} each time"),
        "day": _("saves about {time} a day"),
        "week": _("saves about {time} a week"),
        "month": _("saves about {time} a month"),
        "quarter": _("saves about {time} a quarter"),
        "year": _("saves about {time} a year"),
        "total": _("saved about {time} in all"),
    }
    sentence = sentences.get(use_case.time_saved_period or "use", sentences["use"])
    return sentence.format(time=_duration(use_case.time_saved_minutes, language))


def _duration(minutes: int, language: Language) -> str:
    _ = language.gettext
    if minutes < MINUTES_READ_AS_HOURS:
        return _("{count} min").format(count=minutes)
    return _("{count} h").format(count=f"{minutes / 60:,.1f}".removesuffix(".0"))
