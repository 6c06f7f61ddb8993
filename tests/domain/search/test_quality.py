"""Search quality on labelled queries: minimum values against regressions, a little below those in docs/search.md."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session as OpenSession

from aiuse_bot.cli.database import engine
from aiuse_bot.db import Session
from aiuse_bot.domain.capture import RecordFields, import_use_case
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search import search
from aiuse_bot.domain.search.semantic import encode_some
from aiuse_bot.domain.search.statistics import fold_all
from aiuse_bot.domain.workspace import ensure_workspace
from aiuse_bot.semantic import Encoder, encoder
from database_fixtures import cloned_database
from makers import NOW, WORKSPACE
from search_scorer import lines, quality

QUESTIONS = lines("search_queries_dev.jsonl")
RECORDS = lines("search_corpus.jsonl")
LANGUAGE_OF = {record["doc_id"]: record["lang"] for record in RECORDS}
JAPANESE = [one for one in QUESTIONS if one["lang"] == "ja"]


@pytest.fixture(scope="module")
def library(postgres_url: str, template_database: str) -> Iterator[str]:
    """URL of a database that holds the 2,000 records."""
    with cloned_database(postgres_url, template_database) as url, engine(url):
        for at in range(0, len(RECORDS), 500):
            with Session.begin() as session:
                fill(session, at)
        with Session.begin() as session:
            fold_all(session)
        yield url


def fill(session: OpenSession, at: int) -> None:
    ensure_workspace(session, WORKSPACE)
    for record in RECORDS[at : at + 500]:
        issue, approach, result = (record[name] or None for name in ("issue", "approach", "result"))
        fields = RecordFields(
            record["title"],
            issue,
            approach,
            result,
            tools=tuple(record["tools"]),
            team=record["department"],
            language=record["lang"],
        )
        import_use_case(session, WORKSPACE, record["doc_id"], fields, author_id=None, posted_at=NOW)


def answers(model: Encoder | None = None) -> dict[str, list[str]]:
    found = {}
    for one in QUESTIONS:
        with Session.begin() as session:
            everybody = readable(WORKSPACE, EVERY_MEMBER)
            hits = search(session, WORKSPACE, one["query"], readable=everybody, limit=50, encoder=model)
            found[one["qid"]] = [str(hit.use_case.external_id) for hit in hits]
    return found


def test_words_alone_find_what_is_meant_in_both_languages(library: str) -> None:
    with engine(library):
        found = answers()
    over_all, japanese = quality(found, QUESTIONS, LANGUAGE_OF), quality(found, JAPANESE, LANGUAGE_OF)
    assert over_all.ndcg >= 0.74
    assert japanese.ndcg >= 0.70
    assert over_all.zero_hits <= 0.05


def test_the_model_of_meaning_makes_it_no_worse_and_leaves_no_question_without_a_hit(library: str) -> None:
    model = encoder()
    assert model is not None
    with engine(library):
        done = 1
        while done:
            with Session.begin() as session:
                done = encode_some(session, WORKSPACE, model, 200)
        found = answers(model)
    over_all = quality(found, QUESTIONS, LANGUAGE_OF)
    assert over_all.ndcg >= 0.76
    assert over_all.zero_hits == 0
