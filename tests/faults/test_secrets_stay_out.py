"""Secrets and personal data that arrive at the door get no further: no column of any table ever contains them."""

import json

import pytest
from sqlalchemy import Engine, text

from aiuse_bot.redaction import MASKED
from delivery_tools import Listening, an_envelope, rows
from house import House
from patience import wait_until
from secret_samples import ADDRESSES, CARDS, KEYS, PHONES, PRIVATE_KEY, RANDOM, TOKENS

SECRETS = [*KEYS.values(), *TOKENS.values(), PRIVATE_KEY.format("RSA "), *ADDRESSES, *PHONES, *CARDS]
TABLES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""
HOLDS = """
    SELECT count(*) FROM {table} AS row
    WHERE row::text LIKE '%' || :words || '%' OR row::text LIKE '%' || encode(convert_to(:words, 'utf8'), 'hex') || '%'
"""
"""A row cast to text shows bytes as hexadecimal digits."""


def tables_with(engine: Engine, words: str) -> list[str]:
    """Search all columns of all tables for these words."""
    with engine.connect() as connection:
        tables = connection.scalars(text(TABLES)).all()
        return [name for name in tables if connection.scalar(text(HOLDS.format(table=name)), {"words": words})]


def as_stored(words: str) -> str:
    """Return words as they are escaped in JSON."""
    return json.dumps(words)[1:-1]


def a_post(words: str) -> dict[str, object]:
    leaf = {"type": "text", "text": words}
    section = {"type": "rich_text_section", "elements": [leaf]}
    return {
        "type": "message",
        "user": "U012AB3CD",
        "channel": "C012AB3CD",
        "ts": "1790000000.000100",
        "text": words,
        "blocks": [{"type": "rich_text", "block_id": "a1", "elements": [section]}],
        "attachments": [{"text": words}],
    }


def test_what_is_no_secret_would_be_found(engine: Engine, door: Listening) -> None:
    assert door.tell(an_envelope(**a_post("an aardvark \u3042"))).status == 200
    assert tables_with(engine, "aardvark") == ["public.inbox_event"]
    assert tables_with(engine, as_stored("\u3042")) == ["public.inbox_event"]


def test_no_column_holds_what_came_to_the_door(engine: Engine, door: Listening) -> None:
    for secret in SECRETS:
        assert door.tell(an_envelope(**a_post(f"It is {secret} here"))).status == 200
    assert rows(engine, "SELECT count(*) FROM inbox_event") == [(len(SECRETS),)]
    found = {secret: tables_with(engine, as_stored(secret)) for secret in SECRETS}
    assert {secret: tables for secret, tables in found.items() if tables} == {}


def test_the_inbox_says_what_was_masked_in_an_event(engine: Engine, door: Listening) -> None:
    assert door.tell(an_envelope(**a_post(f"{ADDRESSES[0]} {KEYS['AWS']}"))).status == 200
    ((body,),) = rows(engine, "SELECT body FROM inbox_event")
    kept = json.loads(bytes(body))
    assert kept[MASKED] == ["api_key", "email"]
    assert kept["event"]["text"] == "[masked e-mail] [masked API key]"


@pytest.mark.parametrize("words", [10_000, 100_000])
def test_a_long_event_is_masked_as_well(engine: Engine, door: Listening, words: int) -> None:
    assert door.tell(an_envelope(**a_post("word " * words + KEYS["OpenAI"]))).status == 200
    assert tables_with(engine, RANDOM) == []


def test_a_record_and_what_the_bot_says_of_it_hold_no_secret(house: House) -> None:
    channel_id = house.channel()
    said = [KEYS["Anthropic"], ADDRESSES[0], PHONES[0], CARDS[0]]
    ts = house.post(channel_id, issue=f"Mails with {said[0]} to {said[1]} took long", result=f"{said[2]}, {said[3]}")
    house.card(channel_id, ts)
    masked = wait_until(lambda: house.rows("SELECT issue FROM use_case WHERE channel_id = :id", id=channel_id))
    assert masked == [("Mails with [masked API key] to [masked e-mail] took long",)]
    assert [secret for secret in said if tables_with(house.engine, secret)] == []
    assert [secret for secret in said if secret in house.bot.log()] == []
    house.sandbox.edit(house.colleague, channel_id, ts, f"*Issue:* {said[1]}\n*Result:* 5 minutes instead of 20")
    edited = "SELECT 1 FROM use_case WHERE channel_id = :id AND issue = '[masked e-mail]'"
    wait_until(lambda: house.rows(edited, id=channel_id))
    assert [secret for secret in said if tables_with(house.engine, secret)] == []
