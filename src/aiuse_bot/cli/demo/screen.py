"""Terminal output of the demo."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

_TRY = (
    (
        "Post",
        "say how AI helped you, in three lines: Issue, Result, Tools. A card answers",
        "投稿する：課題・結果・ツールの3行で",
    ),
    (
        "React",
        "give somebody's post a :clap:, and watch the thanks on its card",
        "拍手を送る：カードの「ありがとう」が増えます",
    ),
    ("Search", "type  /usecase search 返金  or  /usecase search refund", "検索する：/usecase search 返金"),
)


def prepare() -> None:
    """Replace characters that the terminal cannot show instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@contextmanager
def step(what: str) -> Iterator[None]:
    """Show what is being done, and afterwards how many seconds it took."""
    is_terminal = sys.stdout.isatty()
    if is_terminal:
        click.echo(f"  · {what} ...", nl=False)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        click.echo(f"\r  {click.style('✗', fg='red')} {what}\033[K" if is_terminal else f"  ✗ {what}")
        raise
    seconds = click.style(f"{time.monotonic() - begun:.1f} s", dim=True)
    click.echo(
        f"\r  {click.style('✓', fg='green')} {what}  {seconds}\033[K" if is_terminal else f"  ✓ {what}  {seconds}"
    )


def invite(url: str) -> None:
    """Print the URL and what to try there."""
    line = click.style("─" * 76, fg="cyan")
    click.echo(f"\n{line}\n")
    click.echo(f"  Kaiteki Market Support is open:  {click.style(url, bold=True, underline=True)}\n")
    for number, (name, english, japanese) in enumerate(_TRY, 1):
        click.echo(f"  {number}  {click.style(name, bold=True)}: {english}\n     {click.style(japanese, dim=True)}")
    click.echo("\n  Everything is kept for the next start. Ctrl-C stops it all.")
    click.echo(f"\n{line}\n")


def say(sentence: str) -> None:
    """Print one line."""
    click.echo(f"  {sentence}")


def complain(sentence: str) -> None:
    """Print what went wrong, on stderr."""
    click.echo(f"\n{click.style('The demo has ended.', fg='red')} {sentence}", err=True)
