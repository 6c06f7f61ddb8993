"""Which model is configured, and how to reach it."""

import logging
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from aiuse_bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from pydantic_ai.models import Model

INSTALL = 'pip install "aiuse-bot[model]"'

_LIBRARIES = {"openai": "openai", "anthropic": "anthropic", "bedrock": "boto3"}
_NOISY_LOGGERS = ("openai", "anthropic", "httpx2", "httpcore2", "boto3", "botocore", "pydantic_ai")
"""These log a line for each call and, at debug level, whole requests including the posts."""


class Endpoint(NamedTuple):
    """A model and how to reach it; `url` and `key` are `None` where the provider's defaults apply."""

    provider: str
    name: str
    url: str | None
    key: str | None
    timeout: float


def model_endpoint(settings: Settings) -> Endpoint:
    """Return the configured model; `settings.model` must be set."""
    provider, _, name = (settings.model or "").partition(":")
    url = str(settings.model_url).rstrip("/") if settings.model_url else None
    key = settings.model_api_key.get_secret_value() if settings.model_api_key else None
    return Endpoint(provider, name.strip(), url, key, settings.model_timeout_seconds)


def check_model(settings: Settings) -> None:
    """Raise `SettingsError` if the configured model cannot be used; nothing is loaded or called."""
    if not settings.uses_model:
        return
    endpoint = model_endpoint(settings)
    if any(find_spec(library) is None for library in ("pydantic_ai", _LIBRARIES[endpoint.provider])):
        raise SettingsError(f"AIUSE_BOT_MODEL is set, but what it needs is not installed: {INSTALL}")
    if endpoint.provider == "bedrock":
        if endpoint.key is not None:
            raise SettingsError("AIUSE_BOT_MODEL_API_KEY is not for bedrock, which has AWS's own ways to sign in.")
    elif endpoint.key is None and endpoint.url is None:
        raise SettingsError(f"AIUSE_BOT_MODEL names a model of {endpoint.provider}: AIUSE_BOT_MODEL_API_KEY is needed.")


def open_model(endpoint: Endpoint) -> "AbstractAsyncContextManager[Model]":
    """Return a connection for one reading; loads the provider's library, which takes a second or two.

    No library retries by itself: the reading has its own timeout, and the job its own attempts.
    """
    module = import_module(f"aiuse_bot.model.providers.{endpoint.provider}")
    for name in _NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    opened: AbstractAsyncContextManager[Model] = module.opened(endpoint)
    return opened
