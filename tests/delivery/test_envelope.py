import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiuse_bot.delivery.envelope import Envelope, read_envelope
from delivery_tools import TEAM, an_envelope, as_body


def test_an_envelope_tells_workspace_app_event_and_type() -> None:
    body = as_body(an_envelope("Ev1"))
    assert read_envelope(body) == Envelope(TEAM, "A0TEST", "Ev1", "reaction_added", body)


def test_the_installation_counts_and_not_the_sender() -> None:
    envelope = an_envelope() | {"team_id": "T0SENDER"}
    assert read_envelope(as_body(envelope)).workspace_id == TEAM


def test_an_event_of_an_organisation_belongs_to_the_enterprise() -> None:
    envelope = an_envelope() | {"authorizations": [{"enterprise_id": "E0ORG", "team_id": None}]}
    assert read_envelope(as_body(envelope)).workspace_id == "E0ORG"


def test_without_authorizations_the_team_of_the_envelope_counts() -> None:
    envelope = an_envelope() | {"authorizations": [], "team_id": "T0OUTER"}
    assert read_envelope(as_body(envelope)).workspace_id == "T0OUTER"


def test_an_event_without_id_is_known_by_its_bytes() -> None:
    envelope = an_envelope()
    del envelope["event_id"]
    first, again = read_envelope(as_body(envelope)), read_envelope(as_body(envelope))
    other = read_envelope(as_body(envelope | {"event_time": 1}))
    assert first.event_id == again.event_id != other.event_id


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe\xfd", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"{}", "no event"),
        (b'{"event": "text"}', "no event"),
        (b'{"event": {"type": "x"}}', "no workspace"),
        (as_body(an_envelope("Ev\0")), "event_id"),
        (as_body(an_envelope("E" * 256)), "event_id"),
        (as_body(an_envelope() | {"event_id": 7}), "event_id"),
        (as_body(an_envelope() | {"api_app_id": "\ud800"}), "api_app_id"),
    ],
)
def test_a_malformed_envelope_is_refused_with_a_sentence(body: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_envelope(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the first text of a machine takes its time
@given(st.dictionaries(st.sampled_from(["event", "event_id", "team_id", "authorizations", "api_app_id"]), json_values))
def test_any_json_object_is_read_or_refused(value: dict[str, object]) -> None:
    try:
        envelope = read_envelope(json.dumps(value).encode())
    except ValueError:
        return
    assert all(part.isprintable() or part == "" for part in envelope[:4])
