"""Workers that bring stored events to their listeners and queued messages to Slack."""

from aiuse_bot.jobs.deliver.inbox import InboxWorker
from aiuse_bot.jobs.deliver.outbox import OutboxWorker, Timing
from aiuse_bot.jobs.deliver.send import posting_client

__all__ = ["InboxWorker", "OutboxWorker", "Timing", "posting_client"]
