"""Queries, grouped by what makes them easy or hard: how common their words are."""

import random
from typing import NamedTuple

from benchmarks.search.library import Vocabulary, vocabularies

EACH = 50


class Query(NamedTuple):
    """A query: words and, optionally, the tool and team to filter by."""

    words: str
    tool: str = ""
    team: str = ""

    @property
    def typed(self) -> str:
        """The query as a person types it."""
        filters = [f"{name}:{value}" for name, value in (("tool", self.tool), ("team", self.team)) if value]
        return " ".join([self.words, *filters])


def query_classes() -> dict[str, list[Query]]:
    """Return `EACH` queries for each class, by the name of the class."""
    source = random.Random(3)
    english, japanese = vocabularies()

    def word(vocabulary: Vocabulary, first: float, last: float, letters: int = 0) -> str:
        while True:
            drawn = vocabulary.at(source.uniform(first, last))
            if not letters or len(drawn) == letters:
                return drawn

    def each(*ranges: tuple[float, float]) -> list[Query]:
        return [Query(" ".join(word(english, *one) for one in ranges)) for _ in range(EACH)]

    def pairs(first: float, last: float, letters: int = 2) -> list[Query]:
        return [Query(word(japanese, first, last, letters)) for _ in range(EACH)]

    top, common, mid, rare = (0, 0.0003), (0.0003, 0.005), (0.02, 0.2), (0.6, 1)
    return {
        "very common": each(top),
        "common": each(common),
        "mid": each(mid),
        "rare": each(rare),
        "two common": each(common, common),
        "common and mid": each(common, mid),
        "Japanese, two characters, common": pairs(0, 0.003),
        "Japanese, two characters, mid": pairs(0.02, 0.1),
        "Japanese, two characters, rare": pairs(0.5, 1),
        "Japanese, four characters": pairs(0.001, 0.1, 4),
        "filtered": [Query(word(english, *common), "claude", "legal") for _ in range(EACH)],
    }
