"""Ids that look like Slack's but are derived from a counter, so that a seeded workspace is always the same."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTH = 8
_SIZE = len(_DIGITS) ** _LENGTH
# Coprime to 36, so multiplying permutes the numbers below 36 ** 8: no two counters share an id.
_SCATTER = 1_387_212_955_007


def scattered_id(prefix: str, counter: int) -> str:
    """Return an id of ten characters for its prefix (`U`, `C`, …) and a counter that is never used twice."""
    number = counter * _SCATTER % _SIZE
    digits = ""
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return f"{prefix}0{digits}"
