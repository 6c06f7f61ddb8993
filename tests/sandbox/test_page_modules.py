"""The page's modules: every one is imported from the entry, and none in a cycle."""

import re
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from pathlib import Path

PAGE = Path(str(files("slack_sandbox"))) / "page"
_IMPORT = re.compile(r"""^(?:import|export) (?:[\w*{][^;"()]*)?["](\.[^"]+)["]""", re.MULTILINE)


def imported(module: Path) -> set[Path]:
    return {(module.parent / path).resolve() for path in _IMPORT.findall(module.read_text("utf-8"))}


def test_every_module_that_is_imported_exists_and_is_reached_from_the_entry() -> None:
    modules = {path.resolve() for path in PAGE.rglob("*.js")}
    reached: set[Path] = set()
    ahead = {(PAGE / "main.js").resolve()}
    while ahead:
        reached |= ahead
        ahead = set().union(*map(imported, ahead)) - reached
    assert reached == modules


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = TopologicalSorter({module: imported(module) for module in PAGE.resolve().rglob("*.js")})
    try:
        graph.prepare()
    except CycleError as circle:
        names = " → ".join(str(path.relative_to(PAGE.resolve())) for path in circle.args[1])
        raise AssertionError(names) from None
