"""The operators' commands. Each is imported on use: `extract` must not wait for the database libraries to load."""

import importlib
import os

import click

from aiuse_bot.cli.stop_signal import StopSignal

__all__ = ["main"]

COMMANDS = {
    "backfill": ("backfill", "backfill_command"),
    "demo": ("demo_command", "demo_command"),
    "doctor": ("doctor", "doctor_command"),
    "extract": ("extract", "extract_command"),
    "import": ("records", "import_command"),
    "migrate": ("migrate", "migrate_command"),
    "reindex": ("reindex", "reindex_command"),
    "totals": ("totals", "totals_command"),
    "ledger": ("ledger", "ledger_command"),
    "run": ("run_command", "run_command"),
    "search": ("search", "search_command"),
    "synonyms": ("synonyms", "synonyms_command"),
    "teams": ("teams", "teams_command"),
}
"""Command → its module in this package and its name there."""


class Commands(click.Group):
    """Imports a command's module on use, and shows no traceback unless the operator asked for it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return all command names, for `--help`."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import one command; `None` for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"{__name__}.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command. An unexpected error becomes one sentence, unless the log level is debug."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("AIUSE_BOT_LOG_LEVEL") == "debug":
                raise
            raise click.ClickException(
                f"Something unforeseen happened ({type(error).__name__}). "
                "Set AIUSE_BOT_LOG_LEVEL=debug and repeat the command to see where."
            ) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="aiuse-bot", message="%(package)s %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Turn what colleagues say about AI in Slack into a library that everybody reuses."""
    context.obj = context.with_resource(StopSignal().heeded())
