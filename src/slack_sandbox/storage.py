"""The workspace snapshot and uploaded files in the data directory."""

import asyncio
import os
from pathlib import Path

from pydantic import TypeAdapter

from slack_sandbox.workspace.models import State
from slack_sandbox.workspace.workspace import Workspace

_STATE = TypeAdapter(State)
_SECONDS_BETWEEN = 1.0


class Storage:
    """Keeps `workspace.json` in a directory; a crash during writing leaves the previous one intact."""

    def __init__(self, directory: Path) -> None:
        """`directory` is created if it does not exist."""
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / "workspace.json"

    def load(self) -> State | None:
        """Return the saved state, or None if there is no snapshot."""
        return _STATE.validate_json(self._path.read_bytes()) if self._path.exists() else None

    def save(self, workspace: Workspace) -> None:
        """Write a snapshot if anything changed since the last; it contains tokens, so only its owner may read it."""
        if not workspace.changed:
            return
        workspace.changed = False
        draft = self._path.with_suffix(".tmp")
        with open(draft, "wb", opener=_private) as file:
            file.write(_STATE.dump_json(workspace.state))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)

    async def keep_saving(self, workspace: Workspace) -> None:
        """Save once a second until cancelled."""
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN)
            self.save(workspace)


class FileStore:
    """Stores the contents of uploaded files in a directory, or in memory if there is none."""

    def __init__(self, directory: Path | None) -> None:
        """`directory` is the data directory; files go into its folder `files`."""
        self._directory = None if directory is None else directory / "files"
        self._memory: dict[str, bytes] = {}
        if self._directory is not None:
            self._directory.mkdir(parents=True, exist_ok=True)

    def write(self, file_id: str, content: bytes) -> None:
        """Store a file's contents."""
        if self._directory is None:
            self._memory[file_id] = content
        else:
            (self._directory / file_id).write_bytes(content)

    def read(self, file_id: str) -> bytes | None:
        """Return a file's contents, or None if nothing was uploaded."""
        if self._directory is None:
            return self._memory.get(file_id)
        path = self._directory / file_id
        return path.read_bytes() if path.exists() else None

    def remove(self, file_id: str) -> None:
        """Delete a file's contents."""
        self._memory.pop(file_id, None)
        if self._directory is not None:
            (self._directory / file_id).unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
