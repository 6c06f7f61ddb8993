"""Why a record was found: the sentence that matches, if the fields shown for every record do not."""

import re
from collections.abc import Sequence

from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.search.expansion import Concept
from aiuse_bot.domain.search.lists import Hit
from aiuse_bot.domain.search.tokens import tokens_to_keep

LONGEST_EXCERPT = 160

_SENTENCE = re.compile(r"[^。．.!?！？\n]+[。．.!?！？]*")


def with_excerpts(hits: Sequence[Hit], concepts: Sequence[Concept]) -> list[Hit]:
    """Give each hit the sentence that matches concepts which title, tools, issue and result together do not match."""
    variants = [[set(variant.tokens) for variant in concept.variants] for concept in concepts]
    return [hit._replace(excerpt=_excerpt(hit.use_case, variants)) for hit in hits]


def _excerpt(use_case: UseCase, variants: Sequence[Sequence[set[str]]]) -> str:
    shown = "\n".join([use_case.title, *use_case.tools, use_case.issue or "", use_case.result or ""])
    here = _mentioned(shown, variants)
    rest = "\n".join(text for text in (use_case.approach, use_case.prompt, use_case.risk) if text)
    sentences = [found[0].strip() for found in _SENTENCE.finditer(rest)]
    new = [(len(_mentioned(sentence, variants) - here), sentence) for sentence in sentences]
    most, sentence = max(new, key=lambda one: one[0], default=(0, ""))
    return _cut(sentence) if most else ""


def _mentioned(text: str, variants: Sequence[Sequence[set[str]]]) -> set[int]:
    tokens = {token for kept in tokens_to_keep(text) for token in kept}
    return {number for number, found in enumerate(variants) if any(one <= tokens for one in found)}


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_EXCERPT else sentence[: LONGEST_EXCERPT - 1] + "…"
