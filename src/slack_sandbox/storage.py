"""The snapshot of a workspace in the data directory."""

import asyncio
import os
from pathlib import Path

from pydantic import TypeAdapter

from slack_sandbox.workspace.models import State
from slack_sandbox.workspace.workspace import Workspace

_STATE = TypeAdapter(State)
_SECONDS_BETWEEN = 1.0


class Storage:
    """Keeps `workspace.json` in a directory; a crash in the middle of writing leaves the former one whole."""

    def __init__(self, directory: Path) -> None:
        """Take the directory, made where it is absent."""
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / "workspace.json"

    def load(self) -> State | None:
        """Read the snapshot; None where there is none."""
        return _STATE.validate_json(self._path.read_bytes()) if self._path.exists() else None

    def save(self, workspace: Workspace) -> None:
        """Write the snapshot where something changed since the last one; tokens are in it, so only the owner reads."""
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
    """Keeps the bytes of uploaded files: in a directory, or in memory where there is none."""

    def __init__(self, directory: Path | None) -> None:
        """Take the data directory; the files go into its folder `files`."""
        self._directory = None if directory is None else directory / "files"
        self._memory: dict[str, bytes] = {}
        if self._directory is not None:
            self._directory.mkdir(parents=True, exist_ok=True)

    def write(self, file_id: str, content: bytes) -> None:
        """Keep a file's bytes."""
        if self._directory is None:
            self._memory[file_id] = content
        else:
            (self._directory / file_id).write_bytes(content)

    def read(self, file_id: str) -> bytes | None:
        """Return a file's bytes; None where nothing was uploaded."""
        if self._directory is None:
            return self._memory.get(file_id)
        path = self._directory / file_id
        return path.read_bytes() if path.exists() else None

    def remove(self, file_id: str) -> None:
        """Forget a file's bytes."""
        self._memory.pop(file_id, None)
        if self._directory is not None:
            (self._directory / file_id).unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
