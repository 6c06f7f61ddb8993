"""A small Socket Mode app in the sandbox, whose buttons and forms the page's tests use."""

import re
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from patience import wait_until
from sandbox_client import SandboxClient

Json = dict[str, Any]

MANIFEST = """
_metadata: {major_version: 2}
display_information: {name: Demo}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  bot_user: {display_name: demo}
  shortcuts:
    - {name: Keep this, type: message, callback_id: keep, description: Keeps the message}
    - {name: Share something, type: global, callback_id: share, description: Opens the form}
  slash_commands:
    - {command: /demo, description: Says something, usage_hint: "[words]"}
oauth_config:
  scopes:
    bot: ["bookmarks:write", "chat:write", "channels:history", "channels:read", "commands", "files:read", "users:read"]
settings:
  event_subscriptions: {bot_events: [app_home_opened, message.channels]}
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
"""

WORKSPACE = """
team: {name: Kaiteki Support, domain: kaiteki}
members:
  - {name: maria, real_name: Maria Lopez, tz: Europe/Madrid, locale: en-US, admin: true}
  - {name: aya, real_name: 田中 綾, tz: Asia/Tokyo, locale: ja-JP}
  - {name: ben, real_name: Ben Carter, tz: Europe/London, locale: en-GB}
channels:
  - {name: general, topic: "For everybody :wave:", app: true}
  - {name: random}
  - {name: secret, private: true, members: [maria]}
  - {name: empty, members: [aya]}
emoji: {party: "alias:tada"}
"""


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, **more: object) -> Json:
    return {"text": plain(text), "value": text.lower(), **more}


def entry(block_id: str, label: str, element: Json, **more: object) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


def form() -> Json:
    """Return a modal with the most common kinds of input."""
    tools = [option("Claude"), option("ChatGPT"), option("DeepL", description=plain("Translation"))]
    blocks = [
        entry("title", "Title", {"type": "plain_text_input"}, hint=plain("In plain words")),
        entry("tools", "Tools", {"type": "multi_static_select", "options": tools}),
        entry("task", "Task", {"type": "external_select", "min_query_length": 1}, optional=True),
        entry("who", "Who", {"type": "users_select"}, optional=True),
        entry("day", "Day", {"type": "datepicker"}, optional=True),
        entry("sure", "Sure", {"type": "radio_buttons", "options": [option("Yes"), option("No")]}),
        entry("mail", "Mail", {"type": "email_text_input"}, optional=True),
        {"type": "actions", "elements": [{"type": "button", "action_id": "push", "text": plain("See another")}]},
    ]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Share"),
        "submit": plain("Send it"),
        "close": plain("Not now"),
        "blocks": blocks,
    }


def pickers() -> Json:
    """Return a modal with dates, times, numbers and files."""
    blocks = [
        entry("day", "Day", {"type": "datepicker", "initial_date": "2026-02-28"}),
        entry("time", "Time", {"type": "timepicker"}),
        entry("moment", "Moment", {"type": "datetimepicker", "initial_date_time": 1768467600}),
        entry("minutes", "Minutes", {"type": "number_input", "is_decimal_allowed": False, "max_value": "60"}),
        entry("files", "Files", {"type": "file_input", "max_files": 2}, optional=True),
        entry("areas", "Areas", {"type": "checkboxes", "options": [option("Refunds"), option("Fraud")]}),
    ]
    return {
        "type": "modal",
        "callback_id": "pickers",
        "title": plain("When"),
        "submit": plain("Keep"),
        "blocks": blocks,
    }


def second() -> Json:
    """Return a modal to push onto another one."""
    blocks = [{"type": "section", "text": plain("On top of the first")}]
    return {"type": "modal", "callback_id": "second", "title": plain("Second"), "blocks": blocks}


class DemoApp:
    """Answers everything and keeps the payloads in `heard`, oldest first."""

    def __init__(self, sandbox: SandboxClient) -> None:
        credentials = sandbox.app()
        web = WebClient(token=credentials["bot_token"], base_url=sandbox.api_url)
        self.heard: list[tuple[str, Json]] = []
        self.app = App(client=web, signing_secret=credentials["signing_secret"])
        self._listen()
        self._handler = SocketModeHandler(self.app, credentials["app_token"], web_client=web)
        self._handler.connect()  # type: ignore[no-untyped-call]
        wait_until(lambda: sandbox.connections() > 0)

    def stop(self) -> None:
        self._handler.close()  # type: ignore[no-untyped-call]

    def last(self, kind: str, holding: str) -> Json:
        """Wait for a payload of this kind that contains the text, and return the last one."""

        def found() -> Json:
            fitting = (body for heard, body in reversed(self.heard) if heard == kind and holding in str(body))
            return next(fitting, {})

        return wait_until(found, message=f"the app heard no {kind} with {holding}")

    def _listen(self) -> None:
        self.app.command("/demo")(self._command)
        self.app.action(re.compile(""))(self._action)
        self.app.shortcut("keep")(self._keep)
        self.app.shortcut("share")(self._share)
        self.app.view("form")(self._submitted)
        self.app.view("pickers")(self._picked)
        self.app.options("value")(self._options)
        self.app.event("app_home_opened")(self._home)
        self.app.event("message")(lambda: None)

    def _command(self, ack: Ack, body: Json) -> None:
        views = {"form": form, "pickers": pickers}
        if body["text"] in views:
            self.app.client.views_open(trigger_id=body["trigger_id"], view=views[body["text"]]())
            ack()
        else:
            ack(text=f"You said *{body['text']}*")
        self.heard.append(("command", body))

    def _action(self, ack: Ack, body: Json) -> None:
        action = body["actions"][0]["action_id"]
        self.heard.append(("action", body))
        if action == "silent":
            return
        ack()
        if action == "open":
            self.app.client.views_open(trigger_id=body["trigger_id"], view=form())
        elif action == "push":
            self.app.client.views_push(trigger_id=body["trigger_id"], view=second())
        elif action == "rename":
            self._publish(body["user"]["id"], "Renamed home")

    def _keep(self, ack: Ack, body: Json) -> None:
        ack()
        self.heard.append(("keep", body))

    def _share(self, ack: Ack, body: Json) -> None:
        ack()
        self.app.client.views_open(trigger_id=body["trigger_id"], view=form())

    def _submitted(self, ack: Ack, body: Json) -> None:
        title = body["view"]["state"]["values"]["title"]["value"]["value"]
        self.heard.append(("submitted", body))
        if title == "taken":
            ack(response_action="errors", errors={"title": "There is one of that name."})
        elif title != "silence":
            ack()

    def _picked(self, ack: Ack, body: Json) -> None:
        ack()
        self.heard.append(("picked", body))

    def _options(self, ack: Ack, body: Json) -> None:
        ack(options=[option(f"{body['value']} one"), option(f"{body['value']} two")])

    def _home(self, event: Json) -> None:
        if event["tab"] == "home":
            self._publish(event["user"], "Welcome home")

    def _publish(self, user: str, heading: str) -> None:
        buttons = [("open", "Share one"), ("rename", "Rename it")]
        elements = [{"type": "button", "action_id": name, "text": plain(text)} for name, text in buttons]
        blocks = [{"type": "header", "text": plain(heading)}, {"type": "actions", "elements": elements}]
        self.app.client.views_publish(user_id=user, view={"type": "home", "blocks": blocks})
