"""A library of any size, in English and Japanese, with a natural (Zipf) word distribution."""

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

ENGLISH_WORDS, JAPANESE_WORDS = 40_000, 20_000
WORDS_OF_TEXT = 55
TOOLS = ("ChatGPT", "Claude", "Gemini", "NotebookLM", "Notion AI", "GitHub Copilot", "Dify", "DeepL")
TEAMS = ("Support", "Legal", "Sales", "Finance", "Data", "HR", "Design", "IT")
KNOWN = [
    "customer",
    "email",
    "report",
    "refund",
    "meeting",
    "summary",
    "draft",
    "translation",
    "review",
    "contract",
    "invoice",
    "delivery",
    "test",
    "code",
    "data",
    "question",
    "answer",
    "template",
    "slide",
    "weekly",
    "minutes",
    "policy",
    "design",
    "training",
    "sales",
    "payment",
    "order",
    "account",
    "budget",
    "campaign",
]
KNOWN_JAPANESE = [
    "返金",
    "問い合わせ",
    "会議",
    "議事録",
    "要約",
    "翻訳",
    "契約書",
    "請求書",
    "配送",
    "テスト",
    "資料",
    "報告書",
    "顧客",
    "メール",
    "下書き",
    "分析",
    "研修",
    "採用",
    "広告",
    "経費",
]
_SYLLABLES = [
    "ka",
    "ri",
    "to",
    "men",
    "so",
    "lu",
    "pa",
    "ve",
    "shi",
    "dor",
    "an",
    "el",
    "mi",
    "gra",
    "ten",
    "fo",
    "bu",
    "ster",
    "qui",
    "zo",
]
_KANJI = "".join(chr(0x4E00 + 37 * number % 2_000) for number in range(1_200))
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロワン"


class Text(NamedTuple):
    """The text of one record, and its language."""

    title: str
    issue: str
    result: str
    tools: tuple[str, ...]
    team: str
    language: str


class Vocabulary:
    """Words from the most to the least common; `draw` picks the n-th with a probability of about 1 / n."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self._sums = list(accumulate(1 / (rank + 3) for rank in range(len(words))))

    def draw(self, source: random.Random, count: int) -> list[str]:
        """Return `count` random words, common ones more often."""
        return source.choices(self.words, cum_weights=self._sums, k=count)

    def at(self, share: float) -> str:
        """Return the word at this fraction of the list: 0 is the most common, 1 the rarest."""
        return self.words[int(share * (len(self.words) - 1))]


def vocabularies() -> tuple[Vocabulary, Vocabulary]:
    """Return the English and the Japanese words; the most common are real words, which have synonyms."""
    source = random.Random(7)
    english = list(dict.fromkeys([*KNOWN, *(_english(source) for _ in range(ENGLISH_WORDS))]))
    japanese = list(dict.fromkeys([*KNOWN_JAPANESE, *(_japanese(source) for _ in range(JAPANESE_WORDS))]))
    return Vocabulary(english), Vocabulary(japanese)


def texts(count: int, seed: int = 1) -> Iterator[Text]:
    """Yield `count` records, six out of ten in English."""
    source = random.Random(seed)
    english, japanese = vocabularies()
    for number in range(count):
        is_english = number % 10 < 6
        words = (english if is_english else japanese).draw(source, WORDS_OF_TEXT)
        parts = (words[:5], words[5:25], words[25:])
        title, issue, result = (_sentence(part, is_english=is_english) for part in parts)
        tools, team = (source.choice(TOOLS),), source.choice(TEAMS)
        yield Text(title, issue, result, tools, team, "en" if is_english else "ja")


def _english(source: random.Random) -> str:
    return "".join(source.choices(_SYLLABLES, k=source.choice((2, 2, 3, 3, 4))))


def _japanese(source: random.Random) -> str:
    letters = _KANJI if source.random() < 0.6 else _KANA
    return "".join(source.choices(letters, k=source.choice((2, 2, 2, 3, 4))))


def _sentence(words: list[str], *, is_english: bool) -> str:
    return " ".join(words) + "." if is_english else "を".join(words) + "。"
