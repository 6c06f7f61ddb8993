"""Synonyms: the built-in ones (`data/synonyms.tsv`) and those of the workspace."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import SearchSynonym
from aiuse_bot.domain.search.tokens import folded, is_japanese, words_of

MOST_WORDS_OF_TERM = 5
LONGEST_TERM = 60
MOST_TERMS_OF_LINE = 40
MOST_LINES = 2_000


class Thesaurus(NamedTuple):
    """Terms → the lines they are on: terms in letters by their stems, those with Japanese as written."""

    by_stems: Mapping[tuple[str, ...], tuple[int, ...]]
    by_writing: Mapping[str, tuple[int, ...]]
    lines: tuple[tuple[str, ...], ...]


class SynonymMatch(NamedTuple):
    """A term found in a query, and its synonyms."""

    term: str
    others: tuple[str, ...]


def thesaurus(lines: Iterable[Sequence[str]]) -> Thesaurus:
    """Build a thesaurus from lines of terms."""
    kept = tuple(tuple(map(folded, line)) for line in lines)
    stems: dict[tuple[str, ...], list[int]] = {}
    written: dict[str, list[int]] = {}
    for number, line in enumerate(kept):
        for term in line:
            if is_japanese(term):
                written.setdefault("".join(term.split()), []).append(number)
            else:
                stems.setdefault(_stems(term), []).append(number)
    stems.pop((), None)
    return Thesaurus(
        {key: tuple(found) for key, found in stems.items()}, {key: tuple(found) for key, found in written.items()}, kept
    )


def match_synonyms(words: str, stems: Sequence[str], known: Thesaurus) -> list[SynonymMatch]:
    """Return the terms in a query that have synonyms, in the order of the query.

    `words` is the query folded, `stems` are those of its words in letters, spelling corrected.
    """
    together = "".join(folded(words).split())
    found = {key: numbers for key in _spans(stems) if (numbers := known.by_stems.get(key))}
    meant = [_synonym_match(" ".join(key), numbers, known) for key, numbers in found.items()]
    parts = {
        part: numbers
        for start in range(len(together))
        for part in (together[start:end] for end in range(start + 1, min(start + LONGEST_TERM, len(together)) + 1))
        if (numbers := known.by_writing.get(part))
    }
    meant += [_synonym_match(part, numbers, known) for part, numbers in parts.items()]
    return [one for one in meant if one.others]


def listed_synonyms() -> tuple[tuple[str, ...], ...]:
    """Return the built-in lines."""
    return _listed().lines


def synonyms_of(session: Session, workspace_id: str) -> list[SearchSynonym]:
    """Return the lines that this workspace added, oldest first."""
    own = select(SearchSynonym).where(SearchSynonym.workspace_id == workspace_id)
    return list(session.scalars(own.order_by(SearchSynonym.id).limit(MOST_LINES)))


def add_synonyms(session: Session, workspace_id: str, words: Iterable[str], *, by: str | None) -> SearchSynonym | None:
    """Make words synonyms in this workspace from now on. `None`: fewer than two of them differ."""
    cleaned = dict.fromkeys(" ".join(word.split())[:LONGEST_TERM] for word in words if words_of(word))
    line = list({folded(word): word for word in cleaned}.values())[:MOST_TERMS_OF_LINE]
    if len(line) < 2:  # noqa: PLR2004 - one word has no synonym
        return None
    added = SearchSynonym(workspace_id=workspace_id, words=line, added_by=by)
    session.add(added)
    session.flush()
    return added


def remove_synonyms(session: Session, workspace_id: str, synonym_id: int) -> bool:
    """Delete a line that this workspace added. Returns whether there was one."""
    gone = delete(SearchSynonym).where(SearchSynonym.workspace_id == workspace_id, SearchSynonym.id == synonym_id)
    return session.scalar(gone.returning(SearchSynonym.id)) is not None


def thesaurus_of(session: Session, workspace_id: str) -> list[Thesaurus]:
    """Return the thesauruses to use: the built-in one, and the workspace's own if it has one."""
    own = [tuple(one.words) for one in synonyms_of(session, workspace_id)]
    return [_listed(), *([_of_lines(tuple(own))] if own else [])]


@lru_cache(maxsize=8)
def _of_lines(lines: tuple[tuple[str, ...], ...]) -> Thesaurus:
    return thesaurus(lines)


@lru_cache(maxsize=1)
def _listed() -> Thesaurus:
    text = files(__package__).joinpath("data", "synonyms.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return thesaurus([[term.strip() for term in line.split(";")] for line in lines])


def _synonym_match(term: str, numbers: Iterable[int], known: Thesaurus) -> SynonymMatch:
    others = dict.fromkeys(other for number in numbers for other in known.lines[number])
    return SynonymMatch(term, tuple(other for other in others if other != term))


def _stems(term: str) -> tuple[str, ...]:
    return tuple(word.stem for word in words_of(term))


def _spans(stems: Sequence[str]) -> list[tuple[str, ...]]:
    lengths = range(min(MOST_WORDS_OF_TERM, len(stems)), 0, -1)
    return [tuple(stems[at : at + length]) for length in lengths for at in range(len(stems) - length + 1)]
