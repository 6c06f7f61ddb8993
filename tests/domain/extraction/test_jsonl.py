import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.domain.extraction import Post, Reply, read_draft
from aiuse_bot.domain.extraction.jsonl import draft_line, read_post

WIRE = st.dictionaries(
    st.sampled_from(["id", "user", "text", "replies", "blocks", "channel"]),
    st.none() | st.text() | st.integers() | st.lists(st.none()),
)


def test_a_line_becomes_a_post() -> None:
    line = json.dumps(
        {"id": "p1", "user": "U1", "channel": "C1", "text": "hi", "replies": [{"user": "U2", "text": "ok"}]}
    )
    assert read_post(line) == ("p1", "C1", Post("U1", "hi", (Reply("U2", "ok"),)))


def test_id_and_text_are_enough() -> None:
    assert read_post('{"id": "p1", "text": "hi"}').post == Post("", "hi")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "not JSON"),
        ("[]", "JSON object"),
        ("{}", 'no "id"'),
        ('{"id": "p1"}', 'no "text"'),
        ('{"id": 3, "text": ""}', '"id" must be a string, not int'),
        ('{"id": "p1", "text": "", "replies": {}}', '"replies" must be a list of objects'),
        ('{"id": "p1", "text": "", "replies": [{"text": 1}]}', '"text" must be a string'),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_malformed_line_is_refused_with_a_clear_sentence(line: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_post(line)


@given(WIRE)
def test_any_object_is_a_post_or_a_value_error(value: dict[str, object]) -> None:
    strings = all(value.get(key) is None or isinstance(value[key], str) for key in ("id", "user", "channel", "text"))
    lists = all(value.get(key) is None or value[key] == [] for key in ("replies", "blocks"))
    if strings and lists and "id" in value and "text" in value:
        assert read_post(json.dumps(value)).post.text == (value["text"] or "")
    else:
        with pytest.raises(ValueError, match=r"\.$"):
            read_post(json.dumps(value))


def test_a_draft_becomes_one_readable_line() -> None:
    draft = read_draft(Post("U1", "【課題】返信が遅い\n【結果】30分→5分\n【ツール】Claude"))
    line = draft_line("p1", draft)
    value = json.loads(line)
    assert "返信が遅い" in line
    assert (value["id"], value["is_use_case"], value["tools"], value["time_saved_minutes"]) == (
        "p1",
        True,
        ["Claude"],
        25,
    )
    assert set(value) >= {"title", "issue", "approach", "result", "prompt", "risk", "language", "probability"}


@given(st.text(st.characters()))
def test_every_line_can_be_encoded_and_read_back(text: str) -> None:
    line = draft_line(text, read_draft(Post("U1", text)))
    assert "\n" not in line
    assert json.loads(line.encode("utf-8"))["id"] == text
