from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anthropic import AsyncAnthropic
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider

from aiuse_bot.model.choose import Endpoint

ADDRESS = "https://api.anthropic.com"
"""Set explicitly, because the library would take one from the environment that was not meant for us."""
NO_KEY = "none"


@asynccontextmanager
async def opened(endpoint: Endpoint) -> AsyncIterator[Model]:
    """Connect for one reading."""
    key, url = endpoint.key or NO_KEY, endpoint.url or ADDRESS
    async with AsyncAnthropic(api_key=key, base_url=url, timeout=endpoint.timeout, max_retries=0) as client:
        yield AnthropicModel(endpoint.name, provider=AnthropicProvider(anthropic_client=client))
