"""Secrets recognised by their prefix: tokens, API keys, private keys, passwords in URLs."""

import re

from aiuse_bot.redaction.kinds import Kind
from aiuse_bot.redaction.rule import Rule, hinted, matching

_KEYS = {
    r"[A-Za-z0-9]{30,}+": (
        *("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_", "hf_", "gsk_", "xai-", "pplx-", "r8_", "ntn_", "lin_api_"),
        "AGE-SECRET-KEY-1",
    ),
    r"[A-Za-z0-9]{10,}+": ("sk_live_", "sk_test_", "rk_live_", "rk_test_"),
    r"[A-Z0-9]{16}(?![A-Za-z0-9])": ("AKIA", "ASIA"),
    r"[\w-]{30,}+": ("AIza", "ATATT3x"),
    r"[\w.-]{16,}+": ("github_pat_", "glpat-", "GOCSPX-", "ya29.", "dckr_pat_"),
    r"[\w-]{16,30}\.[\w-]{30,}+": ("SG.",),
    r"[\w-]{50,}+": ("pypi-",),
    r"[a-f0-9]{30,}+": ("dop_v1_", "shpat_"),
    r"[\w+/=]{16,}+": ("whsec_",),
}
"""The rest of a service's keys, as a pattern, and the prefixes they begin with."""

_KEY = re.compile(
    "(?<![A-Za-z0-9])(?:"
    + "|".join(f"(?:{'|'.join(map(re.escape, begins))}){rest}" for rest, begins in _KEYS.items())
    + ")",
    re.ASCII,
)
_SK = re.compile(r"(?<![A-Za-z0-9])sk-[\w-]{16,}+", re.ASCII)
_SLACK = re.compile(r"(?<![A-Za-z0-9])(?:xoxe\.)?(?:xox[a-z]|xapp|xwfp)-[\w-]{8,}+", re.ASCII)
_HOOK = re.compile(
    r"(?:(?<=hooks\.slack\.com/)(?:services|workflows|triggers)/|(?<=/api/webhooks/)\d|(?<=/webhookb2/))[\w@/-]{8,}+",
    re.ASCII,
)
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{8,}+\.[\w-]{8,}+(?:\.[\w-]*+)?", re.ASCII)
_PRIVATE_KEY = re.compile(
    r"[-–—]{1,10}+ ?BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?[-–—]{1,10}"
    # A key whose end was cut off extends to the end of the text: better mask a word too many than leak a key.
    r".*?(?:[-–—]{1,10} ?END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?[-–—]{0,10}+|\Z)",
    re.DOTALL,
)
_IN_ADDRESS = re.compile(r"://(?P<secret>[^\s/:@<>|\"'\[\]]{0,100}:[^\s/@<>|\"']{1,200})@")


def looks_random(value: str) -> bool:
    """Whether a value is a key rather than hyphenated words such as `gpt-4o-mini` or `sk-learn-pipeline`."""
    return any(_is_random(part) for part in re.split(r"[-_./+=:~]", value))


def _is_random(part: str) -> bool:
    has_digit = any(character.isdigit() for character in part)
    has_letter = any(character.isalpha() for character in part)
    return (len(part) >= 8 and has_digit and has_letter) or len(part) >= 16  # noqa: PLR2004 - few words are as long


def _may_name_user(lowered: str) -> bool:
    return "://" in lowered and lowered.count("@") > lowered.count("<@")


TOKEN_RULES = (
    Rule(Kind.PRIVATE_KEY, hinted("private key"), matching(_PRIVATE_KEY)),
    Rule(Kind.TOKEN, hinted("xox", "xapp-", "xwfp-"), matching(_SLACK)),
    Rule(Kind.TOKEN, hinted("hooks.slack.com", "/api/webhooks/", "/webhookb2/"), matching(_HOOK)),
    Rule(Kind.TOKEN, hinted("eyj"), matching(_JWT)),
    Rule(Kind.API_KEY, hinted(*(begin.lower() for begins in _KEYS.values() for begin in begins)), matching(_KEY)),
    Rule(Kind.API_KEY, hinted("sk-"), matching(_SK, lambda match: looks_random(match[0][3:]))),
    Rule(Kind.PASSWORD, _may_name_user, matching(_IN_ADDRESS)),
)
