"""Estimate the accuracy on unseen voices: each is read by models that never saw it. See `training/README.md`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from fit import fit
from posts import Example, read_examples
from sklearn.model_selection import GroupKFold
from train import SOURCES, TESTS

from aiuse_bot.domain.extraction import SURE, Draft, read_draft
from aiuse_bot.domain.extraction.draft import LIKELY
from aiuse_bot.domain.extraction.learned import weights

sys.path.insert(0, str(TESTS))
from extraction_scorer import Labelled, score

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDS = 10
_THRESHOLDS = (0.35, 0.5, 0.65, 0.7, SURE, 0.8, 0.85)


def main(paths: list[str]) -> None:
    """Print the measures of `docs/extraction.md`: cross-validated, or for the given files with the shipped model."""
    if paths:
        examples = read_examples(map(Path, paths))
        _print_measures("given", [_labelled(one, read_draft(one.post)) for one in examples])
        return
    examples = read_examples(SOURCES)
    drafts = _drafts(examples)
    for title, wanted in (("new voices", True), ("posts that rules were tuned on", False)):
        _print_measures(title, [_labelled(one, drafts[one.id]) for one in examples if _is_new(one) == wanted])


def _labelled(example: Example, draft: Draft) -> Labelled:
    """Count a post as a use case from `LIKELY` on, as `aiuse-bot extract` does."""
    return Labelled(example.id, example.lang, example.gold, replace(draft, is_use_case=draft.probability >= LIKELY))


def _print_measures(title: str, posts: list[Labelled]) -> None:
    for lang in ("en", "ja"):
        reached = score([post for post in posts if post.lang == lang])
        figures = {"F": reached.use_case, **vars(reached), "overall": reached.overall}
        print(f"{title}, {lang}: {'  '.join(f'{name} {value:.3f}' for name, value in figures.items())}")
    for threshold in _THRESHOLDS:
        shown = "   ".join(f"{lang} {_at(threshold, posts, lang)}" for lang in ("en", "ja"))
        print(f"  from {threshold:.2f}{' (SURE)' if threshold == SURE else ''}: {shown}")


def _at(threshold: float, posts: list[Labelled], lang: str) -> str:
    real = [post for post in posts if post.lang == lang and post.gold["is_use_case"]]
    found = [post for post in posts if post.lang == lang and post.draft.probability >= threshold]
    right = sum(post.gold["is_use_case"] for post in found)
    return f"precision {right / max(1, len(found)):.3f} recall {right / len(real):.3f}"


def _is_new(example: Example) -> bool:
    return not example.voice.startswith("posts_")


def _drafts(examples: list[Example]) -> dict[str, Draft]:
    found: dict[str, Draft] = {}
    for learned, left_out in GroupKFold(_FOLDS).split(examples, groups=[one.voice for one in examples]):
        with _reading_with(fit([examples[at] for at in learned])):
            found |= {examples[at].id: read_draft(examples[at].post) for at in left_out}
    return found


@contextmanager
def _reading_with(stored: dict[str, Any]) -> Iterator[None]:
    with mock.patch.object(weights, "_stored", return_value=stored):
        _forget()
        yield
    _forget()


def _forget() -> None:
    weights.likelihood.cache_clear()
    weights.story.cache_clear()


if __name__ == "__main__":
    main(sys.argv[1:])
