"""Where the embedded server lives: in the requested directory, or elsewhere if its account cannot access that."""

import hashlib
import logging
import os
from pathlib import Path
from typing import NamedTuple

from aiuse_bot.db.embedded.account import Account, reaches, server_account
from aiuse_bot.db.embedded.binaries import can_run, copied_programs, wheel_programs
from aiuse_bot.db.embedded.errors import EmbeddedServerError

log = logging.getLogger(__name__)

# Used only by root, when the server's account cannot access what it needs (say, a directory below /root).
SYSTEM_HOME = Path("/var/lib/aiuse-bot")
CLUSTER = "data"
_MEANT_FOR_A_SHELL = set('"$`\\\n')


class Place(NamedTuple):
    """`directory` holds the locks and the cluster; `account` is `None` if the server runs as this process's user."""

    directory: Path
    programs: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own directory, which belongs to `account`."""
        return self.directory / CLUSTER


def find_place(wanted: Path) -> Place:
    """Decide where the server for `wanted` lives, and create that directory."""
    _check_name(wanted)
    directory = _directory(wanted.expanduser().resolve())
    account = server_account(directory / CLUSTER)
    return Place(directory, _programs(account), account)


def _check_name(wanted: Path) -> None:
    """Reject unsafe paths: pg_ctl passes them to a shell in double quotes without escaping."""
    if _MEANT_FOR_A_SHELL & set(str(wanted.absolute())):
        raise EmbeddedServerError(
            f"The database cannot be kept in {str(wanted)!r}: its path must not contain quotation marks, dollar signs, "
            "backslashes, backquotes or line breaks. Choose another directory with AIUSE_BOT_DATA_DIR.",
        )


def _directory(wanted: Path) -> Path:
    account = server_account(wanted / CLUSTER)
    if account is None:
        wanted.mkdir(parents=True, exist_ok=True)
        return wanted
    fallback = SYSTEM_HOME / f"postgres-{hashlib.sha256(os.fsencode(wanted)).hexdigest()[:10]}"
    # Data once stored in the fallback stays there, even if the wanted directory becomes accessible: it must not vanish.
    moved = (fallback / CLUSTER).exists() and not (wanted / CLUSTER).exists()
    existing = next(ancestor for ancestor in (wanted, *wanted.parents) if ancestor.exists())
    if not moved and (not existing.is_dir() or reaches(account, existing)):
        return _make(wanted)
    if (wanted / CLUSTER).exists():
        raise EmbeddedServerError(
            f"The database in {wanted} belongs to the account {account.name!r}, which may not enter that directory. "
            "Move it to a directory that this account can reach and name it with AIUSE_BOT_DATA_DIR.",
        )
    _warn_of_fallback(fallback, wanted, account)
    return _make(fallback)


def _warn_of_fallback(fallback: Path, wanted: Path, account: Account) -> None:
    log.warning(
        "The database is kept in %s instead of %s: PostgreSQL does not run as root, "
        "and the account %s that runs it may not enter that directory.",
        fallback,
        wanted,
        account.name,
    )


def _programs(account: Account | None) -> Path:
    programs = wheel_programs()
    if account is None or can_run(account, programs):
        return programs
    copy = copied_programs(_make(SYSTEM_HOME))
    log.warning("PostgreSQL is run from %s: the account %s may not run it from %s.", copy, account.name, programs)
    return copy


def _make(directory: Path) -> Path:
    """Create missing directories, open to the server's account whatever the umask; existing ones keep their mode."""
    if not directory.exists():
        _make(directory.parent)
        directory.mkdir(exist_ok=True)
        directory.chmod(0o755)
    return directory
