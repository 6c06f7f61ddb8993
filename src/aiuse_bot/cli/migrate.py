import click

from aiuse_bot.cli.database import migrate, operator_settings, server, where
from aiuse_bot.cli.errors import plain_errors


@click.command("migrate")
@plain_errors()
def migrate_command() -> None:
    """Bring the database to this version's schema; one that is there already is left alone."""
    settings = operator_settings()
    with server(settings) as url:
        changed = migrate(url)
    click.echo(f"{'Migrated' if changed else 'Nothing to do for'} {where(settings)}: its schema is the newest.")
