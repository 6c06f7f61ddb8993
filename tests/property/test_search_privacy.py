"""Every search answers as if records that its reader may not read had never been written.

Each example is played in two workspaces: one with everything, with records withdrawn and edited and channels that turn
private or are forgotten, and one with only what the reader may read at the end. Hits, their order, excerpts, repaired
words and completed words must be the same, so that no count, rarity or suggestion reveals anything hidden.
"""

from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields, edit_use_case, withdraw
from aiuse_bot.domain.models import Channel, UseCase
from aiuse_bot.domain.privacy import EVERY_MEMBER, Audience, Kind, audience, readable
from aiuse_bot.domain.search import ask
from aiuse_bot.domain.search.statistics import fold_all
from aiuse_bot.domain.watch import set_privacy
from makers import NOW, a_message, a_use_case
from run_length import times

EVERYTHING, VISIBLE = "T0EVERYTHING", "T0VISIBLE"
CHANNELS = ("C0A", "C0B", "C0C")
WORDS = (
    "narwhal",
    "narwhals",
    "walrus",
    "walnut",
    "refund",
    "refunds",
    "presentation",
    "返金",
    "返品",
    "密約",
    "対応",
    "Claude",
)


class Said(NamedTuple):
    """A record: its channel, its text, and what happened to it later."""

    channel_id: str
    title: tuple[str, ...]
    approach: tuple[str, ...]
    fate: str
    later: tuple[str, ...]


class Play(NamedTuple):
    """A random history of records, and which channels the reader may read when searching."""

    said: list[Said]
    private: set[str]
    mine: set[str]
    forgotten: set[str]
    questions: list[str]
    kind: Kind

    @property
    def reader(self) -> Audience:
        """The reader; a stranger is met in the first of their channels."""
        return audience(self.kind, frozenset(self.mine), min(self.mine, default=None))

    @property
    def allowed(self) -> set[str]:
        """The channels whose records the reader may read, by a rule of the test's own."""
        match self.kind:
            case "member":
                return (set(CHANNELS) - self.private | self.mine) - self.forgotten
            case "guest":
                return self.mine - self.forgotten
            case "stranger":
                return set(sorted(self.mine)[:1]) - self.forgotten
            case "unknown":
                return set()


some_words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(tuple)
records = st.builds(
    Said,
    st.sampled_from(CHANNELS),
    some_words,
    some_words,
    st.sampled_from(["kept", "kept", "withdrawn", "edited"]),
    some_words,
)


@st.composite
def typed(draw: st.DrawFn) -> str:
    """Draw a word: unchanged, mistyped, or a prefix of it."""
    word = draw(st.sampled_from(WORDS))
    at = draw(st.integers(0, len(word) - 1))
    ways = [word, word[:at] + word[at + 1 :], word[:at] + word[at : at + 2][::-1] + word[at + 2 :], word[: at + 1]]
    return draw(st.sampled_from([*ways, f'"{word}"', f"in:C0A {word}", "has:prompt", "lang:en"]))


questions = st.lists(st.lists(typed(), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6)
channels = st.sets(st.sampled_from(CHANNELS))
kinds: st.SearchStrategy[Kind] = st.sampled_from(["member", "member", "guest", "stranger", "unknown"])
plays = st.builds(Play, st.lists(records, max_size=7), channels, channels, channels, questions, kinds)


@settings(max_examples=times(12, 300))
@given(play=plays)
def test_an_answer_tells_nothing_of_what_its_reader_may_not_read(session: Session, play: Play) -> None:
    with session.begin_nested() as around:
        _perform(session, play)
        fold_all(session)
        for question in play.questions:
            assert _answer(session, EVERYTHING, question, play.reader) == _answer(
                session, VISIBLE, question, play.reader
            )
        around.rollback()


@settings(max_examples=times(12, 300))
@given(play=plays)
def test_before_the_counts_are_folded_no_hidden_word_is_offered_either(session: Session, play: Play) -> None:
    """Words become known when counts are folded: until then fewer are offered, but never a hidden one."""
    with session.begin_nested() as around:
        visible = {word for one in _perform(session, play) for word in _words(one)}
        for question in play.questions:
            hits, repairs = _answer(session, EVERYTHING, question, play.reader)
            assert {word for others in repairs.values() for word in others} <= visible
            assert {word for hit in hits for word in " ".join(hit).casefold().replace(".", "").split()} <= visible
        around.rollback()


def _perform(session: Session, play: Play) -> list[Said]:
    """Play the history in both workspaces; returns what its reader may read at the end."""
    for one in play.said:
        _live(session, one)
    _close(session, play, EVERYTHING)
    readable_ones = [one for one in play.said if one.channel_id in play.allowed and one.fate != "withdrawn"]
    for one in readable_ones:
        _say(session, VISIBLE, one, _title(one))
    return readable_ones


def _title(one: Said) -> tuple[str, ...]:
    return one.later if one.fate == "edited" else one.title


def _words(one: Said) -> set[str]:
    return {word.casefold() for word in (*_title(one), *one.approach)}


def _say(session: Session, workspace_id: str, one: Said, title: tuple[str, ...]) -> UseCase:
    fields = RecordFields(" ".join(title), approach=" ".join(one.approach) + ".")
    return a_use_case(session, a_message(one.channel_id, workspace_id), fields=fields)


def _live(session: Session, one: Said) -> None:
    """Write a record, count its words, and then apply what happens to it."""
    use_case = _say(session, EVERYTHING, one, one.title)
    fold_all(session)
    if one.fate == "withdrawn":
        withdraw(session, use_case, at=NOW)
    if one.fate == "edited":
        fields = RecordFields(" ".join(one.later), approach=" ".join(one.approach) + ".")
        edit_use_case(session, use_case, fields, text="edited", at=NOW)


def _close(session: Session, play: Play, workspace_id: str) -> None:
    for channel_id in play.private:
        set_privacy(session, workspace_id, channel_id, is_private=True)
    gone = Channel.channel_id.in_(play.forgotten)
    session.execute(delete(Channel).where(Channel.workspace_id == workspace_id, gone))


def _answer(
    session: Session, workspace_id: str, question: str, reader: Audience
) -> tuple[list[tuple[str, str, str]], dict[str, list[str]]]:
    may = readable(workspace_id, reader)
    answer = ask(session, workspace_id, question, readable=may, limit=20, now=NOW)
    return [(hit.use_case.title, hit.use_case.approach or "", hit.excerpt) for hit in answer.hits], answer.repairs


def test_the_two_workspaces_do_differ_where_something_hidden_is_read(session: Session) -> None:
    """The property would also hold for a search that finds nothing, so check that this one finds something."""
    one = Said("C0A", ("narwhal",), ("walrus",), "kept", ())
    _live(session, one)
    hits, repairs = _answer(session, EVERYTHING, "narwahl", EVERY_MEMBER)
    assert hits == [("narwhal", "walrus.", "")]
    assert repairs == {"narwahl": ["narwhal"]}
