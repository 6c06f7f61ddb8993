"""Mapping labels to fields."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_AROUND = re.compile(r"^[\s*_~#:>\-.・•\ue000]+|[\s*_~:?!.…。、,\-→\ue000]+$")
_POLITE_START = re.compile(r"^(?:the|my|our|your|a|q|step|ai)[.:)]?\s+(?=\S)|^q[.:.]\s*")
_SPACES = re.compile(r"\s+")
_BRACKETED_END = re.compile(r"\s*\([^()]*\)$")

# Japanese labels vary endlessly ("解決したい課題", "得られた効果"): a short one is recognised by its noun.
_JAPANESE_HINTS = (
    ("risk", ("注意", "リスク", "懸念", "留意")),
    ("prompt", ("プロンプト",)),
    ("tools", ("ツール", "使ったai", "使用ai")),
    ("time", ("削減時間", "短縮時間", "所要時間")),
    ("issue", ("課題", "背景", "困", "悩み", "問題")),
    ("result", ("結果", "効果", "成果")),
    ("approach", ("方法", "取り組み", "取組", "工夫", "やったこと", "使い方")),
)
_ENGLISH_HINTS = (
    ("time", ("time saved", "hours saved", "time savings")),
    ("risk", ("risk", "caveat", "watch out", "limitation")),
    ("prompt", ("prompt",)),
    ("tools", ("tools", "tool", "ai used")),
    ("issue", ("problem", "issue", "challenge", "pain")),
    ("result", ("result", "results", "outcome", "impact", "benefit", "benefits")),
)
_PARTICLE_OR_STOP = re.compile(r"[。、はがをに!?]|です|ます")
_LONGEST_JAPANESE_LABEL = 12
_LONGEST_ENGLISH_LABEL = 4


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    known: dict[str, str] = {}
    for line in files(__package__).joinpath("data/labels.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            field, spellings = line.split("\t")
            known.update((_key(spelling), field) for spelling in spellings.split(";"))
    return known


def _key(label: str) -> str:
    return _SPACES.sub(" ", _AROUND.sub("", label))


@lru_cache(maxsize=4096)
def known_label(label: str) -> str | None:
    """Return the field of a listed spelling, else `None`; `label` is folded (see `mrkdwn.Source.folded`)."""
    key = _key(label)
    for attempt in (key, _key(_BRACKETED_END.sub("", key)), _key(_POLITE_START.sub("", key))):
        if attempt in _spellings():
            return _spellings()[attempt]
    return None


@lru_cache(maxsize=4096)
def likely_label(label: str) -> str | None:
    """Return the field of a label set off by punctuation or markup, even if only its main noun is known."""
    return known_label(label) or _by_noun(_key(label))


def _by_noun(key: str) -> str | None:
    if key.isascii():
        words = key.replace("/", " ").split()
        if len(words) > _LONGEST_ENGLISH_LABEL:
            return None
        padded = f" {' '.join(words)} "
        return next((field for field, nouns in _ENGLISH_HINTS if any(f" {noun} " in padded for noun in nouns)), None)
    if len(key) > _LONGEST_JAPANESE_LABEL or _PARTICLE_OR_STOP.search(key):
        return None
    return next((field for field, nouns in _JAPANESE_HINTS if any(noun in key for noun in nouns)), None)
