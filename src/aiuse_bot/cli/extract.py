import sys
from collections.abc import Iterable, Iterator

import click

from aiuse_bot.cli.progress import Progress
from aiuse_bot.domain.extraction import read_draft
from aiuse_bot.domain.extraction.jsonl import draft_line, read_post


@click.command("extract")
@click.pass_context
def extract_command(ctx: click.Context) -> None:
    """Read posts as JSON Lines from stdin and write their draft records as JSON Lines to stdout.

    A post is {"id", "user", "channel", "text", "replies": [{"user", "text"}]}; id and text are required. A line that
    cannot be read is named on stderr, the others go on, and the exit code is 1.
    """
    failed = False
    with Progress("posts read") as progress:
        for number, line in _lines(sys.stdin.buffer):
            try:
                read = read_post(line.decode("utf-8-sig"))
            except ValueError as error:
                failed = True
                progress.say(f"line {number}: {_reason(error)}")
                continue
            click.echo(draft_line(read.id, read_draft(read.post)))
            progress.one_more()
    ctx.exit(1 if failed else 0)


def _lines(stream: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number the lines from 1 and skip empty ones."""
    return ((number, line) for number, line in enumerate(stream, start=1) if line.strip())


def _reason(error: ValueError) -> str:
    return "The line is not UTF-8." if isinstance(error, UnicodeDecodeError) else str(error)
