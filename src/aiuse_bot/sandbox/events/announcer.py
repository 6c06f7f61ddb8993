"""Sends the app the events that it subscribed to, may see and is present for, in Slack's envelope."""

import base64
import json
import secrets

from aiuse_bot.sandbox.delivery.parcel import Parcel
from aiuse_bot.sandbox.delivery.post_office import PostOffice
from aiuse_bot.sandbox.events.inner import Heard, inner_events
from aiuse_bot.sandbox.events.permission import is_permitted
from aiuse_bot.sandbox.manifest import Manifest
from aiuse_bot.sandbox.values import Json
from aiuse_bot.sandbox.workspace.changes import Change
from aiuse_bot.sandbox.workspace.workspace import Workspace


class Announcer:
    """Listens to the workspace on the app's behalf."""

    def __init__(self, workspace: Workspace, manifest: Manifest, post_office: PostOffice) -> None:
        """Take what the app is told of and by whom."""
        self._workspace = workspace
        self._subscriptions = manifest.bot_events
        self._post_office = post_office

    def tell(self, change: Change) -> None:
        """Deliver what the app hears of a change."""
        for heard in inner_events(self._workspace, change):
            if self._may_hear(heard):
                self.send(heard.event)

    def _may_hear(self, heard: Heard) -> bool:
        app = self._workspace.app
        present = heard.channel is None or app.bot_user_id in heard.channel.members
        installed = app.installed or heard.subscription in ("app_uninstalled", "tokens_revoked")
        subscribed = heard.subscription in self._subscriptions
        return installed and subscribed and present and is_permitted(heard.subscription, app.bot_scopes)

    def send(self, event: Json) -> str:
        """Deliver an inner event whether or not the app subscribed to it; return its `event_id`."""
        envelope = self.envelope(event)
        self._post_office.send_event(Parcel("event", str(event.get("type", "")), envelope))
        event_id: str = envelope["event_id"]
        return event_id

    def envelope(self, event: Json) -> Json:
        """Wrap an inner event as the Events API does."""
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
            "is_ext_shared_channel": False,
            "event_context": _event_context(str(event.get("type", "")), team_id, app.id),
        }


def _event_context(event_type: str, team_id: str, app_id: str) -> str:
    context = {"et": event_type, "tid": team_id, "aid": app_id, "n": secrets.token_hex(4)}
    return "4-" + base64.urlsafe_b64encode(json.dumps(context).encode()).decode().rstrip("=")
