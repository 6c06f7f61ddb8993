import sys
from pathlib import Path

import click

from aiuse_bot.cli.demo import demo
from aiuse_bot.cli.errors import plain_errors

DEMO_PORT = 8070


@click.command("demo")
@click.option(
    "--port",
    envvar="PORT",
    type=click.IntRange(0, 65535),
    default=DEMO_PORT,
    show_default=True,
    help="Where the workspace's page is.",
)
@click.option("--no-browser", envvar="NO_BROWSER", is_flag=True, help="Only print the address.")
@click.option("--fresh", envvar="FRESH", is_flag=True, help="Forget what the last demo kept.")
@click.option(
    "--dir",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    default=".demo",
    show_default=True,
    help="Where everything is kept.",
)
@plain_errors()
def demo_command(port: int, directory: Path, *, no_browser: bool, fresh: bool) -> None:
    """Show the bot in a workspace on this machine, with a fortnight of posts in it."""
    sys.exit(demo(port, open_browser=not no_browser, fresh=fresh, directory=directory))
