"""Secrets recognised by what precedes them: `password: …`, `API_KEY=…`, `Authorization: Bearer …`."""

import re

from aiuse_bot.redaction.kinds import Kind
from aiuse_bot.redaction.rule import Rule, hinted, matching
from aiuse_bot.redaction.tokens import looks_random

_WORDS = {
    Kind.PASSWORD: r"pass(?:word|wd|phrase|code)|(?<![a-z])(?:pwd|pw)|パスワード|ﾊﾟｽﾜｰﾄﾞ|パスフレーズ|暗証番号",
    Kind.API_KEY: (
        r"(?:api|access|secret|account|auth|encryption|signing|license)[ _-]?key|client[ _-]?secret|secret|credential"
        r"|api ?キー|ａｐｉキー|アクセスキー|シークレット(?:キー)?|秘密鍵"
    ),
    Kind.TOKEN: r"token|(?<![a-z])sig(?==)|signature|session[ _-]?id|トークン",
}
_HINTS = {
    Kind.PASSWORD: ("pass", "pwd", "pw", "パス", "ﾊﾟｽ", "暗証番号"),
    Kind.API_KEY: ("key", "secret", "credential", "キー", "シークレット", "秘密鍵"),
    Kind.TOKEN: ("token", "sig=", "signature", "session", "トークン"),
}

_VALUE = r"[!-;=?-~]"
"""What a secret consists of: printable ASCII except `<` and `>`, between which Slack writes links."""


def _assigned(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{words})"
        r"(?P<sign>[\"'`]?\s{0,3}(?:=>|:=|[=:：＝]|(?<=\s)is(?=\s)|は|が)\s{0,3})"
        r"(?![\"'“「]?\[masked )(?P<quote>[\"'“「]?)(?P<secret>"
        r"(?<=\")[^\"\n]{1,300}+(?=\")|(?<=')[^'\n]{1,300}+(?=')|"
        rf"{_VALUE}++)",
        re.IGNORECASE,
    )


_STAND_IN = re.compile(
    r"\$\{|\$[A-Z_]+$|&lt;|\{\{|%[A-Z_]+%|[*.•x?_-]+$|\[[A-Z ]+\]?$|(?:your|my)[_-]|os\.|process\.|env[.\[(]|getenv"
    r"|(?:example|dummy|placeholder|changeme|none|null|true|false|undefined|required|optional|unknown|same|reset)\b",
    re.IGNORECASE,
)
"""What appears in place of a secret but is none: a variable, or a placeholder."""
_CALL = re.compile(r"[A-Za-z_]+(?:\.[A-Za-z_]+)*[(\[]")
_ATTRIBUTE = re.compile(r"[a-z_]+(?:\.[a-z_]+)+$")
_UNITS = "%|[hmswdkx+]|ms|min|mins|minutes|sec|hrs?|hours|days?|am|pm|chars"
_MEASURE = re.compile(rf"[~≈]?[\d.,:/-]+(?:{_UNITS})?$", re.IGNORECASE)
"""A number, a time or a date, perhaps with a unit."""
_WORDS_ALONE = re.compile(r"[A-Za-z]+(?:[-_'/.][A-Za-z]+)*$")
SHORTEST_PASSWORD = 4
SHORTEST_KEY = 8


def _is_password(match: re.Match[str]) -> bool:
    value = _bare(match)
    if len(value) < SHORTEST_PASSWORD or _stands_for_one(match, value):
        return False
    if _WORDS_ALONE.match(value):
        return _is_written_as_value(match) or (_ends_its_line(match) and not _is_said(match))
    return value.isdigit() or not _MEASURE.match(value)


def _is_key(match: re.Match[str]) -> bool:
    value = _bare(match)
    if len(value) < SHORTEST_KEY or _stands_for_one(match, value):
        return False
    if looks_random(value):
        return True
    has_digit = any(character.isdigit() for character in value)
    return has_digit and _is_written_as_value(match) and not _MEASURE.match(value)


def _stands_for_one(match: re.Match[str], value: str) -> bool:
    is_attribute = "=" in match["sign"] and _ATTRIBUTE.match(value)
    return bool(is_attribute or _STAND_IN.match(value) or _CALL.match(value))


def _bare(match: re.Match[str]) -> str:
    return match["secret"].rstrip(".,;:!?)]}'\"`")


def _is_written_as_value(match: re.Match[str]) -> bool:
    """Whether this is `password=abc` or `"password": "abc"` rather than prose about passwords."""
    return match["quote"] in {'"', "'"} or match["sign"] == "="


def _is_said(match: re.Match[str]) -> bool:
    return not set(match["sign"]) & set("=:：＝")


def _ends_its_line(match: re.Match[str]) -> bool:
    return match.string[match.end() : match.end() + 1] in {"", "\n"}


_AUTHORIZATION = re.compile(
    r"(?:authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:bearer|basic|token|digest|apikey)|(?<![a-z])bearer)\s{1,3}"
    r"(?P<secret>[\w.~+/=-]{8,}+)",
    re.IGNORECASE | re.ASCII,
)
_OPTION = re.compile(
    r"--(?:[a-z]{1,20}-)?(?:password|passwd|token|api-?key|secret)\s{1,3}(?P<secret>[^\s<>|\[\]]{6,}+)", re.IGNORECASE
)


def _is_credential(match: re.Match[str]) -> bool:
    value = match["secret"]
    in_header = match[0][0] in "Aa"
    return looks_random(value) or (in_header and not value.islower() and not _STAND_IN.match(value))


ASSIGNED_RULES = (
    *(
        Rule(
            kind, hinted(*_HINTS[kind]), matching(_assigned(words), _is_password if kind is Kind.PASSWORD else _is_key)
        )
        for kind, words in _WORDS.items()
    ),
    Rule(Kind.TOKEN, hinted("bearer", "authorization"), matching(_AUTHORIZATION, _is_credential)),
    Rule(Kind.PASSWORD, hinted("--"), matching(_OPTION, lambda it: not _STAND_IN.match(it["secret"]))),
)
