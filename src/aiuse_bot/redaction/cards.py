"""Payment card numbers: length and first digits match a network, and the check digit is right."""

import re

from aiuse_bot.redaction.digits import APART, has_long_number, in_half_width, shaped
from aiuse_bot.redaction.kinds import Kind
from aiuse_bot.redaction.rule import Rule

_SHAPES = (
    r"\d{13,19}",
    rf"\d{{4}}{APART}\d{{4}}{APART}\d{{4}}{APART}\d{{4}}",
    rf"\d{{4}}{APART}\d{{4}}{APART}\d{{4}}{APART}\d{{4}}{APART}\d{{1,3}}",
    rf"\d{{4}}{APART}\d{{6}}{APART}\d{{4,5}}",
)
_NETWORKS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12,17}|35\d{14,17}"
    r"|(?:5[06-8]|6\d)\d{11,17}"
)
"""Visa, Mastercard (two ranges), American Express, Diners, JCB; then Maestro, UnionPay and Discover together."""
_PRODUCT_CODE = 13
"""Digits of an EAN or JAN, one in ten of which would pass for an old Visa card number."""


def _is_card(match: re.Match[str]) -> bool:
    digits = in_half_width(match["secret"])
    return _NETWORKS.fullmatch(digits) is not None and _is_luhn(digits) and not _is_product(digits)


def _is_luhn(digits: str) -> bool:
    """Whether the check digit is right by the formula of ISO/IEC 7812-1, annex B."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(value - 9 if value > 9 else value for value in doubled)) % 10 == 0  # noqa: PLR2004


def _is_product(digits: str) -> bool:
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return len(digits) == _PRODUCT_CODE and weighted % 10 == 0


CARD_RULES = (Rule(Kind.CARD, has_long_number, shaped(_SHAPES, r"(?<![A-Za-z\d])(?<!\d\.)", r"(?!\d)", _is_card)),)
