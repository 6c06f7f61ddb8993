"""Query expansion: each concept a query asks for, and the variants in which a record may express it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from aiuse_bot.domain.search.question import phrase_query
from aiuse_bot.domain.search.synonyms import SynonymMatch, Thesaurus, match_synonyms
from aiuse_bot.domain.search.tokens import Word, folded, is_stopword, stem, tokens_of, words_of
from aiuse_bot.domain.search.vector import quoted

MOST_TOKENS_ASKED = 32
MOST_VARIANTS = 72
"""Each is matched against each record that is ranked; those of the most common words are dropped first."""

REPAIRED = 0.8
SYNONYM = 0.7
"""The weights of a corrected word and of a synonym, relative to the word itself. Measured: docs/search.md."""


class Variant(NamedTuple):
    """Tokens that express one concept: `match` is the tsquery a record must match, `weight` what the variant counts."""

    tokens: tuple[str, ...]
    match: str
    weight: float

    @property
    def rank(self) -> str:
        """The tsquery by which PostgreSQL ranks how often, and in which fields, the tokens occur in a record."""
        return " | ".join(map(quoted, self.tokens))


class Concept(NamedTuple):
    """One thing that is asked for. Only its best variant counts, so that many synonyms do not raise a word's score."""

    variants: tuple[Variant, ...]
    is_asked: bool = True
    """Whether the words themselves were asked for; otherwise they only mean the same as some that were."""


def concepts_of(
    words: str,
    repairs: Mapping[str, Sequence[str]],
    known: Iterable[Thesaurus],
    tools: Iterable[str] = (),
    more_tokens: Sequence[str] = (),
) -> list[Concept]:
    """Return the concepts that these words ask for.

    `repairs` are replacements for words that no record contains, `tools` the marks of the tools named, `more_tokens`
    the tokens of earlier tokenizers still in use by some records.
    """
    fixed = {stem(word): tuple(map(stem, others)) for word, others in repairs.items()}
    tokens = dict.fromkeys([*tokens_of(words), *more_tokens])
    asked = [_as_written(token, fixed.get(token, ())) for token in tokens][:MOST_TOKENS_ASKED]
    stems = [fixed.get(word.stem, (word.stem,))[0] for word in words_of(words) if word.stem]
    meant = [one for lines in known for one in match_synonyms(words, stems, lines)]
    others = [Concept(variants, is_asked=False) for one in meant if (variants := _synonym_variants(one))]
    named = [Concept((Variant((mark,), quoted(mark), 1.0),), is_asked=False) for mark in tools]
    return [*asked, *others, *named]


def tokens_in(concepts: Iterable[Concept]) -> set[str]:
    """Return all tokens of these concepts."""
    return {token for concept in concepts for variant in concept.variants for token in variant.tokens}


def known_variants(concepts: Iterable[Concept], frequency: Mapping[str, int], records: int) -> list[Concept]:
    """Drop variants nobody typed that are in no record, too common to be informative, or beyond `MOST_VARIANTS`."""
    most = max(records / 2, 50)
    kept = [
        concept._replace(
            variants=tuple(
                variant for variant in concept.variants if 0 < document_frequency(variant, frequency) <= most
            )
        )
        for concept in concepts
        if not concept.is_asked
    ]
    asked = [concept for concept in concepts if concept.is_asked]
    room = MOST_VARIANTS - sum(len(concept.variants) for concept in asked)
    rarest = sorted(
        (document_frequency(variant, frequency), variant) for concept in kept for variant in concept.variants
    )[:room]
    allowed = {variant for _count, variant in rarest}
    rest = [
        concept._replace(variants=tuple(variant for variant in concept.variants if variant in allowed))
        for concept in kept
    ]
    return [*asked, *(concept for concept in rest if concept.variants)]


def document_frequency(variant: Variant, frequency: Mapping[str, int]) -> int:
    """Return how many records contain the rarest token of a variant: an upper bound for those that express it."""
    return min(frequency.get(token, 0) for token in variant.tokens)


def rarity(records_with: int, records: int) -> float:
    """Return the inverse document frequency as BM25 defines it (Robertson and Zaragoza 2009, never below 0)."""
    return math.log(1 + (max(records - records_with, 0) + 0.5) / (records_with + 0.5))


def _as_written(token: str, repairs: Sequence[str]) -> Concept:
    itself = Variant((token,), quoted(token), 1.0)
    return Concept((itself, *(Variant((other,), quoted(other), REPAIRED) for other in repairs if other != token)))


def _synonym_variants(meant: SynonymMatch) -> tuple[Variant, ...]:
    asked = set(tokens_of(meant.term))
    variants = {}
    for term in meant.others:
        tokens = tuple(tokens_of(term))
        if tokens and set(tokens) != asked:
            variants[tokens] = Variant(tokens, _match(term), SYNONYM)
    return tuple(variants.values())


def _match(term: str) -> str:
    """Require all words of a term; Japanese ones in sequence."""
    words = words_of(folded(term))
    telling = [word for word in words if not is_stopword(word.stem or word.text)] or words
    parts = [quoted(word.stem) if word.stem else phrase_query(word.text) for word in telling]
    return " & ".join(f"({part})" for part in parts if part)


def unknown_words(words: Iterable[Word], frequency: Mapping[str, int]) -> list[str]:
    """Return the words in letters (not Japanese) whose stem is in no record."""
    unknown = (word.text for word in words if word.stem and word.stem not in frequency)
    return [word for word in dict.fromkeys(unknown) if not is_stopword(stem(word))]
