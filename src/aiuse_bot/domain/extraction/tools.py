"""Which tools a post names: known ones anywhere, anything under a Tools label, and in-house bots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aiuse_bot.domain.extraction.in_house import in_house_tools
from aiuse_bot.domain.extraction.mrkdwn import EMOJI_MARK, Passage, passage, read_source

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.gazetteer import Alias, Gazetteer

_RUN = re.compile(r"(?<![a-z0-9])[a-z0-9]+")
_MODEL = re.compile(
    r"(?<![a-z0-9])(?:(?P<chatgpt>gpt-?[3-9](?:\.\d{1,2})?[a-z]?(?:[ \-](?:mini|nano|turbo|pro|codex))?)"
    r"|(?P<claude>(?:claude[ \-])?(?:sonnet|opus|haiku)[ \-]?\d(?:\.\d)?"
    r"|claude[ \-]\d\.\d(?:[ \-](?:sonnet|opus|haiku))?)"
    r"|(?P<gemini>(?:gemini[ \-])?\d\.\d[ \-](?:pro|flash)(?:[ \-]lite)?"
    r"|gemini[ \-]\d(?:\.\d)?(?:[ \-](?:pro|flash))?))"
    r"(?![a-z0-9])"
)
_FAMILY = {"chatgpt": "ChatGPT", "claude": "Claude", "gemini": "Gemini"}
_USED_BEFORE = re.compile(
    r"\b(?:us(?:e|es|ed|ing)|ask(?:ed|ing)?|via|tr(?:y|ied)|trial+(?:ed|ing)|let|through|with|in|gave|thanks to)\s+$"
)
_USED_AFTER = re.compile(
    r"\s?(?:で|に|を使|が)|\s(?:ma(?:de|kes)|wr(?:ote|ites)|did|does|drafted|drafts|generated|turned|turns)\b"
)
_NOT_A_TOOL = re.compile(r"\.(?:md|json|ya?ml|txt)(?![a-z0-9])|\s?(?:keys?|position)\b")
_VERSION = re.compile(r"\d|\b(?:sonnet|opus|haiku|flash|advanced|turbo)\b")
_OFFICE = re.compile(
    r"excel|word|teams|outlook|powerpoint|onedrive|sharepoint|power (?:automate|apps|bi|platform)|m365|office"
    r"|エクセル|パワポ|ワード"
)
_OFFICE_DISTANCE = 60
_BARE_COPILOT = frozenset(("copilot", "co-pilot", "コパイロット"))
_APIS = frozenset(("OpenAI API", "Azure OpenAI"))

_SEPARATOR = re.compile(
    r"\s*(?:[,、;|\n•・+＋&]|\s/\s|/(?=[^/\s]{4})|→|\s-\s|(?<=[\w)])\s+and\s+|(?<=[a-z0-9)])\s?と\s?|\s(?:w/|with)\s)\s*"
)
_ASIDE = re.compile(r"\s*[(（\[][^()（）\[\]\n]*[)）\]]?")
_NOTHING = frozenset(("", "none", "n/a", "na", "no", "nothing", "etc", "など", "なし", "無し", "特になし", "他", "-"))
_NO_NAME = re.compile(
    r"(?i)(?:an?|our|the|my|some)\s(?:[a-z\-]+\s)*(?:tools?|bots?|scripts?|assistants?|gpts?|models?)$"
)
_MARK = re.compile(rf"[*{EMOJI_MARK}]")
_LONGEST_NAME = 40
_MOST_WORDS = 5


class Mention(NamedTuple):
    """A known tool found at a position; `spelling` is as the person wrote it."""

    canonical: str
    spelling: str
    start: int
    end: int


class Tools(NamedTuple):
    """Canonical names in order of appearance, and spellings that name a version."""

    names: tuple[str, ...]
    versions: tuple[str, ...]


def read_tools(listed: list[Passage], anywhere: list[Passage]) -> Tools:
    """Collect the tools of a post; `listed` is the text under a Tools label, `anywhere` all of the author's text."""
    mentions = _settled([mention for piece in anywhere for mention in mentions_in(piece)])
    items = [(item, piece.source.known) for piece in listed for item in _SEPARATOR.split(_MARK.sub(" ", piece.shown))]
    names = dict.fromkeys(name for item, known in items for name in _listed(item, known))
    names |= dict.fromkeys(mention.canonical for mention in mentions)
    for piece in anywhere:
        names |= dict.fromkeys(in_house_tools(piece.shown, {name.lower() for name in names}))
    versions = {one.spelling.lower(): one.spelling for one in reversed(mentions) if _says_version(one)}
    return Tools(tuple(names), tuple(reversed(versions.values())))


def _settled(mentions: list[Mention]) -> list[Mention]:
    """Resolve short names from the names around them.

    A GPT model next to the API that serves it is not the chat product, and "Copilot" is the one named in full.
    """
    names = {mention.canonical for mention in mentions}
    served = bool(names & _APIS)
    full = [name for name in ("GitHub Copilot", "Microsoft Copilot") if name in names]
    return [
        mention._replace(canonical=full[0] if full and mention.spelling.lower() in _BARE_COPILOT else mention.canonical)
        for mention in mentions
        if not (served and mention.canonical == "ChatGPT" and mention.spelling.lower().startswith("gpt"))
    ]


def mentions_in(piece: Passage) -> list[Mention]:
    """Find known tools in a stretch of text, the longest spelling first, without overlaps."""
    found: list[Mention] = []
    covered_to = piece.start
    for start in _candidates(piece):
        mention = _mention_at(piece, start) if start >= covered_to else None
        if mention:
            found.append(mention)
            covered_to = mention.end
    return found


def _candidates(piece: Passage) -> list[int]:
    text, known = piece.source.folded, piece.source.known
    latin = [run.start() for run in _RUN.finditer(text, piece.start, piece.end)]
    japanese = [hit.start() for hit in known.japanese_pattern.finditer(text, piece.start, piece.end)]
    return sorted({*latin, *japanese})


def _mention_at(piece: Passage, start: int) -> Mention | None:
    text, end = piece.source.folded, piece.end
    model = _MODEL.match(text, start, end)
    run = _RUN.match(text, start)
    aliases = piece.source.known.by_first_run.get(run[0], ()) if run else ()
    alias = next((alias for alias in aliases if _stands(piece, alias, start)), None)
    if model and len(model[0]) >= len(alias.folded if alias else ""):
        return _mention(piece, _FAMILY[model.lastgroup or "chatgpt"], start, model.end())
    if alias:
        return _mention(piece, _which(piece, alias, start), start, start + len(alias.folded))
    japanese = piece.source.known.japanese_pattern.match(text, start, end)
    if not japanese:
        return None
    return _mention(piece, _which(piece, piece.source.known.japanese[japanese[0]], start), start, japanese.end())


def _mention(piece: Passage, canonical: str, start: int, end: int) -> Mention:
    return Mention(canonical, piece.source.shown[start:end], start, end)


def _stands(piece: Passage, alias: Alias, start: int) -> bool:
    """Whether this spelling is a name here: word boundaries, case, and a verb of use if the word is ordinary."""
    source, end = piece.source, start + len(alias.folded)
    text = source.folded
    if end > piece.end or not text.startswith(alias.folded, start):
        return False
    if text[end : end + 1].isascii() and text[end : end + 1].isalnum():
        return False
    if _NOT_A_TOOL.match(text, end) or (alias.exact_case and source.shown[start:end] != alias.exact_case):
        return False
    return not alias.only_when_used or _is_used(text, start, end)


def _is_used(text: str, start: int, end: int) -> bool:
    return bool(_USED_BEFORE.search(text[max(0, start - 20) : start]) or _USED_AFTER.match(text, end))


def _which(piece: Passage, alias: Alias, start: int) -> str:
    around = piece.source.folded[max(0, start - _OFFICE_DISTANCE) : start + _OFFICE_DISTANCE]
    return _full_name(alias.canonical, around)


def _full_name(canonical: str, around: str) -> str:
    """Read a bare "Copilot" as Microsoft's near Office programs, as GitHub's elsewhere."""
    if canonical != "Copilot":
        return canonical
    return "Microsoft Copilot" if _OFFICE.search(around) else "GitHub Copilot"


def _says_version(mention: Mention) -> bool:
    folded = mention.spelling.lower()
    return bool(_VERSION.search(folded)) and folded not in mention.canonical.lower()


def _listed(item: str, tools: Gazetteer) -> list[str]:
    """Return the names under a Tools label: the canonical name, names within a longer remark, or the item as it is."""
    name = _ASIDE.sub("", item).strip(" .。:*\"'「」-")
    known = tools.listed.get(name.lower())
    if known:
        return [_full_name(known, item.lower())]
    piece = passage(read_source("item", name, tools), 0, len(name))
    within = [mention.canonical for mention in mentions_in(piece)] if piece else []
    too_long = _NO_NAME.match(name) is not None or len(name) > _LONGEST_NAME or len(name.split()) > _MOST_WORDS
    return within or ([] if too_long or piece is None or name.lower() in _NOTHING else [name])
