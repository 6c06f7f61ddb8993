import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiuse_bot.delivery.envelope import read_envelope
from aiuse_bot.redaction import MASKED, Kind, mask_envelope, masked_kinds
from delivery_tools import an_envelope, as_body
from secret_samples import KEYS

SHAPES = sorted((Path(__file__).parent.parent / "data" / "slack_shapes" / "events").glob("*.json"))
KEY = KEYS["Anthropic"]
MAIL = "taro@example.com"


def a_message(text: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "user": "U012AB3CD",
        "channel": "C012AB3CD",
        "ts": "1790000000.000100",
        "text": text,
        "client_msg_id": "550e8400-e29b-41d4-a716-446655440000",
        **more,
    }


def a_section(*elements: dict[str, Any], kind: str = "rich_text_section") -> list[dict[str, Any]]:
    return [{"type": "rich_text", "block_id": "a1b2", "elements": [{"type": kind, "elements": list(elements)}]}]


def leaf(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": style}


def masked(**event: Any) -> dict[str, Any]:
    envelope = an_envelope("Ev1", **event)
    assert mask_envelope(envelope)
    return envelope


@pytest.mark.parametrize(
    "event",
    [
        a_message(f"my key is {KEY}"),
        a_message("x", blocks=a_section(leaf(KEY))),
        a_message("x", blocks=a_section(leaf(KEY), kind="rich_text_preformatted")),
        a_message("x", blocks=a_section({"type": "link", "url": f"https://e.com/?key={KEY}"})),
        a_message("x", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": KEY}}]),
        a_message("x", attachments=[{"text": KEY, "fallback": KEY, "fields": [{"title": "k", "value": KEY}]}]),
        a_message("x", files=[{"id": "F012AB3CD", "name": f"{KEY}.txt", "title": KEY, "preview": KEY}]),
        {
            "type": "message",
            "subtype": "message_changed",
            "message": a_message(KEY),
            "previous_message": a_message(KEY),
        },
        {"type": "message", "subtype": "message_deleted", "previous_message": a_message(KEY)},
        a_message("x", subtype="thread_broadcast", root=a_message(KEY)),
        {"type": "user_change", "user": {"id": "U012AB3CD", "profile": {"status_text": KEY}}},
    ],
)
def test_a_key_is_masked_wherever_words_are(event: dict[str, Any]) -> None:
    kept = json.dumps(masked(**event))
    assert KEY[10:] not in kept
    assert "[masked API key]" in kept


def test_what_routes_an_event_stays() -> None:
    plain = an_envelope("Ev1", **a_message("x", thread_ts="1790000000.000100", parent_user_id="U012AB3CD"))
    told = copy.deepcopy(plain)
    told["event"]["text"] = KEY
    assert mask_envelope(told)
    assert told.pop(MASKED) == ["api_key"]
    told["event"]["text"] = "x"
    assert told == plain


def test_a_secret_in_several_styles_is_masked_as_one() -> None:
    parts = [leaf(f"use {KEY[:9]}"), leaf(KEY[9:20], bold=True), leaf(f"{KEY[20:]} now")]
    text = f"use {KEY[:9]}*{KEY[9:20]}*{KEY[20:]} now"
    event = masked(**a_message(text, blocks=a_section(*parts)))["event"]
    leaves = event["blocks"][0]["elements"][0]["elements"]
    assert [leaf["text"] for leaf in leaves] == ["use [masked API key]", "", " now"]
    assert event["text"] == "use [masked API key] now"


def test_a_mention_between_two_pieces_parts_them() -> None:
    parts = [leaf("090-1234"), {"type": "user", "user_id": "U012AB3CD"}, leaf("-5678")]
    envelope = an_envelope("Ev1", **a_message("x", blocks=a_section(*parts)))
    assert not mask_envelope(envelope)


def test_a_link_to_an_address_is_masked_in_label_and_target() -> None:
    link = {"type": "link", "url": f"mailto:{MAIL}", "text": MAIL}
    kept = masked(**a_message(f"<mailto:{MAIL}|{MAIL}>", blocks=a_section(link)))
    assert MAIL not in json.dumps(kept)
    assert masked_kinds(kept) == (Kind.EMAIL,)


def test_the_kinds_are_noted_in_one_order_and_once() -> None:
    kept = masked(**a_message(f"{MAIL} {KEY} {MAIL}"))
    assert kept[MASKED] == ["api_key", "email"]
    assert masked_kinds(kept) == (Kind.API_KEY, Kind.EMAIL)


@pytest.mark.parametrize(
    "event",
    [
        a_message("see above", attachments=[{"text": MAIL}]),
        {
            "type": "message",
            "subtype": "message_changed",
            "message": a_message("gone"),
            "previous_message": a_message(KEY),
        },
    ],
)
def test_nobody_is_told_of_words_that_are_not_theirs_or_gone(event: dict[str, Any]) -> None:
    kept = masked(**event)
    assert MASKED not in kept
    assert masked_kinds(kept) == ()


def test_an_event_with_nothing_to_mask_is_kept_byte_for_byte() -> None:
    body = json.dumps(
        an_envelope("Ev1", **a_message("Claude wrote it on 2026-04-03 for <@U012AB3CD>")), indent=3
    ).encode()
    assert read_envelope(body).body == body


def test_the_id_of_an_event_without_one_tells_nothing_of_what_was_masked() -> None:
    envelopes = [an_envelope("Ev1", **a_message(f"card {card}")) for card in ("4242424242424242", "5555555555554444")]
    for envelope in envelopes:
        del envelope["event_id"]
    first, second = (read_envelope(as_body(envelope)) for envelope in envelopes)
    assert first.event_id == second.event_id


@pytest.mark.parametrize("shape", SHAPES, ids=lambda path: path.stem)
def test_every_shape_that_slack_publishes_passes_unchanged(shape: Path) -> None:
    envelope = json.loads(shape.read_text("utf-8"))
    told = copy.deepcopy(envelope)
    assert not mask_envelope(told)
    assert told == envelope


def test_an_event_may_be_nested_as_deeply_as_json_can_be_read() -> None:
    deep: dict[str, Any] = {"text": KEY}
    for _ in range(5_000):
        deep = {"inner": deep}
    assert mask_envelope({"event": deep})


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.just(KEY) | st.sampled_from(["rich_text_section", "text"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "text", "elements", "user"]), inner),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(json_values)
def test_any_json_is_masked_and_then_holds_nothing_more(event: object) -> None:
    envelope = {"event": event}
    mask_envelope(envelope)
    envelope.pop(MASKED, None)
    again = copy.deepcopy(envelope)
    assert not mask_envelope(again)
    assert json.dumps(again) == json.dumps(envelope)
