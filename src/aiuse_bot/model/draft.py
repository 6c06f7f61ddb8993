"""Turn a post and its draft into the fields that a model can support with quotes."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import structlog

from aiuse_bot.delivery.loop import describe
from aiuse_bot.domain.extraction import Draft, plain_text
from aiuse_bot.model.answer import Answer
from aiuse_bot.model.check import STORIES, check
from aiuse_bot.model.choose import model_endpoint, open_model
from aiuse_bot.redaction import redact
from aiuse_bot.settings import Settings

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from pydantic_ai.models import Model

log = structlog.get_logger(__name__)

OpenModel = Callable[[], "AbstractAsyncContextManager[Model]"]
Ask = Callable[["Model", str, Draft], Awaitable[Answer]]


class ModelReader:
    """Queries the configured model. `opened` replaces the connection to it, for tests without a model."""

    def __init__(self, settings: Settings, opened: OpenModel | None = None) -> None:
        self._name = settings.model
        self._timeout = settings.model_timeout_seconds
        self._open = opened or (lambda: open_model(model_endpoint(settings)))

    def read(self, text: str, draft: Draft) -> dict[str, Any] | None:
        """Return the fields of a record (`RecordFields`) in which the model's answer passed the checks, maybe none.

        `text` is mrkdwn. It is always masked here, and so is the draft. `None` if there is no valid answer within
        `AIUSE_BOT_MODEL_TIMEOUT_SECONDS`: then the draft stays as it is.
        """
        post, draft = plain_text(redact(text).text), _masked(draft)
        # Loading the libraries does not count towards the timeout.
        ask = import_module("aiuse_bot.model.asking").ask
        opened = self._open()
        begun = time.perf_counter()
        try:
            answer = _run_in_new_loop(_in_time(ask, opened, post, draft, self._timeout))
        except Exception as problem:  # noqa: BLE001 - every library has its own errors, and none may harm the record
            self._log_result(begun, "model_failed", error=describe(problem))
            return None
        checked = check(answer, post, draft)
        self._log_result(begun, "model_read", fields=sorted(checked.values), dropped=sorted(checked.dropped))
        return checked.values

    def _log_result(self, begun: float, event: str, **facts: object) -> None:
        log.info(event, model=self._name, seconds=round(time.perf_counter() - begun, 2), **facts)


def _run_in_new_loop(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run a coroutine in a new thread: asyncio refuses a second event loop in one where a loop already runs."""
    with ThreadPoolExecutor(1, "model-loop") as thread:
        return thread.submit(asyncio.run, work).result()


async def _in_time(
    ask: Ask, opened: "AbstractAsyncContextManager[Model]", post: str, draft: Draft, seconds: float
) -> Answer:
    async with asyncio.timeout(seconds), opened as model:
        return await ask(model, post, draft)


def _masked(draft: Draft) -> Draft:
    texts = {name: redact(words).text for name in ("title", *STORIES) if (words := getattr(draft, name))}
    return replace(draft, **texts, tools=tuple(redact(name).text for name in draft.tools))  # type: ignore[arg-type]
