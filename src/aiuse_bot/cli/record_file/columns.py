import re
import unicodedata
from typing import Any

COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("title", "name", "use case", "タイトル", "件名", "題名", "名称", "ユースケース", "ユースケース名"),
    "issue": ("issue", "problem", "challenge", "課題", "問題", "背景", "困りごと"),
    "approach": ("approach", "how", "solution", "方法", "やり方", "進め方", "使い方", "取り組み", "活用方法"),
    "result": ("result", "outcome", "effect", "結果", "効果", "成果"),
    "prompt": ("prompt", "プロンプト"),
    "tools": ("tools", "tool", "tools used", "ツール", "使用ツール", "利用ツール", "aiツール"),
    "team": ("team", "department", "dept", "チーム", "部署", "部門", "所属"),
    "author": ("author", "author id", "user", "投稿者", "作成者", "担当者"),
    "external_id": ("external id", "doc id", "id", "管理番号", "番号"),
    "lang": ("lang", "language", "言語"),
    "posted_at": ("posted at", "posted", "date", "created at", "投稿日時", "投稿日", "作成日", "日付", "日時"),
}
"""Field → the columns it is read from; of several, the first non-empty one counts."""

_FIELDS = {name: field for field, names in COLUMNS.items() for name in names}


def field_of(column: str) -> str | None:
    """Return the field for a column name in any spelling (`Doc_ID`, `ﾂｰﾙ`); `None` for unknown columns."""
    return _FIELDS.get(_plain(column))


def renamed(values: dict[str, Any]) -> dict[str, Any]:
    """Rename the columns to our field names; unknown and empty columns are left out."""
    filled = {_plain(column): value for column, value in values.items() if value is not None and value != ""}
    found = {field: next((filled[name] for name in names if name in filled), None) for field, names in COLUMNS.items()}
    return {field: value for field, value in found.items() if value is not None}


def _plain(column: str) -> str:
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFKC", column)).strip().casefold()
