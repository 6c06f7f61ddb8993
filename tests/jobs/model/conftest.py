from itertools import count

import pytest
from pydantic_ai import models
from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.jobs.deliver import posting_client
from makers import a_watched_channel
from model_tools import Place
from sandbox_client import SandboxClient

_numbers = count(1)


@pytest.fixture(autouse=True)
def _no_model_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here may call a real model."""
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", False)


@pytest.fixture
def place(sandbox: SandboxClient, engine: Engine) -> Place:
    assert engine
    number = next(_numbers)
    author_id = sandbox.add_member(f"author-{number}")["id"]
    channel_id = sandbox.add_channel(f"model-{number}", members=[author_id])["id"]
    app = sandbox.app()
    sandbox.join(app["bot_user_id"], channel_id)
    with Session.begin() as session:
        a_watched_channel(session, channel_id)
    return Place(sandbox, posting_client(app["bot_token"], sandbox.api_url), channel_id, author_id)
