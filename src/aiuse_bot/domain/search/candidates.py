"""Which records are worth ranking: a few hundred, however many contain a word of the query.

Rare words bring in all their records. For common ones, the records that contain all the words come in, and the newest:
windows of ids are marked in the index, and the frequencies show which window should hold enough records.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from aiuse_bot.domain.search.expansion import Concept, Variant, document_frequency
from aiuse_bot.domain.search.vector import WINDOWS, library, quoted, window

MOST_OF_RARE = 400
MOST_OF_ALL_WORDS = 300
WANTED = 150
WANTED_FILTERED = 40
"""How many records the newest window is expected to hold. Each filter is one more list to scan: a smaller window."""

MOST_OF_NEWEST = 600
"""The limit if there are more than expected."""

_NEWEST_WINDOWS = 1.5
"""The two newest windows are searched: the last is half full on average."""


class IdRange(NamedTuple):
    """How ids are laid out: the workspace's key in window marks, the newest id, and whether it is the only one."""

    search_key: int
    newest_id: int
    is_only: bool = True


class Requirements(NamedTuple):
    """What every candidate must match (filters, phrases, readable channels), and the share of records that do."""

    queries: tuple[str, ...] = ()
    share: float = 1.0


class CandidateQuery(NamedTuple):
    """What makes a record a candidate, and how many of them to fetch.

    `query` is the full tsquery, `words` the part of it without the window and without what all candidates must match;
    `bits` is the size of the window, `None` the whole library.
    """

    query: str
    words: str
    most: int = MOST_OF_NEWEST
    bits: int | None = None


def candidate_queries(
    concepts: Sequence[Concept], frequency: Mapping[str, int], records: int, required: Requirements, id_range: IdRange
) -> list[CandidateQuery]:
    """Return what to fetch; the last query is the one to widen if it finds too few."""
    variants = sorted(
        {variant for one in concepts for variant in one.variants},
        key=lambda variant: (document_frequency(variant, frequency), variant),
    )
    if not variants:
        return [_newest("", records * required.share, required, id_range)]
    rare = _rarest(variants, frequency, required.share)
    rest = variants[len(rare) :]
    found = [_in_window(_any(rare), required, id_range, None)] if rare else []
    if rest:
        found += _holding_all(concepts, frequency, records, required, id_range)
        expected = min(sum(document_frequency(variant, frequency) for variant in rest), records) * required.share
        found.append(_newest(_any(rest), expected, required, id_range))
    return found


def widened(
    wanted: CandidateQuery, required: Requirements, id_range: IdRange, *, found_any: bool
) -> CandidateQuery | None:
    """Return the same query in the next larger window, or in the whole library if nothing at all was found.

    `None` if it searched the whole library already.
    """
    if wanted.bits is None:
        return None
    larger = [bits for bits in WINDOWS if bits > wanted.bits and found_any]
    return _in_window(wanted.words, required, id_range, larger[0] if larger else None)


def _rarest(variants: Sequence[Variant], frequency: Mapping[str, int], share: float) -> list[Variant]:
    rare: list[Variant] = []
    room = MOST_OF_RARE / max(share, 0.01)
    for variant in variants:
        room -= document_frequency(variant, frequency)
        if room < 0:
            break
        rare.append(variant)
    return rare


def _holding_all(
    concepts: Sequence[Concept],
    frequency: Mapping[str, int],
    records: int,
    required: Requirements,
    id_range: IdRange,
) -> list[CandidateQuery]:
    asked = [concept for concept in concepts if concept.is_asked]
    counts = [sum(document_frequency(variant, frequency) for variant in concept.variants) for concept in asked]
    if len(asked) < 2 or not all(counts):  # noqa: PLR2004 - for one word the newest are fetched anyway
        return []
    rarest = _rarest_of_words([concept.variants[0].tokens[0] for concept in asked], counts)
    expected = records * required.share * math.prod(min(count / max(records, 1), 1) for count in rarest)
    query = " & ".join(_any(concept.variants) for concept in asked)
    return [_newest(query, expected, required, id_range)._replace(most=MOST_OF_ALL_WORDS)]


def _rarest_of_words(tokens: Sequence[str], counts: Sequence[int]) -> list[int]:
    """Return the least count of each word. Pairs of one Japanese word overlap: where one occurs, so do the others."""
    least: list[int] = []
    for before, token, count in zip(["", *tokens], tokens, counts, strict=False):
        is_same_word = len(before) == len(token) == 2 and before[1] == token[0]  # noqa: PLR2004 - a pair is two
        least = [*least[:-1], min(least[-1], count)] if is_same_word else [*least, count]
    return least


def _newest(query: str, expected: float, required: Requirements, id_range: IdRange) -> CandidateQuery:
    ids, wanted = max(id_range.newest_id, 1), WANTED if required.share == 1 else WANTED_FILTERED
    enough = (bits for bits in WINDOWS if expected * min(_NEWEST_WINDOWS * 2**bits / ids, 1) >= wanted)
    bits = next(enough, None) if expected > wanted * MOST_OF_RARE / WANTED else None
    return _in_window(query, required, id_range, bits)


def _in_window(query: str, required: Requirements, id_range: IdRange, bits: int | None) -> CandidateQuery:
    if bits is None:
        own = [] if id_range.is_only and (query or required.queries) else [quoted(library(id_range.search_key))]
        return CandidateQuery(_together(query, [*required.queries, *own]), query)
    last = id_range.newest_id >> bits
    newest = " | ".join(quoted(window(id_range.search_key, bits, number)) for number in (last, max(last - 1, 0)))
    inside = f"{query} & ({newest})" if query else f"({newest})"
    return CandidateQuery(_together(inside, required.queries), query, bits=bits)


def _together(query: str, must: Sequence[str]) -> str:
    return " & ".join([*([query] if query else []), *must])


def _any(variants: Iterable[Variant]) -> str:
    return f"({' | '.join(f'({variant.match})' for variant in variants)})"
