"""Filling the workspace: people post, react, edit and delete while the bot does its work."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiuse_bot.cli.demo.fortnight import Said, Spoken, Watched, in_order, load_fortnight, load_zones
from aiuse_bot.cli.demo.people import Json, People
from aiuse_bot.cli.demo.processes import ProcessGroup

HOME = "ai-use-cases"
"""The channel that gets a roundup and that a visitor sees first."""

CARDS_TIMEOUT_S = 90
ROUNDUP_LEADS_S = (2, 6, 15)
"""How far ahead the roundup is scheduled; a machine too slow for the first (its time had passed) gets the next."""

ROUNDUP_TIMEOUT_S = 60


class Posted(NamedTuple):
    """A post in the workspace."""

    said: Said
    ts: str


def fill(people: People, processes: ProcessGroup) -> list[Posted]:
    """Post everything, in order. Does not wait for the bot: see `wait_for_cards`."""
    fortnight = load_fortnight()
    for watched in fortnight.watched:
        _watch(people, watched)
    posted = _speak(people, processes, in_order(fortnight.said, load_zones(), dt.datetime.now(dt.UTC)))
    for post in posted:
        processes.check()
        _react(people, post)
        _reconsider(people, post)
    return posted


def wait_for_cards(people: People, processes: ProcessGroup, posted: list[Posted]) -> int:
    """Wait until every use case has the bot's card in its thread; returns the number of cards."""
    waiting = [post for post in posted if post.said.card and not post.said.deleted]
    count = len(waiting)

    def all_answered() -> bool:
        waiting[:] = [post for post in waiting if not _is_answered(people, post)]
        return not waiting

    processes.wait_until(all_answered, "the bot did not answer every use case with a card", CARDS_TIMEOUT_S)
    return count


def hold_roundup(people: People, processes: ProcessGroup) -> None:
    """Schedule the roundup for a few seconds from now, wait for it, then restore its usual time."""
    usual = next(watched for watched in load_fortnight().watched if watched.channel == HOME)
    zone = load_zones()[usual.by]
    before = len(_of_bot(people.messages(HOME)))

    def is_there() -> bool:
        return len(_of_bot(people.messages(HOME))) > before

    for lead_s in ROUNDUP_LEADS_S:
        slot = _schedule(people, usual, zone, lead_s)
        if slot is not None:
            processes.wait_until(
                is_there, "the roundup did not come", (slot - _now()).total_seconds() + ROUNDUP_TIMEOUT_S
            )
            break
    _watch(people, usual)


def tidy_up(people: People) -> None:
    """Delete the admins' ephemeral messages, and the notes that the bot joined only today."""
    for watched in load_fortnight().watched:
        for message in people.messages(watched.channel, seen_by=watched.by):
            if message["author"]["is_bot"] and (message["is_ephemeral"] or message.get("subtype")):
                people.delete(watched.by, watched.channel, message["ts"])


def _schedule(people: People, usual: Watched, zone: ZoneInfo, lead_s: int) -> dt.datetime | None:
    """Schedule the roundup `lead_s` from now. `None`: the command took longer, so it may be due only next week."""
    slot = (_now() + dt.timedelta(seconds=lead_s + 1)).replace(microsecond=0)
    _watch(people, usual.model_copy(update={"roundup": f"{slot.astimezone(zone):%A %H:%M:%S}"}))
    return slot if _now() < slot else None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _watch(people: People, watched: Watched) -> None:
    people.command(watched.by, watched.channel, f"/usecase watch {watched.roundup}")


def _speak(people: People, processes: ProcessGroup, spoken: list[Spoken]) -> list[Posted]:
    said: dict[int, Posted] = {}
    for moment, post, reply in spoken:
        processes.check()
        at = moment.timestamp()
        if reply is None:
            said[id(post)] = Posted(post, people.post(post.by, post.channel, post.text.strip(), at=at))
        else:
            people.post(reply.by, post.channel, reply.text.strip(), at=at, thread_ts=said[id(post)].ts)
    return list(said.values())


def _react(people: People, post: Posted) -> None:
    for emoji, names in post.said.reactions.items():
        for name in names:
            people.react(name, post.said.channel, post.ts, emoji)
    for emoji, names in post.said.taken_back.items():
        for name in names:
            people.unreact(name, post.said.channel, post.ts, emoji)


def _reconsider(people: People, post: Posted) -> None:
    if post.said.edit is not None:
        people.edit(post.said.by, post.said.channel, post.ts, post.said.edit.strip())
    if post.said.deleted:
        people.delete(post.said.by, post.said.channel, post.ts)


def _is_answered(people: People, post: Posted) -> bool:
    return bool(_of_bot(people.messages(post.said.channel, post.ts)))


def _of_bot(messages: list[Json]) -> list[Json]:
    """Return an app's messages visible to everybody, without Slack's note that it joined the channel."""
    by_bot = (message for message in messages if message["author"]["is_bot"])
    return [message for message in by_bot if not message["is_ephemeral"] and "subtype" not in message]
