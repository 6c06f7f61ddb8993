"""A small Bolt app that records what it receives and answers in each way that Slack offers."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from slack_bolt import Ack, App, BoltRequest, Respond, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from patience import wait_until
from sandbox_client import SandboxClient

Json = dict[str, Any]
MANIFEST = Path(__file__).parent / "echo_manifest.yml"
_HEARD = """app_mention app_uninstalled channel_archive channel_created channel_deleted channel_left channel_rename
channel_unarchive emoji_changed file_deleted file_shared group_archive group_deleted group_left
group_rename group_unarchive member_joined_channel member_left_channel pin_added pin_removed
reaction_added reaction_removed subteam_created subteam_members_changed subteam_updated team_join
tokens_revoked user_change"""
COLOURS = [("Red", "red"), ("Green", "green"), ("Blue", "blue")]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def options(*chosen: tuple[str, str]) -> list[Json]:
    return [{"text": plain(text), "value": value} for text, value in chosen]


def form(title: str = "Form") -> Json:
    """Return a modal with a required text, an optional choice and a type-ahead."""
    text = {"type": "plain_text_input", "action_id": "text", "max_length": 20}
    colour = {"type": "static_select", "action_id": "colour", "options": options(*COLOURS)}
    pick = {"type": "external_select", "action_id": "pick", "min_query_length": 2}
    blocks = [
        {"type": "input", "block_id": "what", "label": plain("What"), "element": text},
        {"type": "input", "block_id": "which", "label": plain("Which"), "element": colour, "optional": True},
        {"type": "section", "block_id": "other", "text": plain("Other"), "accessory": pick},
    ]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Save"),
        "private_metadata": "kept",
        "notify_on_close": True,
        "blocks": blocks,
    }


def card(text: str = "A card") -> list[Json]:
    """Return a message with a button and a menu."""
    button = {"type": "button", "action_id": "press", "text": plain("Press"), "value": "7"}
    menu = {"type": "static_select", "action_id": "choose", "options": options(*COLOURS)}
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {"type": "actions", "block_id": "row", "elements": [button, menu]},
    ]


class EchoApp:
    """The app; `heard` holds the bodies of everything it received, in order."""

    def __init__(self, client: SandboxClient) -> None:
        self.sandbox = client
        app = client.app()
        self.app_token: str = app["app_token"]
        self.web = WebClient(token=app["bot_token"], base_url=client.api_url)
        self.heard: list[Json] = []
        self.bolt = App(
            client=self.web,
            signing_secret=app["signing_secret"],
            logger=logging.getLogger("echo"),
            ignoring_self_events_enabled=False,
        )
        self._register()

    def events(self, kind: str, subtype: str | None = None) -> list[Json]:
        """Return the received inner events of a type."""
        found = [body["event"] for body in self.heard if body.get("type") == "event_callback"]
        return [event for event in found if event["type"] == kind and event.get("subtype") == subtype]

    def bodies(self, kind: str) -> list[Json]:
        """Return the received bodies of an outer type."""
        return [body for body in self.heard if body.get("type") == kind]

    def _register(self) -> None:
        bolt = self.bolt
        bolt.use(self._hear)
        bolt.event("message")(_message)
        for name in _HEARD.split():
            bolt.event(name)(_nothing)
        bolt.event("app_home_opened")(_home)
        bolt.command("/echo")(_command)
        bolt.action("press")(_press)
        bolt.action("choose")(_acknowledge)
        bolt.action("pick")(_acknowledge)
        bolt.options("pick")(_options)
        bolt.shortcut("hello")(_hello)
        bolt.shortcut("about")(_about)
        bolt.view("form")(_submitted)
        bolt.view_closed("form")(_acknowledge)

    def _hear(self, body: Json, next: Any) -> None:  # noqa: A002 - Bolt's name
        self.heard.append(body)
        next()

    @contextmanager
    def over_socket_mode(self) -> Iterator["EchoApp"]:
        """Run over Socket Mode."""
        handler = SocketModeHandler(self.bolt, self.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        try:
            yield self
        finally:
            handler.close()  # type: ignore[no-untyped-call]

    @contextmanager
    def over_http(self) -> Iterator[str]:
        """Run behind an HTTP URL, which is yielded."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _door(self.bolt))
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/slack/events"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _door(bolt: App) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in self.headers.items()}
            answer = bolt.dispatch(BoltRequest(body=body, headers=headers))
            content = answer.body.encode()
            self.send_response(answer.status)
            for name, values in answer.headers.items():
                self.send_header(name, values[0])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Write nothing to stderr."""

    return Door


def _nothing() -> None:
    """Receive it and do nothing else."""


def _acknowledge(ack: Ack) -> None:
    ack()


def _message(event: Json, say: Say) -> None:
    text = event.get("text") or ""
    if text.startswith("say ") and "bot_id" not in event:
        say(text=text.removeprefix("say "), blocks=card(text.removeprefix("say ")), thread_ts=event["ts"])


def _home(event: Json, client: WebClient) -> None:
    section = {"type": "section", "text": plain("Welcome")}
    client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section]})


def _command(ack: Ack, command: Json, client: WebClient, respond: Respond) -> None:
    word, _, rest = command["text"].partition(" ")
    if word == "silent":
        return
    if word == "open":
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=form())
    elif word == "later":
        ack()
        respond(text=rest)
    elif word == "loud":
        ack(response_type="in_channel", text=rest)
    elif word == "card":
        ack(text="A card", blocks=card())
    else:
        ack(command["text"])


def _press(ack: Ack, respond: Respond) -> None:
    ack()
    respond(text="pressed", replace_original=True)


def _options(ack: Ack, payload: Json) -> None:
    ack(options=options((f"Found {payload['value']}", f"v-{payload['value']}")))


def _hello(ack: Ack, shortcut: Json, client: WebClient) -> None:
    ack()
    client.views_open(trigger_id=shortcut["trigger_id"], view=form("Hello"))


def _about(ack: Ack, shortcut: Json, respond: Respond) -> None:
    ack()
    respond(text=f"about {shortcut['message']['text']}")


def _submitted(ack: Ack, view: Json) -> None:
    text = view["state"]["values"]["what"]["text"]["value"]
    if text == "bad":
        ack(response_action="errors", errors={"what": "Not that"})
    elif text == "update":
        ack(response_action="update", view=form("Updated"))
    elif text == "push":
        ack(response_action="push", view=form("Pushed"))
    elif text == "clear":
        ack(response_action="clear")
    elif text != "silent":
        ack()


@contextmanager
def running_echo(client: SandboxClient) -> Iterator[EchoApp]:
    """Run the app over Socket Mode against a sandbox, connected on entry."""
    with EchoApp(client).over_socket_mode() as echo:
        wait_until(lambda: client.connections() > 0)
        yield echo
