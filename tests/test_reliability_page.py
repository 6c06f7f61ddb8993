"""The tests and mutants that docs/reliability.md names exist, and it names every mutant."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")
LINES = [line for line in PAGE.splitlines() if re.match(r"\| \d", line)]
MUTANTS = sorted((ROOT / "mutants").glob("*.patch"))
NAMED_MUTANTS = sorted(re.findall(r"`(mutants/[^`]+)`", PAGE))
NAMED_TESTS = sorted(set(re.findall(r"`(tests/[^`]+?::[^`]+)`", PAGE)))


def is_there(test: str) -> bool:
    """Whether the test with this pytest node id exists."""
    path, _, name = test.partition("[")[0].partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    found = ast.parse(file.read_text("utf-8")).body
    return any(isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name == name for one in found)


def test_every_line_has_its_number_and_says_which_test_there_is_or_that_there_is_none() -> None:
    cells = [line.strip("| ").split(" | ") for line in LINES]
    assert [int(number) for number, *_ in cells] == list(range(1, len(LINES) + 1))
    assert [number for number, _, proof, *_ in cells if "::" not in proof and "no test" not in proof] == []


@pytest.mark.parametrize("test", NAMED_TESTS)
def test_every_test_that_is_named_is_there(test: str) -> None:
    assert is_there(test)


def test_every_mutant_is_named_once() -> None:
    assert [f"mutants/{patch.name}" for patch in MUTANTS] == NAMED_MUTANTS


@pytest.mark.parametrize("patch", MUTANTS, ids=lambda patch: patch.stem)
def test_the_page_names_the_test_that_kills_a_mutant_beside_it(patch: Path) -> None:
    head = patch.read_text("utf-8").partition("\ndiff ")[0]
    (test,) = re.findall(r"^Test: (\S+)$", head, re.MULTILINE)
    assert is_there(test)
    (line,) = [line for line in LINES if f"mutants/{patch.name}" in line]
    assert f"`{test.partition('[')[0]}`" in line


def test_a_test_that_is_not_there_would_be_seen() -> None:
    assert is_there("tests/test_reliability_page.py::test_a_test_that_is_not_there_would_be_seen")
    assert not is_there("tests/test_reliability_page.py::test_nothing")
    assert not is_there("tests/test_nothing.py::test_nothing")
