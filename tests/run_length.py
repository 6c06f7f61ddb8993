"""Run length: `make test` tries a few random examples, `make test-long` a great many."""

import os

IS_LONG = os.environ.get("TEST_LENGTH") == "long"


def times(short: int, long: int) -> int:
    """Return how many times to try something in this run."""
    return long if IS_LONG else short
