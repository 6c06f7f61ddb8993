import subprocess
import sys
from pathlib import Path

import pytest

from aiuse_bot.cli.demo.errors import DemoError
from aiuse_bot.cli.demo.place import Place
from patience import PATIENCE


def test_clearing_a_place_leaves_what_is_not_the_demos(tmp_path: Path) -> None:
    place = Place(tmp_path)
    (tmp_path / "letters.txt").write_text("mine")
    place.sandbox.mkdir()
    (place.sandbox / "state.json").write_text("{}")
    place.credentials.write_text("{}")
    place.mark_filled(3, 2)
    assert place.is_filled
    with place.held():
        place.clear()
    assert {entry.name for entry in tmp_path.iterdir()} == {"letters.txt", "demo.lock"}


def test_a_place_in_use_names_the_process_that_has_it(tmp_path: Path) -> None:
    with Place(tmp_path).held(), pytest.raises(DemoError, match=r"already \(process \d+\)"), Place(tmp_path).held():
        pytest.fail("two hold the same place")


def test_the_lock_of_a_dead_demo_is_waited_for_until_its_processes_are_gone(tmp_path: Path) -> None:
    place = Place(tmp_path)
    holds = (
        "import fcntl,os,sys; f=open(sys.argv[1],'a'); fcntl.flock(f,fcntl.LOCK_EX); os.write(1,b'x'); sys.stdin.read()"
    )
    lock = tmp_path / "demo.lock"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    lock.write_text(str(ended.pid))
    orphan = subprocess.Popen([sys.executable, "-c", holds, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with orphan:
        assert orphan.stdout is not None
        assert orphan.stdin is not None
        orphan.stdout.read(1)
        waiting = subprocess.Popen([sys.executable, "-c", WAITS, tmp_path], stdout=subprocess.PIPE, text=True)
        with waiting:
            assert waiting.poll() is None
            orphan.stdin.close()
            assert waiting.communicate(timeout=PATIENCE)[0].strip() == "held"
    assert not place.is_filled


WAITS = """
import sys
from pathlib import Path
from aiuse_bot.cli.demo.place import Place
with Place(Path(sys.argv[1])).held():
    print("held")
"""
