import logging
import os
import random
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings
from slack_sdk.socket_mode.builtin import internals

from run_length import IS_LONG, times

# Tests of semantic search enable it; all others, and the processes they start, run without the optional model.
os.environ.setdefault("AIUSE_BOT_SEMANTIC", "off")

pytest_plugins = ["database_fixtures", "embedded_fixtures", "delivery_fixtures", "sandbox_fixtures", "house_fixtures"]

# On two busy cores a slow example is no failure, and one transaction, rolled back at the end, serves many examples.
settings.register_profile(
    "house",
    deadline=None,
    max_examples=times(25, 500),
    derandomize=not IS_LONG,  # every change is tested with the same examples; only long runs try new ones
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("house")

# Slack's library draws random numbers in its own threads, from the generator that Hypothesis watches for changes.
setattr(internals, "random", random.Random())  # noqa: B010, S311 - the module does not export it; no secret


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command run inside a test configures logging for the whole process; the next test must not inherit that."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
