"""`python -m benchmarks`: run every benchmark and write the figures to `build/bench.json`.

A benchmark is a module with `run(database_url) -> dict[str, float]`; `docs/benchmarks.md` names the units.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import bot, door, extraction, page, praise, sandbox, search
from benchmarks.databases import recreate_database

from aiuse_bot.db.embedded import EmbeddedServer

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "build" / "bench.json"
DATABASE = "aiuse_bot_bench"

BENCHMARKS: dict[str, Callable[[str], dict[str, float]]] = {
    "events acknowledged durably, against a Bolt app that does nothing": door.run,
    "reactions handled by the running bot, against one as people write it first, and its memory": bot.run,
    "messages that the sandbox takes": sandbox.run,
    "the page of the sandbox, with a great many messages": page.run,
    "posts read into drafts": extraction.run,
    "boards and the ledger over millions of reactions": praise.run,
    "search in a large library, against other ways": search.run,
}


def main(wanted: str) -> None:
    """Run all benchmarks, or those with `wanted` in their title, on an embedded server that really writes to disk."""
    results: dict[str, float] = {}
    with EmbeddedServer(ROOT / "build" / "bench-postgres", durable=True) as server:
        for title, benchmark in BENCHMARKS.items():
            if wanted not in title:
                continue
            print(title, flush=True)
            url = server.url(DATABASE)
            recreate_database(url)
            results |= benchmark(url)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")
    print(f"written to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
