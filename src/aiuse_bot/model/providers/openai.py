"""OpenAI, and any other endpoint with its chat completions API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from openai import AsyncOpenAI
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

from aiuse_bot.model.choose import Endpoint

ADDRESS = "https://api.openai.com/v1"
"""Set explicitly, because the library would take one from the environment that was not meant for us."""
NO_KEY = "none"
"""For a self-hosted endpoint that needs no key; the library insists on sending one."""


@asynccontextmanager
async def opened(endpoint: Endpoint) -> AsyncIterator[Model]:
    """Connect for one reading."""
    key, url = endpoint.key or NO_KEY, endpoint.url or ADDRESS
    async with AsyncOpenAI(api_key=key, base_url=url, timeout=endpoint.timeout, max_retries=0) as client:
        if endpoint.url is None:
            yield OpenAIChatModel(endpoint.name, provider=OpenAIProvider(openai_client=client))
        else:
            yield OpenAIChatModel(endpoint.name, provider=OpenAICompatibleProvider("compatible", openai_client=client))
