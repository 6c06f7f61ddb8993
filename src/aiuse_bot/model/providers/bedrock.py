from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import ceil

import boto3
from botocore.config import Config
from pydantic_ai.models import Model
from pydantic_ai.models.bedrock import BedrockConverseModel
from pydantic_ai.providers.bedrock import BedrockProvider

from aiuse_bot.model.choose import Endpoint


@asynccontextmanager
async def opened(endpoint: Endpoint) -> AsyncIterator[Model]:
    """Connect for one reading, with AWS's usual credentials: environment, profile or role."""
    # Its calls run in threads that cannot be cancelled, so they need timeouts of their own.
    patience = ceil(endpoint.timeout)
    once = Config(connect_timeout=patience, read_timeout=patience, retries={"total_max_attempts": 1})
    client = boto3.client("bedrock-runtime", endpoint_url=endpoint.url, config=once)
    try:
        yield BedrockConverseModel(endpoint.name, provider=BedrockProvider(bedrock_client=client))
    finally:
        client.close()
