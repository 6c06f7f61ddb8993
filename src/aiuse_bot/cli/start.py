import sys

import click

from aiuse_bot.cli.errors import plain_errors
from aiuse_bot.cli.run import run
from aiuse_bot.settings import read_settings


@click.command("run")
@plain_errors()
def run_command() -> None:
    """Run the bot until it is told to stop (SIGTERM or Ctrl-C)."""
    sys.exit(run(read_settings()))
