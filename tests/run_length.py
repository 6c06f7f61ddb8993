"""How long a run is: `make test` tries a few examples of what is random, `make test-long` a great many."""

import os

IS_LONG = os.environ.get("TEST_LENGTH") == "long"


def times(short: int, long: int) -> int:
    """Return how often something is tried in this run."""
    return long if IS_LONG else short
