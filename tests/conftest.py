import logging
import os
import random
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings
from slack_sdk.socket_mode.builtin import internals

from run_length import IS_LONG, times

# Tests that search by meaning say so; to the others, and to the processes they start, the optional model is not there.
os.environ.setdefault("AIUSE_BOT_SEMANTIC", "off")

pytest_plugins = ["database_fixtures", "embedded_fixtures", "delivery_fixtures", "sandbox_fixtures", "house_fixtures"]

# Two busy cores make a slow example no failure, and a transaction that is rolled back at the end serves many examples.
settings.register_profile(
    "house",
    deadline=None,
    max_examples=times(25, 500),
    derandomize=not IS_LONG,  # a change meets the same examples as the one before; new ones are looked for in long runs
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("house")

# The library's connections draw numbers in threads of their own, from the source that Hypothesis watches for changes.
setattr(internals, "random", random.Random())  # noqa: B010, S311 - the module does not export it; no secret


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command run inside a test sets up logs for the whole process; the next test must not inherit them."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
