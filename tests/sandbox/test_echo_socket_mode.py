"""What a Bolt app receives over Socket Mode, and what people see of its answers."""

from patience import wait_until
from sandbox.conftest import Desk
from sandbox.echo_app import EchoApp


def test_a_post_reaches_the_app_and_its_answer_is_in_the_thread(desk: Desk, connected: EchoApp) -> None:
    ts = desk.client.post(desk.aya, desk.channel, "say good & morning")
    reply = wait_until(lambda: desk.client.thread(desk.ben, desk.channel, ts)[1:])[0]
    assert reply["text"] == "good &amp; morning"
    assert reply["bot_id"] == desk.app["bot_id"]
    heard = next(event for event in connected.events("message") if event["ts"] == ts)
    assert heard["user"] == desk.aya
    assert heard["channel_type"] == "channel"
    assert heard["client_msg_id"]
    assert heard["blocks"][0]["type"] == "rich_text"


def test_the_envelope_is_that_of_the_events_api(desk: Desk, connected: EchoApp) -> None:
    desk.client.post(desk.aya, desk.channel, "hello")
    body = wait_until(lambda: connected.bodies("event_callback"))[0]
    assert body["team_id"] == desk.app["team_id"]
    assert body["api_app_id"] == desk.app["app_id"]
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == desk.app["bot_user_id"]
    assert body["authorizations"][0]["is_bot"] is True
    assert body["is_ext_shared_channel"] is False


def test_the_bots_own_post_edit_and_reaction_are_heard_too(desk: Desk, connected: EchoApp) -> None:
    ts = desk.api("chat.postMessage", channel=desk.channel, text="one")["ts"]
    desk.api("chat.update", channel=desk.channel, ts=ts, text="two")
    desk.api("reactions.add", channel=desk.channel, timestamp=ts, name="tada")
    wait_until(lambda: connected.events("reaction_added"))
    assert connected.events("message")[0]["bot_id"] == desk.app["bot_id"]
    changed = connected.events("message", "message_changed")[0]
    assert changed["message"]["text"] == "two"
    assert changed["message"]["ts"] == ts
    assert changed["message"]["edited"]["user"] == desk.app["bot_id"]
    assert changed["previous_message"]["text"] == "one"
    assert changed["ts"] != ts
    reaction = connected.events("reaction_added")[0]
    assert reaction["item"] == {"type": "message", "channel": desk.channel, "ts": ts}
    assert reaction["item_user"] == desk.app["bot_user_id"]


def test_a_command_is_answered_to_its_author_alone(desk: Desk) -> None:
    outcome = desk.client.command(desk.aya, desk.channel, "/echo hi <there> @ben")
    assert outcome["acknowledged"] is True
    mine = desk.client.messages(desk.aya, desk.channel)[-1]
    assert mine["is_ephemeral"] is True
    assert mine["text"] == f"hi &lt;there&gt; <@{desk.ben}>"
    assert not any(message["is_ephemeral"] for message in desk.client.messages(desk.ben, desk.channel))


def test_a_loud_answer_is_for_the_channel(desk: Desk) -> None:
    desk.client.command(desk.aya, desk.channel, "/echo loud good morning")
    assert desk.client.messages(desk.ben, desk.channel)[-1]["text"] == "good morning"


def test_an_answer_through_the_response_url_is_ephemeral(desk: Desk) -> None:
    desk.client.command(desk.aya, desk.channel, "/echo later good evening")
    wait_until(lambda: desk.client.messages(desk.aya, desk.channel)[-1]["text"] == "good evening")
    assert desk.client.messages(desk.aya, desk.channel)[-1]["is_ephemeral"] is True


def test_a_command_that_is_not_acknowledged_in_time_fails(desk: Desk) -> None:
    with desk.client.impatience():
        outcome = desk.client.command(desk.aya, desk.channel, "/echo silent")
    assert outcome == {"ok": True, "acknowledged": False, "status": None, "response": None}


def test_a_button_replaces_the_message_it_is_in(desk: Desk, connected: EchoApp) -> None:
    ts = desk.client.post(desk.aya, desk.channel, "say press me")
    reply = wait_until(lambda: desk.client.thread(desk.aya, desk.channel, ts)[1:])[0]
    outcome = desk.client.action(desk.ben, "press", channel=desk.channel, ts=reply["ts"])
    assert outcome["acknowledged"] is True
    wait_until(lambda: desk.client.thread(desk.aya, desk.channel, ts)[1]["text"] == "pressed")
    body = connected.bodies("block_actions")[0]
    assert body["user"]["id"] == desk.ben
    assert body["container"]["message_ts"] == reply["ts"]
    assert body["message"]["ts"] == reply["ts"]
    assert body["actions"][0]["value"] == "7"
    assert body["actions"][0]["block_id"] == "row"


def test_a_choice_in_a_message_is_in_the_action_and_in_the_state(desk: Desk, connected: EchoApp) -> None:
    desk.client.command(desk.aya, desk.channel, "/echo card")
    ts = desk.client.messages(desk.aya, desk.channel)[-1]["ts"]
    desk.client.action(desk.aya, "choose", channel=desk.channel, ts=ts, selected="green")
    body = connected.bodies("block_actions")[0]
    assert body["actions"][0]["selected_option"]["value"] == "green"
    assert body["state"]["values"]["row"]["choose"]["selected_option"]["value"] == "green"
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body


def test_a_message_shortcut_carries_the_message(desk: Desk, connected: EchoApp) -> None:
    ts = desk.client.post(desk.ben, desk.channel, "look at this")
    desk.client.shortcut(desk.aya, "about", desk.channel, ts)
    wait_until(lambda: desk.client.messages(desk.aya, desk.channel)[-1]["text"] == "about look at this")
    body = connected.bodies("message_action")[0]
    assert body["message_ts"] == ts
    assert body["channel"]["id"] == desk.channel


def test_opening_home_lets_the_app_publish_it(desk: Desk, connected: EchoApp) -> None:
    desk.client.home(desk.aya)
    blocks = wait_until(lambda: (desk.client.home(desk.aya, peek=True) or {}).get("blocks") or [])
    assert blocks[0]["text"]["text"] == "Welcome"
    event = connected.events("app_home_opened")[0]
    assert event["tab"] == "home"
    assert event["user"] == desk.aya


def test_a_command_in_a_thread_is_answered_there(desk: Desk) -> None:
    ts = desk.client.post(desk.aya, desk.channel, "parent")
    desk.client.call(
        "POST", "command", {"as": desk.aya, "channel": desk.channel, "text": "/echo in here", "thread_ts": ts}
    )
    assert desk.client.thread(desk.aya, desk.channel, ts)[-1]["text"] == "in here"


def test_a_response_url_is_good_for_five_uses_in_thirty_minutes(desk: Desk, connected: EchoApp) -> None:
    desk.client.command(desk.aya, desk.channel, "/echo hi")
    url = next(body for body in connected.heard if "command" in body)["response_url"]
    pool = desk.client._pool
    answers = [pool.request("POST", url, json={"text": str(number)}) for number in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [404]
    assert answers[-1].json()["error"] == "used_url"
    desk.client.command(desk.aya, desk.channel, "/echo again")
    late = [body for body in connected.heard if "command" in body][-1]["response_url"]
    desk.client.advance_clock(31 * 60)
    assert pool.request("POST", late, json={"text": "too late"}).json()["error"] == "expired_url"
