from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anthropic import AsyncAnthropic
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider

from aiuse_bot.model.choose import Way

ADDRESS = "https://api.anthropic.com"
"""Set explicitly, because the library would take one from the environment that was not meant for us."""
NO_KEY = "none"


@asynccontextmanager
async def opened(way: Way) -> AsyncIterator[Model]:
    """Connect for one reading."""
    key, url = way.key or NO_KEY, way.url or ADDRESS
    async with AsyncAnthropic(api_key=key, base_url=url, timeout=way.timeout, max_retries=0) as client:
        yield AnthropicModel(way.name, provider=AnthropicProvider(anthropic_client=client))
