from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.cli.table import WIDEST_CELL, table


def test_japanese_cells_are_as_wide_as_they_look() -> None:
    assert table(("", "title"), [("返金", "a"), ("refund", "b")]).splitlines() == [
        "        title",
        "返金    a",
        "refund  b",
    ]


def test_a_long_cell_is_cut() -> None:
    (_, cell) = table(("title",), [("返" * 100,)]).splitlines()
    assert cell == "返" * (WIDEST_CELL // 2 - 1) + "…"


@given(st.text())
def test_no_cell_steers_the_terminal(cell: str) -> None:
    shown = table(("title",), [(cell,)])
    assert not set(shown) & {"\x1b", "\r", "\x07", "\x9b", "\u202e"}
    assert len(shown.split("\n")) <= 2
