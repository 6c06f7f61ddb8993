"""PostgreSQL's files: created once and atomically, so that there is a complete cluster or none."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from aiuse_bot.db.embedded.account import ROOT, run
from aiuse_bot.db.embedded.binaries import major_version
from aiuse_bot.db.embedded.errors import EmbeddedServerError
from aiuse_bot.db.embedded.place import Place

SUPERUSER = "aiuse_bot"

# Collation and case come from PostgreSQL itself, the same on every machine. LC_CTYPE still needs a UTF-8 locale of the
# system, as under C the full-text parser and trigrams see no letters beyond ASCII. macOS has no C.UTF-8.
_CTYPE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
_LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={_CTYPE}"]


def ensure_cluster(place: Place, lock: int, *, durable: bool) -> None:
    """Create the cluster unless it exists. The caller holds `lock`, so that nobody else creates it meanwhile."""
    if (place.cluster / "PG_VERSION").exists():
        _check_version(place.cluster)
        _check_owner(place)
    elif place.cluster.exists() and any(place.cluster.iterdir()):
        raise EmbeddedServerError(
            f"{place.cluster} holds files, but no database. Move them away, or choose another directory with "
            "AIUSE_BOT_DATA_DIR.",
        )
    else:
        _make_cluster(place, lock, durable=durable)


def _make_cluster(place: Place, lock: int, *, durable: bool) -> None:
    """Create it next to its target and rename it when complete, so that an interrupted attempt simply starts over."""
    for interrupted in place.directory.glob(f"{place.cluster.name}.unfinished-*"):
        shutil.rmtree(interrupted)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{place.cluster.name}.unfinished-", dir=place.directory))
    if place.account:
        os.chown(unfinished, place.account.uid, place.account.gid)
    _initdb(place, unfinished, lock, durable=durable)
    # Only the directory's mode controls access to the socket; there is no other way in.
    (unfinished / "pg_hba.conf").write_text("local all all trust\n")
    unfinished.rename(place.cluster)
    if durable:
        _flush(place.directory)


def _initdb(place: Place, directory: Path, lock: int, *, durable: bool) -> None:
    """Run initdb. It inherits the lock: if this process is killed, nobody starts over before initdb has ended."""
    options = ["-D", str(directory), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-instructions", *_LOCALE]
    result = run([str(place.programs / "initdb"), *options, *([] if durable else ["-N"])], place.account, keep=(lock,))
    if result.returncode != 0:
        shutil.rmtree(directory)
        raise EmbeddedServerError(
            f"PostgreSQL could not create its files in {place.directory}. Free some disk space, choose another "
            f"directory with AIUSE_BOT_DATA_DIR, or name a server with DATABASE_URL. It said:\n{result.stderr.strip()}",
        )


def _check_version(cluster: Path) -> None:
    found = (cluster / "PG_VERSION").read_text().strip()
    ours = major_version()
    if found != ours:
        raise EmbeddedServerError(
            f"The database in {cluster} was made by PostgreSQL {found}; this release of the bot brings PostgreSQL "
            f"{ours}, which cannot read it. Either go back to the release that made it, or dump it there with pg_dump, "
            "start this release with another AIUSE_BOT_DATA_DIR and restore the dump into it.",
        )


def _check_owner(place: Place) -> None:
    owner = place.cluster.stat().st_uid
    if os.geteuid() not in {owner, ROOT}:
        raise EmbeddedServerError(
            f"The database in {place.cluster} belongs to the user with the id {owner}. Run the bot as that user, or "
            "choose another directory with AIUSE_BOT_DATA_DIR.",
        )


def _flush(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
