"""What a question asks for: each thing meant, and the ways in which a record may say it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from aiuse_bot.domain.search.question import phrase_query
from aiuse_bot.domain.search.synonyms import Meant, Thesaurus, meant_by
from aiuse_bot.domain.search.tokens import Word, folded, says_little, stem, tokens_of, words_of
from aiuse_bot.domain.search.vector import quoted

MOST_TOKENS_ASKED = 32
MOST_WAYS = 72
"""Each is looked for in each record that is ranked; those of the commonest words are left out first."""

REPAIRED = 0.8
SYNONYM = 0.7
"""What a repaired word and another word of the same meaning count beside the word itself. Measured: docs/search.md."""


class Way(NamedTuple):
    """Tokens that say one thing: `match` is the tsquery that a record must answer, `weight` what the way counts."""

    tokens: tuple[str, ...]
    match: str
    weight: float

    @property
    def rank(self) -> str:
        """The tsquery by which PostgreSQL says how often, and in which fields, the tokens stand in a record."""
        return " | ".join(map(quoted, self.tokens))


class Meaning(NamedTuple):
    """One thing that is meant. The best way counts, so that a word with many synonyms counts no more than others."""

    ways: tuple[Way, ...]
    is_asked: bool = True
    """Whether the words themselves were asked for; else they only mean the same as some that were."""


def meanings_of(
    words: str,
    repairs: Mapping[str, Sequence[str]],
    known: Iterable[Thesaurus],
    tools: Iterable[str] = (),
    more_tokens: Sequence[str] = (),
) -> list[Meaning]:
    """Return what is meant by these words.

    `repairs` are words for those that no record holds, `tools` the marks of tools that are named, `more_tokens` the
    tokens of earlier tokenizers of which there still are records.
    """
    fixed = {stem(word): tuple(map(stem, others)) for word, others in repairs.items()}
    tokens = dict.fromkeys([*tokens_of(words), *more_tokens])
    asked = [_as_written(token, fixed.get(token, ())) for token in tokens][:MOST_TOKENS_ASKED]
    stems = [fixed.get(word.stem, (word.stem,))[0] for word in words_of(words) if word.stem]
    meant = [one for lines in known for one in meant_by(words, stems, lines)]
    others = [Meaning(ways, is_asked=False) for one in meant if (ways := _other_ways(one))]
    named = [Meaning((Way((mark,), quoted(mark), 1.0),), is_asked=False) for mark in tools]
    return [*asked, *others, *named]


def tokens_in(meanings: Iterable[Meaning]) -> set[str]:
    """Return all tokens of these meanings."""
    return {token for meaning in meanings for way in meaning.ways for token in way.tokens}


def known_ways(meanings: Iterable[Meaning], frequency: Mapping[str, int], records: int) -> list[Meaning]:
    """Leave out what no record says, the synonyms that are so common that they say nothing, and what is too much."""
    most = max(records / 2, 50)
    kept = [
        meaning._replace(ways=tuple(way for way in meaning.ways if 0 < how_many(way, frequency) <= most))
        for meaning in meanings
        if not meaning.is_asked
    ]
    asked = [meaning for meaning in meanings if meaning.is_asked]
    room = MOST_WAYS - sum(len(meaning.ways) for meaning in asked)
    rarest = sorted((how_many(way, frequency), way) for meaning in kept for way in meaning.ways)[:room]
    allowed = {way for _count, way in rarest}
    rest = [meaning._replace(ways=tuple(way for way in meaning.ways if way in allowed)) for meaning in kept]
    return [*asked, *(meaning for meaning in rest if meaning.ways)]


def how_many(way: Way, frequency: Mapping[str, int]) -> int:
    """Return how many records hold the rarest token of a way: at most so many say it."""
    return min(frequency.get(token, 0) for token in way.tokens)


def rarity(records_with: int, records: int) -> float:
    """Return the inverse document frequency as BM25 has it (Robertson and Zaragoza 2009, never below 0)."""
    return math.log(1 + (max(records - records_with, 0) + 0.5) / (records_with + 0.5))


def _as_written(token: str, repairs: Sequence[str]) -> Meaning:
    itself = Way((token,), quoted(token), 1.0)
    return Meaning((itself, *(Way((other,), quoted(other), REPAIRED) for other in repairs if other != token)))


def _other_ways(meant: Meant) -> tuple[Way, ...]:
    asked = set(tokens_of(meant.term))
    ways = {}
    for term in meant.others:
        tokens = tuple(tokens_of(term))
        if tokens and set(tokens) != asked:
            ways[tokens] = Way(tokens, _match(term), SYNONYM)
    return tuple(ways.values())


def _match(term: str) -> str:
    """Ask for all words of a term; those of Japanese one after the other."""
    words = words_of(folded(term))
    telling = [word for word in words if not says_little(word.stem or word.text)] or words
    parts = [quoted(word.stem) if word.stem else phrase_query(word.text) for word in telling]
    return " & ".join(f"({part})" for part in parts if part)


def unknown_words(words: Iterable[Word], frequency: Mapping[str, int]) -> list[str]:
    """Return the words in letters of which no record holds the stem."""
    unknown = (word.text for word in words if word.stem and word.stem not in frequency)
    return [word for word in dict.fromkeys(unknown) if not says_little(stem(word))]
