import sys
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import or_, select

from aiuse_bot.db.alias import shared_alias
from aiuse_bot.domain.models import Reuse, UseCase
from patience import PATIENCE, join

THREADS = 6


@pytest.fixture(autouse=True)
def _threads_change_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def asked(part: type[UseCase]) -> str:
    is_part = or_(part.id == UseCase.id, part.merged_into_id == UseCase.id)
    return str(select(UseCase.id).join(part, is_part).join(Reuse, Reuse.use_case_id == part.id))


def test_threads_that_use_an_alias_for_the_first_time_at_once_ask_the_same() -> None:
    """With an uninitialised alias, five of six threads fail here, and two of three aliases stay broken."""
    seen: Counter[str] = Counter()
    for _ in range(20):
        part, begin = shared_alias(UseCase, "part"), threading.Barrier(THREADS, timeout=PATIENCE)

        def ask(part: type[UseCase] = part, begin: threading.Barrier = begin) -> None:
            begin.wait()
            seen[asked(part)] += 1

        threads = [threading.Thread(target=ask) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        join(*threads)
    assert seen == {asked(shared_alias(UseCase, "part")): 20 * THREADS}
