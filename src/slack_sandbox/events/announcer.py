"""Sends the app, in Slack's envelope, the events it subscribed to, has scopes for and is in the channel of."""

import base64
import json
import secrets

from slack_sandbox.delivery.parcel import Parcel
from slack_sandbox.delivery.post_office import PostOffice
from slack_sandbox.events.inner import inner_events
from slack_sandbox.events.inner_event import InnerEvent
from slack_sandbox.events.permission import is_permitted
from slack_sandbox.limits import EventQuota
from slack_sandbox.manifest import Manifest
from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import Change
from slack_sandbox.workspace.workspace import Workspace


class Announcer:
    """Listens to the workspace and delivers its events to the app."""

    def __init__(self, workspace: Workspace, manifest: Manifest, post_office: PostOffice, quota: EventQuota) -> None:
        """`manifest` holds the subscriptions; `post_office` delivers; `quota` limits how many events are sent."""
        self._workspace = workspace
        self._subscriptions = manifest.bot_events
        self._post_office = post_office
        self._quota = quota

    def on_change(self, change: Change) -> None:
        """Deliver the events that a change causes."""
        for inner_event in inner_events(self._workspace, change):
            if self._may_receive(inner_event):
                self._send_within_quota(inner_event)

    def _may_receive(self, inner_event: InnerEvent) -> bool:
        app = self._workspace.app
        present = inner_event.channel is None or app.bot_user_id in inner_event.channel.members
        installed = app.installed or inner_event.subscription in ("app_uninstalled", "tokens_revoked")
        subscribed = inner_event.subscription in self._subscriptions
        return installed and subscribed and present and is_permitted(inner_event.subscription, app.bot_scopes)

    def _send_within_quota(self, inner_event: InnerEvent) -> None:
        """Deliver an event, or above the hourly quota one `app_rate_limited` a minute."""
        decision = self._quota.take()
        if decision.is_allowed:
            shared = inner_event.channel is not None and self._workspace.is_shared(inner_event.channel)
            envelope = self.envelope(inner_event.event, is_shared=shared)
            self._post_office.send_event(Parcel("event", str(inner_event.event["type"]), envelope))
        elif decision.minute is not None:
            payload = {
                "token": self._workspace.app.verification_token,
                "type": "app_rate_limited",
                "team_id": self._workspace.state.team.id,
                "minute_rate_limited": decision.minute,
                "api_app_id": self._workspace.app.id,
            }
            self._post_office.send_event(Parcel("event", "app_rate_limited", payload))

    def envelope(self, event: Json, *, is_shared: bool = False) -> Json:
        """Wrap an inner event as the Events API does; `is_shared`: its channel is shared with other workspaces."""
        app, team_id = self._workspace.app, self._workspace.state.team.id
        event_id = self._workspace.new_id("Ev")
        return {
            "token": app.verification_token,
            "team_id": team_id,
            "context_team_id": team_id,
            "context_enterprise_id": None,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self._workspace.clock.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team_id,
                    "user_id": app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": is_shared,
            "event_context": _event_context(str(event.get("type", "")), team_id, app.id),
        }


def _event_context(event_type: str, team_id: str, app_id: str) -> str:
    context = {"et": event_type, "tid": team_id, "aid": app_id, "n": secrets.token_hex(4)}
    return "4-" + base64.urlsafe_b64encode(json.dumps(context).encode()).decode().rstrip("=")
