"""Aligned columns on a terminal, where a Japanese character is two columns wide."""

import unicodedata
from collections.abc import Sequence

WIDEST_CELL = 60


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return lines with aligned columns; long cells are truncated."""
    cells = [[_cut(_safe(cell)) for cell in row] for row in [header, *rows]]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(_padded, row, widths)).rstrip() for row in cells)


def _safe(cell: str) -> str:
    """Replace what could control the terminal: control characters and changes of text direction."""
    return "".join(" " if unicodedata.category(character) in {"Cc", "Cf"} else character for character in cell)


def _cut(cell: str) -> str:
    if _width(cell) <= WIDEST_CELL:
        return cell
    kept = ""
    for character in cell:
        if _width(kept + character) >= WIDEST_CELL:
            break
        kept += character
    return f"{kept}…"


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in text)
    return len(text) + wide
