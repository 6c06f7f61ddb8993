from enum import StrEnum, unique


@unique
class Kind(StrEnum):
    """What was masked. If two start at the same character, the one listed first here wins."""

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
    """Return the replacement text: words understood in every language here, and no colon, which would mark a label.

    It is stored, and so not translated: the readers of a record do not share one language.
    """
    return f"[masked {_WORDS[kind]}]"
