from collections.abc import Iterator

import pytest
from pydantic_ai import models

from fake_model import FakeModel


@pytest.fixture(autouse=True)
def _no_model_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here may call a real model, whatever the environment contains."""
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", False)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "AIUSE_BOT_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fake_model() -> Iterator[FakeModel]:
    """A fake model on this machine, which tests may call."""
    with FakeModel() as fake, models.override_allow_model_requests(allow_model_requests=True):
        yield fake
