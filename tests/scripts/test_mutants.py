"""What `make mutants` says of a small product with one guarantee, and that the real patches are about what there is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from patience import PATIENCE

ROOT = Path(__file__).parent.parent.parent
MUTANTS = ROOT / "scripts" / "mutants.py"
PRODUCT = "def half(number):\n    return number / 2\n"
TESTS = """
import subprocess
import sys
from product import half

def test_half():
    assert half(4) == 2

def test_half_in_a_process_of_its_own():
    assert subprocess.check_output([sys.executable, "-c", "from product import half; print(half(4))"]) == b"2.0\\n"

def test_nothing():
    pass

def test_wrong():
    assert half(4) == 3
"""
PATCH = """Guarantee: half is a half.
Test: tests/test_product.py::{test}

diff --git a/src/product.py b/src/product.py
--- a/src/product.py
+++ b/src/product.py
@@ -1,2 +1,2 @@
 def half(number):
-    return {was}
+    return {becomes}
"""


def run(directory: Path, test: str, was: str = "number / 2", becomes: str = "number / 3") -> tuple[int, str]:
    """Try one mutant and return the exit code and what was said."""
    for name, text in {
        "pytest.ini": "[pytest]",
        "src/product.py": PRODUCT,
        "tests/test_product.py": TESTS,
        "mutants/halved.patch": PATCH.format(test=test, was=was, becomes=becomes),
    }.items():
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    known = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, str(MUTANTS)]
    ended = subprocess.run(
        command, cwd=directory, env=known, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (directory / "src/product.py").read_text() == PRODUCT
    return ended.returncode, ended.stdout


@pytest.mark.parametrize("test", ["test_half", "test_half_in_a_process_of_its_own"])
def test_a_mutant_that_its_test_notices_is_killed(tmp_path: Path, test: str) -> None:
    code, said = run(tmp_path, test)
    assert code == 0
    assert said.startswith("killed    halved")
    assert " assert " in said
    assert said.endswith("1 of 1 mutants killed\n")


def test_a_mutant_that_its_test_does_not_notice_survives(tmp_path: Path) -> None:
    code, said = run(tmp_path, "test_nothing")
    assert code == 1
    assert said.startswith("SURVIVED  halved")


def test_a_patch_that_does_not_apply_says_so(tmp_path: Path) -> None:
    code, said = run(tmp_path, "test_half", was="number // 2")
    assert code == 1
    assert "halved: the patch does not apply any more" in said


def test_a_mutant_that_breaks_the_test_itself_is_not_called_killed(tmp_path: Path) -> None:
    code, said = run(tmp_path, "test_half", becomes="number /")
    assert code == 1
    assert "halved: the test did not run" in said


def test_a_test_that_fails_without_any_mutant_proves_nothing(tmp_path: Path) -> None:
    code, said = run(tmp_path, "test_wrong")
    assert code == 1
    assert said.startswith("error: a test fails on the unchanged tree")


@pytest.mark.parametrize("patch", sorted((ROOT / "mutants").glob("*.patch")), ids=lambda patch: patch.stem)
def test_every_patch_is_about_the_code_as_it_is(patch: Path, tmp_path: Path) -> None:
    """Make it anew where the code around it has changed: `git diff`, below its two lines of head."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "slack_sandbox"))
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent.resolve())}
    command = ["git", "apply", "--check", str(patch)]
    checked = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
