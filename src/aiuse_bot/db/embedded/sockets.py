"""Where the server's socket is. Nothing listens on TCP: whoever may enter the socket's directory may use the server."""

import hashlib
import os
import shutil
import stat
import sys
from pathlib import Path
from urllib.parse import quote

from aiuse_bot.db.embedded.cluster import SUPERUSER
from aiuse_bot.db.embedded.errors import EmbeddedServerError
from aiuse_bot.db.embedded.place import Place

# Only a part of the socket's name.
PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
# sockaddr_un holds 108 bytes on Linux and 104 on macOS, including the terminating zero.
_LONGEST_PATH = 103 if sys.platform == "darwin" else 107


def server_url(place: Place, database: str) -> str:
    """Return the libpq URL of a database of the server in `place`."""
    host = quote(str(socket_directory(place)), safe="")
    return f"postgresql://{SUPERUSER}@:{PORT}/{quote(database, safe='')}?host={host}"


def socket_directory(place: Place) -> Path:
    """Return the cluster's directory, or one in /tmp if that path is too long or has a comma, which separates paths."""
    path = place.cluster / SOCKET
    if len(os.fsencode(path)) <= _LONGEST_PATH and "," not in str(path):
        return place.cluster
    # Every process must find the same one, whatever its TMPDIR; prepare_socket_directory checks its owner.
    return Path("/tmp", f"aiuse-bot-{hashlib.sha256(os.fsencode(place.cluster)).hexdigest()[:10]}")  # noqa: S108


def prepare_socket_directory(place: Place) -> None:
    """Create the short directory if it is needed, and refuse one created by somebody else."""
    directory = socket_directory(place)
    if directory == place.cluster:
        return
    owner = place.account.uid if place.account else os.geteuid()
    if not directory.exists():
        directory.mkdir(mode=0o700)
        os.chown(directory, owner, -1)
    status = directory.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner or status.st_mode & 0o077:
        raise EmbeddedServerError(
            f"{directory}, needed for the database's socket because the path {place.cluster} is too long for one or "
            "holds a comma, belongs to somebody else. Remove it, or choose another AIUSE_BOT_DATA_DIR.",
        )


def remove_socket_directory(place: Place) -> None:
    """Remove the short directory, if any, once the server has stopped."""
    if socket_directory(place) != place.cluster:
        shutil.rmtree(socket_directory(place))
