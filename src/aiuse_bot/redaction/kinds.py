from enum import StrEnum, unique


@unique
class Kind(StrEnum):
    """What was masked. Where two begin at the same character, the one that stands earlier here names it."""

    PRIVATE_KEY = "private_key"
    TOKEN = "token"  # noqa: S105 - the name of a kind
    API_KEY = "api_key"
    CARD = "card"
    EMAIL = "email"
    PHONE = "phone"
    PASSWORD = "password"  # noqa: S105 - as above


_WORDS = {
    Kind.PRIVATE_KEY: "private key",
    Kind.TOKEN: "token",
    Kind.API_KEY: "API key",
    Kind.CARD: "card number",
    Kind.EMAIL: "e-mail",
    Kind.PHONE: "phone",
    Kind.PASSWORD: "password",
}

ORDER = {kind: rank for rank, kind in enumerate(Kind)}


def placeholder(kind: Kind) -> str:
    """Return what stands in a text instead: words that are read in any language here, and no colon, which is a label's.

    It is stored, and so is not translated: the people who read a record do not share one language.
    """
    return f"[masked {_WORDS[kind]}]"
