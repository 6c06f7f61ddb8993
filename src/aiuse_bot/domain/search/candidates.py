"""Which records are worth ranking: a few hundred, however many hold a word of the question.

Rare words bring all their records. Of common ones come those that hold all the words, and the newest: windows of ids
are marked in the index, and the frequencies say in which of them enough records are to be expected.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from aiuse_bot.domain.search.vector import WINDOWS, library, quoted, window
from aiuse_bot.domain.search.ways import Meaning, Way, how_many

MOST_OF_RARE = 400
MOST_OF_ALL_WORDS = 300
WANTED = 150
WANTED_FILTERED = 40
"""How many records of the newest window are expected. Each filter is one more list to go through: a smaller window."""

MOST_OF_NEWEST = 600
"""Where more come than were expected."""

_NEWEST_WINDOWS = 1.5
"""The two newest windows are asked for: the last is half full on average."""


class IdRange(NamedTuple):
    """How ids lie: the workspace's key in the marks of windows, the newest id, and whether it is the only workspace."""

    search_key: int
    newest_id: int
    is_only: bool = True


class Requirements(NamedTuple):
    """What every candidate answers (filters, phrases, channels that may be read), and which share of records does."""

    queries: tuple[str, ...] = ()
    share: float = 1.0


class CandidateQuery(NamedTuple):
    """What makes a record a candidate, and how many of them to take.

    `query` is all that is asked of PostgreSQL, `words` the part of it without window and without what all must answer;
    `bits` is the size of the window, `None` the whole library.
    """

    query: str
    words: str
    most: int = MOST_OF_NEWEST
    bits: int | None = None


def candidate_queries(
    meanings: Sequence[Meaning], frequency: Mapping[str, int], records: int, required: Requirements, id_range: IdRange
) -> list[CandidateQuery]:
    """Return what to fetch; the last fetch is the one to widen when too little comes."""
    ways = sorted({way for one in meanings for way in one.ways}, key=lambda way: (how_many(way, frequency), way))
    if not ways:
        return [_newest("", records * required.share, required, id_range)]
    rare = _rarest(ways, frequency, required.share)
    rest = ways[len(rare) :]
    found = [_in_window(_any(rare), required, id_range, None)] if rare else []
    if rest:
        found += _holding_all(meanings, frequency, records, required, id_range)
        expected = min(sum(how_many(way, frequency) for way in rest), records) * required.share
        found.append(_newest(_any(rest), expected, required, id_range))
    return found


def widened(
    wanted: CandidateQuery, required: Requirements, id_range: IdRange, *, found_any: bool
) -> CandidateQuery | None:
    """Return the same in the next larger window, or in the whole library where nothing at all was found.

    `None` where it was the whole library.
    """
    if wanted.bits is None:
        return None
    larger = [bits for bits in WINDOWS if bits > wanted.bits and found_any]
    return _in_window(wanted.words, required, id_range, larger[0] if larger else None)


def _rarest(ways: Sequence[Way], frequency: Mapping[str, int], share: float) -> list[Way]:
    rare: list[Way] = []
    room = MOST_OF_RARE / max(share, 0.01)
    for way in ways:
        room -= how_many(way, frequency)
        if room < 0:
            break
        rare.append(way)
    return rare


def _holding_all(
    meanings: Sequence[Meaning],
    frequency: Mapping[str, int],
    records: int,
    required: Requirements,
    id_range: IdRange,
) -> list[CandidateQuery]:
    asked = [meaning for meaning in meanings if meaning.is_asked]
    counts = [sum(how_many(way, frequency) for way in meaning.ways) for meaning in asked]
    if len(asked) < 2 or not all(counts):  # noqa: PLR2004 - of one word the newest come anyway
        return []
    rarest = _rarest_of_words([meaning.ways[0].tokens[0] for meaning in asked], counts)
    expected = records * required.share * math.prod(min(count / max(records, 1), 1) for count in rarest)
    query = " & ".join(_any(meaning.ways) for meaning in asked)
    return [_newest(query, expected, required, id_range)._replace(most=MOST_OF_ALL_WORDS)]


def _rarest_of_words(tokens: Sequence[str], counts: Sequence[int]) -> list[int]:
    """Return the least count of each word. Pairs of one Japanese word overlap: where one stands so do the others."""
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


def _any(ways: Iterable[Way]) -> str:
    return f"({' | '.join(f'({way.match})' for way in ways)})"
