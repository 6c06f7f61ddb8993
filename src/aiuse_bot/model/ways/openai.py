"""OpenAI, and whatever else speaks its chat completions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from openai import AsyncOpenAI
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

from aiuse_bot.model.choose import Way

ADDRESS = "https://api.openai.com/v1"
"""Said here, because the library would take another from the environment that nobody meant for us."""
NO_KEY = "none"
"""For an endpoint of one's own that asks for none; the library insists on sending something."""


@asynccontextmanager
async def opened(way: Way) -> AsyncIterator[Model]:
    """Connect for one reading."""
    key, url = way.key or NO_KEY, way.url or ADDRESS
    async with AsyncOpenAI(api_key=key, base_url=url, timeout=way.timeout, max_retries=0) as client:
        if way.url is None:
            yield OpenAIChatModel(way.name, provider=OpenAIProvider(openai_client=client))
        else:
            yield OpenAIChatModel(way.name, provider=OpenAICompatibleProvider("compatible", openai_client=client))
