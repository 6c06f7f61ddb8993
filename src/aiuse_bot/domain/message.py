from typing import NamedTuple


class MessageKey(NamedTuple):
    """What makes a Slack message one: the workspace, the channel, and the channel-wide unique `ts`."""

    workspace_id: str
    channel_id: str
    message_ts: str
