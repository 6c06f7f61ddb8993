"""Contact details: e-mail addresses and phone numbers, as written in Japan and elsewhere."""

import re

from aiuse_bot.redaction.digits import APART, APART_OR_BRACKET, FEWEST, count_digits, has_long_number, shaped
from aiuse_bot.redaction.kinds import Kind
from aiuse_bot.redaction.rule import Rule, hinted, matching

_WORD = "A-Za-z0-9À-ɏＡ-Ｚａ-ｚ０-９"
_LOCAL = rf"{_WORD}._%+＿．－-"
_DOT = r"(?:[.．。]|\s?[\[(（]dot[\])）]\s?)"
_AT = r"(?:[@＠]|%40|\s?[\[(（](?:at|@|＠|アット(?:マーク)?)[\])）]\s?)"
_EMAIL = re.compile(
    rf"(?<![{_LOCAL}])(?!git@)[{_LOCAL}]+{_AT}(?:[{_WORD}][{_WORD}－-]{{0,62}}{_DOT}){{1,8}}"
    # logo@2x.png is a file, and so is react@18.min.js.
    r"(?!(?:png|jpe?g|gif|svg|webp|css|m?js|tsx?|pdf|md|zip)(?![A-Za-z0-9]))"
    r"(?:xn--[a-z0-9-]{2,59}|[A-Za-zＡ-Ｚａ-ｚ]{2,24})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_MAILTO = re.compile(r"<mailto:[^<>|\n]{1,400}(?:\|[^<>\n]{0,400})?>", re.IGNORECASE)

_WITH_PLUS = (
    rf"[+＋]1(?:{APART_OR_BRACKET}{{0,2}}\d){{10}}",
    rf"[+＋]81(?:{APART_OR_BRACKET}{{0,3}}\d){{9,11}}",
    rf"[+＋](?!1(?!\d)|81)[1-9１-９](?:{APART_OR_BRACKET}{{0,2}}\d){{7,14}}",
)
_SHAPES = (
    # Japan: mobile, IP and toll-free numbers are recognised even without hyphens.
    rf"[0０][5-9５-９][0０]{APART}?\d{{4}}{APART}?\d{{4}}",
    rf"[0０](?:120|１２０|800|８００|570|５７０){APART}?\d{{2,3}}{APART}?\d{{3,4}}",
    # Countries where numbers begin with 0: 03-1234-5678, 03(1234)5678, (045) 123-4567, 020 7946 0958.
    rf"[0０][1-9１-９]\d{{0,3}}(?:[(（]\d{{1,4}}[)）]|{APART}\d{{1,4}}{APART})\d{{3,4}}",
    rf"[(（][0０][1-9１-９]\d{{0,3}}[)）]{APART}?\d{{1,4}}{APART}\d{{3,4}}",
    # The United States: (415) 555-2671, 1-800-555-0199, 415.555.2671; spaces alone count only if no number follows.
    rf"(?:1{APART})?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-.])\d{{3}}{APART}\d{{4}}",
    r"(?<!\d )[2-9]\d\d \d{3} \d{4}(?! \d)",
)
# A number is not the tail of another: no letter, digit, `4-` or `4.` may precede it. Masking a neighbour must not make
# this condition true, or the numbers of a long list would be found one per round.
_BEGIN = r"(?:(?=[(（])|(?<![A-Za-z\d+＋])(?<!\d[-.]))"
_END = r"(?!\d)(?![-.]\d)"
_WORDS = ("tel", "phone", "mobile", "fax", "whatsapp", "電話", "携帯", "連絡先", "ｔｅｌ", "ｆａｘ", "℡")
_AFTER_WORD = re.compile(
    rf"(?<![a-z])(?:{'|'.join(_WORDS)})(?:番号| number| no)?(?: is)?[\s.:：#＃=は]{{0,4}}"
    rf"(?P<secret>[+＋(（]?\d(?:{APART_OR_BRACKET}{{0,2}}\d){{6,14}})(?!\d|[件人名円回分%])",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)\d\d[-/.][01]?\d|(?:19|20)\d\d ?[01]\d ?[0-3]\d(?!\d)|\d\d[-/.]\d\d[-/.](?:19|20)\d\d")
MOST_DIGITS = 15
"""Digits of the longest phone number (ITU-T E.164)."""
FEWEST_IN_A_ROW = 10
"""Fewer digits without separators are an amount."""


def _is_phone(match: re.Match[str]) -> bool:
    number = match["secret"]
    fewest = FEWEST_IN_A_ROW if number[1:].isdigit() else FEWEST
    return fewest <= count_digits(number) <= MOST_DIGITS and _is_no_date(match)


def _is_no_date(match: re.Match[str]) -> bool:
    return not _DATE.match(match["secret"])


_other_at = hinted("＠", "%40", "(at)", "[at]", "（at）", "アット")


def _may_be_address(lowered: str) -> bool:
    """Whether there is an at sign outside `<@U…>`, where most of Slack's at signs are."""
    return lowered.count("@") > lowered.count("<@") or _other_at(lowered)


PERSONAL_RULES = (
    Rule(Kind.EMAIL, hinted("mailto:"), matching(_MAILTO)),
    Rule(Kind.EMAIL, _may_be_address, matching(_EMAIL)),
    Rule(Kind.PHONE, has_long_number, shaped(_WITH_PLUS, "", r"(?!\d)", _is_phone)),
    Rule(Kind.PHONE, has_long_number, shaped(_SHAPES, _BEGIN, _END, _is_phone)),
    Rule(Kind.PHONE, hinted(*_WORDS), matching(_AFTER_WORD, _is_no_date)),
)
