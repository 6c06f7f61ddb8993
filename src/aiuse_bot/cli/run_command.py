import sys

import click

from aiuse_bot.cli.stop_signal import StopSignal


@click.command("run")
@click.option("--migrate", "migrates", is_flag=True, help="Bring the database named by DATABASE_URL up to date first.")
@click.pass_obj
def run_command(stop: StopSignal, *, migrates: bool) -> None:
    """Run the bot until it is told to stop (SIGTERM or Ctrl-C)."""
    stop.remember()
    # These take a second to import, during which no signal must be lost.
    from aiuse_bot.cli.errors import plain_errors  # noqa: PLC0415
    from aiuse_bot.cli.run import run  # noqa: PLC0415
    from aiuse_bot.settings import read_settings  # noqa: PLC0415

    with plain_errors():
        sys.exit(run(read_settings(), stop, migrates=migrates))
