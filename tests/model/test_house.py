"""The whole bot in its own process, with a model behind HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from database_fixtures import cloned_database
from fake_model import FakeModel, Said
from house import House, a_house, shown
from patience import wait_until

POST = (
    "*Issue:* Refund mails took 20 minutes each and I hated them\n"
    "*Result:* 5 minutes now. Everybody gets an answer on the same day\n*Tools:* ChatGPT"
)


@pytest.fixture
def fake() -> Iterator[FakeModel]:
    with FakeModel() as fake:
        yield fake


@pytest.fixture
def house(fake: FakeModel, postgres_url: str, template_database: str, tmp_path: Path) -> Iterator[House]:
    settings = {"AIUSE_BOT_MODEL": "openai:local", "AIUSE_BOT_MODEL_URL": f"{fake.url}/v1"}
    with cloned_database(postgres_url, template_database) as url, a_house(url, tmp_path, **settings) as opened:
        yield opened


def test_a_post_gets_its_card_at_once_and_the_words_of_the_model_later(house: House, fake: FakeModel) -> None:
    fake.answers.append(Said({"result": ["Everybody gets an answer on the same day"], "issue": ["All is well"]}))
    channel_id = house.channel()
    ts = house.sandbox.post(house.colleague, channel_id, POST)
    assert "UC-" in shown(house.card(channel_id, ts))
    wait_until(lambda: house.rows("SELECT 1 FROM use_case WHERE written_by ? 'result'"))
    wait_until(lambda: "5 minutes now" not in house.card_text(channel_id, ts))
    assert "Everybody gets an answer on the same day" in house.card_text(channel_id, ts)
    assert "I hated them" in house.card_text(channel_id, ts)
    assert house.rows("SELECT written_by, model_due_at FROM use_case") == [({"result": "model"}, None)]
    assert "Everybody" not in house.bot.log()


def test_a_model_that_hangs_keeps_nobody_waiting_and_does_not_keep_the_bot_from_stopping(
    house: House, fake: FakeModel
) -> None:
    fake.answers.append(Said(hangs=True))
    channel_id = house.channel()
    for _ in range(2):
        ts = house.sandbox.post(house.colleague, channel_id, POST)
        assert "UC-" in shown(house.card(channel_id, ts))
    wait_until(lambda: fake.asked)
    assert "5 minutes now" in house.card_text(channel_id, ts)
    assert house.bot.stop() == 0
