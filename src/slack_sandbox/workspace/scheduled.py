"""The app's scheduled messages."""

import asyncio
from dataclasses import replace

from slack_sandbox.workspace.messages import post_message
from slack_sandbox.workspace.models import Message, Scheduled
from slack_sandbox.workspace.workspace import Workspace


class Scheduler:
    """Posts scheduled messages when they are due by the sandbox's clock."""

    def __init__(self, workspace: Workspace) -> None:
        """`workspace` holds the scheduled messages."""
        self._workspace = workspace
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        """Schedule a snapshot's messages; those that became due meanwhile are posted immediately."""
        for scheduled in self._workspace.state.scheduled.values():
            self._wait_for(scheduled)

    def add(self, channel_id: str, post_at: int, message: Message) -> Scheduled:
        """Schedule a message for `post_at`, in Unix seconds."""
        now = int(self._workspace.clock.now())
        scheduled = Scheduled(self._workspace.new_id("Q"), channel_id, post_at, now, message)
        self._workspace.state.scheduled[scheduled.id] = scheduled
        self._workspace.changed = True
        self._wait_for(scheduled)
        return scheduled

    def cancel(self, scheduled: Scheduled) -> None:
        """Cancel a scheduled message."""
        del self._workspace.state.scheduled[scheduled.id]
        self._workspace.changed = True
        self._tasks.pop(scheduled.id).cancel()

    def close(self) -> None:
        """Stop the timers; scheduled messages stay in the workspace."""
        for task in self._tasks.values():
            task.cancel()

    def _wait_for(self, scheduled: Scheduled) -> None:
        work = self._post_in_time(scheduled)
        self._tasks[scheduled.id] = asyncio.get_running_loop().create_task(work)

    async def _post_in_time(self, scheduled: Scheduled) -> None:
        workspace = self._workspace
        await workspace.clock.sleep(scheduled.post_at - workspace.clock.now())
        del self._tasks[scheduled.id], workspace.state.scheduled[scheduled.id]
        workspace.changed = True
        channel = workspace.channel(scheduled.channel)
        # As on Slack, what can no longer be posted is silently dropped.
        if channel is None or channel.is_archived:
            return
        if not channel.is_private or scheduled.message.user in channel.members:
            post_message(workspace, channel, replace(scheduled.message))
