"""Records for a model to read, and workers that call it."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from slack_sdk import WebClient

from aiuse_bot.db import Session
from aiuse_bot.domain.capture import PostedBy, RecordFields, record_use_case, rewrite
from aiuse_bot.domain.capture.fields import Source
from aiuse_bot.domain.extraction import Post, read_draft
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.jobs.model import ModelWorker
from aiuse_bot.model.draft import ModelReader, OpenModel
from aiuse_bot.settings import Settings
from fake_model import Json, says
from makers import NOW, WORKSPACE
from sandbox_client import SandboxClient

POST = "Refund mails took ages and I hated them. I let Kuma and Claude draft them. Everybody gets an answer now."
ANSWER: Json = {
    "title": "Refund mails",
    "issue": ["Refund mails took ages and I hated them"],
    "result": ["Everybody gets an answer now"],
    "tools": ["Kuma"],
}
LATER = "Refund mails took days. I let Claude draft them and it is fine now."
MINUTE = dt.timedelta(minutes=1)


class Place(NamedTuple):
    """A channel with its author and the bot in it."""

    sandbox: SandboxClient
    client: WebClient
    channel_id: str
    author_id: str

    def post(self, text: str = POST, **more: object) -> MessageKey:
        return MessageKey(WORKSPACE, self.channel_id, self.sandbox.post(self.author_id, self.channel_id, text, **more))


def due_record(place: Place, message: MessageKey | None = None, text: str = POST, *, at: dt.datetime = NOW) -> int:
    """Record a message by rule, as the listener does, and make it due."""
    message = message or place.post(text)
    with Session.begin() as session:
        posted = PostedBy(place.author_id, at)
        use_case = record_use_case(session, message, posted, by_rule(place, text), text=text, at=at)
        assert use_case is not None
        use_case.model_due_at = at
        return use_case.id


def by_rule(place: Place, text: str) -> RecordFields:
    draft = read_draft(Post(place.author_id, text))
    story = {name: getattr(draft, name) for name in ("issue", "approach", "result", "prompt", "risk")}
    return RecordFields(draft.title or "No title", **story, tools=draft.tools, language=draft.language)


def worker(place: Place, opened: OpenModel, clock: Callable[[], dt.datetime] = lambda: NOW, **more: Any) -> ModelWorker:
    reader = ModelReader(Settings(model="openai:test"), opened)
    return ModelWorker(reader.read, lambda _workspace_id: place.client, clock=clock, **more)


def improve(place: Place, answer: Json | Callable[[], Json] = ANSWER, now: dt.datetime = NOW) -> bool:
    return worker(place, says(answer)).improve_due_record(now)


def record(use_case_id: int) -> UseCase:
    with Session() as session:
        return session.get_one(UseCase, use_case_id)


def says_now(use_case_id: int) -> tuple[str, str | None, str | None, list[str]]:
    found = record(use_case_id)
    return found.title, found.issue, found.result, found.tools


def write(use_case_id: int, source: Source, **values: object) -> None:
    with Session.begin() as session:
        by = "U0HUMAN" if source == "human" else None
        rewrite(session, session.get_one(UseCase, use_case_id), values, source=source, by=by, at=NOW)


def never_asked() -> Json:
    raise AssertionError("the model was asked")
