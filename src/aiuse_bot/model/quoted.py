"""Find quotes and names in a post."""

import re
import unicodedata

_WORD = re.compile(r"\S+")


class PostText:
    """A post as people read it, in which quotes are looked up. A run of whitespace counts as one space."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places = _places(text)
        self._squeezed = " ".join(_WORD.findall(text))
        self._folded = _folded(text)

    def passage(self, quote: str) -> str | None:
        """Return the quoted passage as the post has it; `None` if it is not in the post.

        A quote without letters or digits, or that begins or ends inside an English word, does not count.
        """
        wanted = " ".join(quote.split())
        if not any(character.isalnum() for character in wanted):
            return None
        at = _place_of(wanted, self._squeezed)
        if at is None:
            return None
        return self._text[self._places[at] : self._places[at + len(wanted) - 1] + 1]

    def names(self, name: str) -> bool:
        """Whether a name is in the post, ignoring case and character width."""
        folded = _folded(" ".join(name.split()))
        return bool(folded) and _place_of(folded, self._folded) is not None


def is_word_of(part: str, whole: str) -> bool:
    """Whether `whole` contains `part` between word boundaries: "Copilot" in "GitHub Copilot", not "AI" in "mail"."""
    folded = _folded(part)
    return bool(folded) and _place_of(folded, _folded(whole)) is not None


def _places(text: str) -> list[int]:
    """Return, for each character of the squeezed text, its index in `text`."""
    places: list[int] = []
    for word in _WORD.finditer(text):
        if places:
            places.append(word.start() - 1)
        places.extend(range(word.start(), word.end()))
    return places


def _place_of(wanted: str, text: str) -> int | None:
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not (_cuts_a_word(text, at) or _cuts_a_word(text, end)):
            return at
        at = text.find(wanted, at + 1)
    return None


def _cuts_a_word(text: str, at: int) -> bool:
    """Whether `at` is inside a word. Japanese has no spaces, so only Latin letters and digits have boundaries."""
    return 0 < at < len(text) and _is_latin(text[at - 1]) and _is_latin(text[at])


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())
