"""The demo: a workspace on this machine, the real bot in it, and a fortnight of messages."""

from contextlib import ExitStack
from pathlib import Path

from urllib3.exceptions import HTTPError

from aiuse_bot.cli.database import migrate
from aiuse_bot.cli.demo import screen
from aiuse_bot.cli.demo.browser import open_page, page_address
from aiuse_bot.cli.demo.errors import DemoError, StopAskedError
from aiuse_bot.cli.demo.filling import fill, hold_roundup, tidy_up, wait_for_cards
from aiuse_bot.cli.demo.parts import check_port, start_bot, start_sandbox, wait_for_bot
from aiuse_bot.cli.demo.people import People
from aiuse_bot.cli.demo.place import Place
from aiuse_bot.cli.demo.processes import ProcessGroup
from aiuse_bot.db.embedded import EmbeddedServer, EmbeddedServerError

__all__ = ["demo"]

OBSERVER = "priya"
"""An admin, who is in every channel, including the private one."""


def demo(port: int, *, open_browser: bool, fresh: bool, directory: Path) -> int:
    """Run a demo until Ctrl-C or SIGTERM. Returns the exit code: 0, or 1 with the reason on stderr.

    `port` is the page's port (0: a free one), `directory` keeps all data between starts, `fresh` deletes it first.
    """
    screen.prepare()
    try:
        place = Place(directory)
        with place.held() as lock:
            check_port(port)
            processes = ProcessGroup(place.directory, lock)
            with processes.together():
                _live(place, processes, port=port, open_browser=open_browser, fresh=fresh)
    except StopAskedError:
        screen.say("Stopped. Everything is kept for the next start.")
        return 0
    except (DemoError, EmbeddedServerError, HTTPError, OSError) as problem:
        screen.complain(str(problem))
        return 1
    return 0


def _live(place: Place, processes: ProcessGroup, *, port: int, open_browser: bool, fresh: bool) -> None:
    if fresh or not place.is_filled:
        # An interrupted filling cannot be resumed, as nobody knows what is missing: it starts over.
        place.clear()
    with screen.step("A Slack workspace on this machine"):
        url = start_sandbox(place, processes, port)
    bot_url = start_bot(place, processes, url)
    with ExitStack() as stack:
        with screen.step("The database"):
            migrate(stack.enter_context(EmbeddedServer(place.postgres)).url())
        # The bot has to leave the database before us: the last to leave stops the server.
        stack.callback(processes.end)
        with screen.step("The bot"):
            wait_for_bot(processes, bot_url)
        _settle_in(place, processes, People(url, OBSERVER), open_browser=open_browser)


def _settle_in(place: Place, processes: ProcessGroup, people: People, *, open_browser: bool) -> None:
    if not place.is_filled:
        try:
            with people.lenient_timeouts():
                _fill(place, processes, people)
        except (DemoError, HTTPError):
            # No answer: if that is because a process has died, the end of its log says more.
            processes.check()
            raise
    page = page_address(people)
    screen.invite(page)
    if open_browser:
        open_page(page)
    processes.keep()


def _fill(place: Place, processes: ProcessGroup, people: People) -> None:
    with screen.step("Two weeks of posts, replies and reactions"):
        posted = fill(people, processes)
    with screen.step("The bot's cards"):
        cards = wait_for_cards(people, processes, posted)
    with screen.step("The weekly roundup, by its schedule"):
        hold_roundup(people, processes)
        tidy_up(people)
    place.mark_filled(len(posted), cards)
